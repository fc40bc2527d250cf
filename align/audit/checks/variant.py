"""Simplified characters among Traditional ones, and the other way round."""

from collections.abc import Iterator
from typing import TypeAlias

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment import case, numbered
from align.audit.engine.store import SegmentStore
from align.languages.variant import expected_script, script_characters, scripts_in

_NAMES = {"simplified": "Simplified", "traditional": "Traditional"}
#: A document and the locale of its Chinese.
Key: TypeAlias = tuple[str, str]
_OTHER = {"simplified": "traditional", "traditional": "simplified"}


@memory_check(
    "variant",
    family="form",
    severity="error",
    summary="Simplified and Traditional characters mixed, or not those of the locale",
    rationale="Readers of the one take the other for foreign, and search finds one only.",
    fires=(
        numbered(
            [case("The centre opened.", "中国质量认证中心开业。"), case("Yes.", "認證機構說。")]
        ),
        [case("The standard is out.", "这个标准已经發布。")],
        [case("The standard is out.", "這個標準已经發布。")],
        [case("The standard is out.", "这个标准已经发布。", zh_locale="zh-TW")],
        [case("The standard is out.", "這個標準已經發布。", zh_locale="zh-CN")],
        numbered(
            [
                case("The centre opened.", "这个中国质量认证中心开业。", zh_locale="zh-TW"),
                case("The centre opened.", "這個中國品質認證中心開業。", zh_locale="zh-TW"),
                case("The centre opened.", "這個中國品質認證中心開業。", zh_locale="zh-TW"),
            ]
        ),
    ),
    silent=(
        [case("The standard is out.", "这个标准已经发布。")],
        [case("The standard is out.", "這個標準已經發布。")],
        [case("He quoted a title.", "他引用《臺灣經濟發展》，说这很好。")],
        [case("The queen follows.", "皇后在后面，台湾的著作。")],
        [case("In Qianlong's time", "乾隆时，他瞭望着。")],
        [case("The standard is out.", "這個標準已經發布。", zh_locale="zh-HK")],
        [case("The standard is out.", "这个标准已经发布。", zh_locale="zh-Hans")],
        [case("Ms Zhu spoke.", "朱镕基与陶喆会见钟先生。")],
        numbered(
            [
                case("Yes, so it is.", "这样说。", document="a"),
                case("Yes.", "這樣說。", document="b"),
            ]
        ),
    ),
)
def variant(context: Context) -> MemoryLook:
    """By document: what is rarer there is wrong, or what the locale does not say.

    A title in 《》 may be quoted as it is. Where all of a document is in the other script than its
    locale says, that is told once.
    """

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        wanted, throughout = _wanted(store)
        for segment in store if wanted else ():
            key = (segment.document, segment.zh_locale)
            script = wanted.get(key)
            if script is None or not scripts_in(segment.zh)[script == "simplified"]:
                continue
            other = _OTHER[script]
            spans = tuple(script_characters(segment.zh)[other])
            words = "".join(segment.zh[a:b] for a, b in spans[:8])
            message = f"the Chinese side has {_NAMES[other]} {words}"
            if key in throughout:
                del wanted[key]
                message += f" throughout the document, its locale is {segment.zh_locale}"
            else:
                message += f", the rest is {_NAMES[script]}"
            yield segment.number, Hit(message, zh=spans)

    return looks


def _wanted(store: SegmentStore) -> tuple[dict[Key, str], set[Key]]:
    """The script that each document should have, of those that have another, too.

    The second value are the documents of which most is in the other one. Each segment has a vote.
    """
    votes: dict[Key, list[int]] = {}
    mixed = set()
    for segment in store:
        simplified, traditional = scripts_in(segment.zh)
        if not (simplified or traditional):
            continue
        key = (segment.document, segment.zh_locale)
        if simplified and traditional:
            mixed.add(key)
            found = script_characters(segment.zh)
            traditional = len(found["traditional"]) > len(found["simplified"])
        votes.setdefault(key, [0, 0])[traditional] += 1
    wanted: dict[Key, str] = {}
    throughout = set()
    for key, (here, there) in votes.items():
        usual = "traditional" if there > here else "simplified"
        script = expected_script(key[1]) or usual
        if script != usual and here + there > 1:
            throughout.add(key)
        if key in mixed or votes[key][script == "simplified"]:
            wanted[key] = script
    return wanted, throughout
