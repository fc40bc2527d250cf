"""Words repeated by mistake."""

from collections.abc import Iterable
from itertools import permutations

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment_store import Segment, case, side_name
from align.languages.words.repeats import (
    chinese_repeats,
    english_repeats,
    is_kept,
    repeated_clauses,
    says_twice,
)


@segment_check(
    "repeated-words",
    family="form",
    severity="warning",
    summary="a word is repeated by mistake",
    rationale="“the the” is easily overlooked when reading for the sense.",
    fires=(
        case("The the lab opened.", "实验室成立。"),
        case("It opened in in May.", "5月成立。"),
        case("The company company opened.", "公司成立。"),
        case("It is a lab lab.", "这是实验室。"),
        case("The lab of the centre opened.", "中心的的实验室成立。"),
        case("The certificate is out.", "证书证书已颁发。"),
        case("The quality month began.", "质量月活动质量月活动开始。"),
        case("The lab and the hall", "实验室和和大厅"),
        case("He feared that that the lab was lost.", "他担心实验室没了。"),
        case("The lab is in in use.", "实验室已启用。"),
        case("Thank you for saving me.", "谢谢你救了我我。"),
    ),
    silent=(
        case("He had had it; I know that that is so.", "他曾有过；我知道那是真的。"),
        case("Bye bye! It is very, very far, very very far.", "拜拜！很远很远。"),
        case("They met in Sing Sing and Walla Walla.", "他们在星星监狱见面。"),
        case("Walk slowly.", "慢慢地走，看看，人人常常谢谢妈妈，哈哈！"),
        case("Let us discuss it.", "大家讨论讨论，一个一个来。"),
        case("The purpose is right, to see it.", "目的的确立是为了了解情况。"),
        case("One by one, day by day.", "一步一步，日复一日，研究研究吧。"),
        case("The prison's warden", "监狱监狱长"),
        case("No no no!", "不不不！"),
        case("State-of-the-art art", "先进艺术"),
        case("The name of the level level", "级别 level 的名称"),
        case("Who will they vote for for mayor?", "他们选谁当市长？"),
        case("Whoever that is is late.", "不管是谁，都迟到了。"),
        case("He knew that that river was deep.", "他知道那条河很深。"),
        case("Heh heh. My my, what a day.", "嘿，多好的一天。"),
        case("Take a rest before you go.", "休息休息再走。"),
        case("Fall back!", "退后退后！别过来！"),
        case("He told me I was wrong.", "他告诉我我错了。"),
        case("the first child of the child of the root", "根组件的子组件的子组件"),
        case("Tamtam and Lo", "塔姆塔姆、洛"),
    ),
)
def check_repeated_words(context: Context) -> SegmentLook:
    """If both sides repeat something, it is intended.

    The other word may also be the name of something, which the Chinese side keeps: ``the level
    level``, 级别 level.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = english_repeats(segment.en), chinese_repeats(segment.zh)
        if en and zh:
            return
        for start, end in en:
            words = segment.en[start:end]
            if is_kept(words.split()[0], segment.zh):
                continue
            yield Hit(
                f"the English side repeats: {words}",
                en=((start, end),),
                suggestion=words.split()[0],
            )
        for start, end in zh:
            words = segment.zh[start:end]
            yield Hit(
                f"the Chinese side repeats: {words}",
                zh=((start, end),),
                suggestion=words[: len(words) // 2],
            )

    return look


#: Least letters of both copies together: 5 characters of Chinese, two or three English words, each.
_LEAST = {"en": 20, "zh": 10}


@segment_check(
    "repeated-clause",
    family="meaning",
    severity="error",
    summary="a clause or sentence stands twice, side by side",
    rationale="It is left over from editing, or stands where another clause should be.",
    fires=(
        case("It is new, large and safe.", "它很新，规模也很大，规模也很大，而且安全。"),
        case(
            "The lab, which opened in May, which opened in May, is large.", "5月成立的实验室很大。"
        ),
        case("Open the box. Press the key.", "请打开盒子。请打开盒子。按键。"),
    ),
    silent=(
        case("Row, row, row your boat", "划船，划船，划船"),
        case("I'm coming, I'm coming, he said.", "他说，来了来了。"),
        case("Jerusalem, Jerusalem, watch!", "耶路撒冷啊，耶路撒冷啊，你要守望！"),
        case("He aims well; aiming well, he hits.", "他审视固定；他审视固定，就中。"),
        case("We will win the match, we will win the match!", "我们会赢，我们会赢！"),
        case(
            "More readable code. Code is easier to read, as types help.",
            "代码更易读。代码更易读，因为有类型。",
        ),
    ),
)
def check_repeated_clause(context: Context) -> SegmentLook:
    """If both sides repeat something, it is intended."""

    def look(segment: Segment) -> Iterable[Hit]:
        found = {side: repeated_clauses(text) for side, text in segment.sides}
        if all(found.values()) or not any(found.values()):
            return
        for (side, text), (_, other) in permutations(segment.sides):
            for start, end in found[side]:
                words = text[start:end]
                if sum(map(str.isalnum, words)) >= _LEAST[side] and not says_twice(other):
                    yield Hit.on(side, f"{side_name(side)} repeats: {words}", [(start, end)])

    return look
