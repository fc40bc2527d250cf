"""Latin names in Chinese text: spelled as on the English side."""

from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case
from align.languages.words.en import is_english, is_slip, same_word
from align.languages.words.latin import Latin, fold, latin_words


@segment_check(
    "latin-names",
    family="names",
    severity="error",
    summary="a name in Latin letters is spelled in two ways, or the English side lacks it",
    rationale="A product, company or person is not found under a misspelled name.",
    fires=(
        case("It runs on Kubernetes.", "它运行在Kuberentes上。"),
        case("It runs on Kubernets.", "它运行在Kubernetes上。"),
        case("In May Bosch opened a plant.", "5月，Bosh建了一家工厂。"),
        case("Marta Veronesi spoke.", "玛尔塔·韦罗内西（Marta Veronessi）发言。"),
        case("The HorizontalPodAutoscaler", "HorizontalPodAutoscalar对象"),
        case("Slack", "Slak"),
        case("Kelly saved the shot.", "Kely扑出了射门。"),
        # words of the dictionary, but in capitals: a warning
        case("Flake said so.", "Fake这样说。"),
        # only the Chinese side has it: a warning
        case("The database was upgraded.", "升级了Zabbix数据库。"),
    ),
    silent=(
        case("It runs on Kubernetes.", "它运行在Kubernetes上。"),
        case("It runs on Kubernetes.", "它运行在ｋｕｂｅｒｎｅｔｅｓ上。"),
        case("Jan Šafránek wrote it.", "Jan Safranek编写。"),
        case("Two Pods and Wi-Fi", "两个Pod和WiFi"),
        case("A back-end and node ports", "backend和NodePort"),
        case("the data center", "数据centre"),
        case("The effect was small.", "affect不大。"),
        case("Slides were shown.", "展示了slide。"),
        case("Kubernetes' API", "Kubernetes的API"),
        case("He read it.", "他读了《Hamlet in China》。"),
        case("TiDB and TiKV", "TiDB和TiKV"),
        case("Open the app.", "打开App。"),
        case("Set maxSize.", "设置maxSize。"),
    ),
)
def latin_names(context: Context) -> SegmentLook:
    """Latin words of the Chinese side that the English one does not have in any form.

    Abbreviations are looked at by another check, codes and addresses by others.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        text = segment.en
        strange = [
            w
            for w in latin_words(segment.zh)
            if not (_stands(w.text, text) or w.text.isupper()) and len(w.text) > 2
        ]
        if strange:
            yield from _judge(strange, segment)

    return look


def _stands(word: str, text: str) -> bool:
    """Whether the text holds the word as it is; the quick answer that nearly always does."""
    at = text.find(word)
    if at < 0:
        return False
    after = text[at + len(word) : at + len(word) + 1]
    return not (after.isalpha() or text[at - 1 : at].isalpha())


def _judge(strange: list[Latin], segment: Segment) -> Iterable[Hit]:
    english = latin_words(segment.en)
    chinese = {w.key for w in latin_words(segment.zh)}
    squeezed = _squeezed(segment.en)
    squeezed_zh = _squeezed(segment.zh)
    told = set()
    for word in strange:
        key = _bare(word.key)
        if word.key in told or key in squeezed:
            continue
        told.add(word.key)
        forms = [w for w in english if same_word(w.key, word.key)]
        pieces = [p for p in word.key.replace("-", ".").split(".") if p]
        if forms or (len(pieces) > 1 and all(p in squeezed for p in pieces)):
            continue
        slips = [
            w
            for w in english
            if not w.text.islower()
            and is_slip(w.key, word.key, w.text.istitle() and word.text[0].isupper())
            and (not _elsewhere(w, chinese, squeezed_zh) or _is_strange(word))
        ]
        if slips:
            other = slips[0]
            sure = _is_name(other, segment.en) or is_slip(other.key, word.key)
            yield Hit(
                f"the English side writes {other.text}, the Chinese {word.text}",
                en=((other.start, other.end),),
                zh=((word.start, word.end),),
                severity=None if sure else "warning",
            )
        elif not word.text.islower() and not any(map(is_english, pieces)):
            yield Hit(
                f"{word.text} is missing on the English side",
                zh=((word.start, word.end),),
                severity="warning",
            )


def _is_name(word: Latin, text: str) -> bool:
    """A capital where no sentence begins."""
    before = text[: word.start].rstrip()
    return word.text.istitle() and before[-1:].isalnum()


def _elsewhere(word: Latin, chinese: set[str], squeezed: str) -> bool:
    """Whether the Chinese side has the English word as it should be, so that it is not missing."""
    return word.key in chinese or _bare(word.key) in squeezed


def _is_strange(word: Latin) -> bool:
    """A word so long that is no one's: near to a name, it is that name mistyped."""
    return len(word.key) > 4 and not is_english(word.key)


def _bare(key: str) -> str:
    return "".join(filter(str.isalnum, key))


def _squeezed(text: str) -> str:
    """Letters and digits alone: what is one word here may be two there."""
    return _bare(fold(text))
