"""Names and titles rendered in more than one way, found without a glossary."""

from collections.abc import Iterator

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment_store import Segment, SegmentStore, case
from align.audit.terms import name_mentions as variants
from align.audit.terms.name_mentions import names_of

#: A rendering is suggested only if it is this many times as frequent as the other.
_OUTWEIGHS = 3


def _hits(
    found: Iterator[variants.Variants], verb: str, *, side: str = "en"
) -> Iterator[tuple[int, Hit]]:
    """The places of all renderings except the usual one."""
    for name, renderings in found:
        usual = renderings[0]
        said = ", ".join(f"{r.text} ({len(r.places)})" for r in renderings)
        for rendering in renderings[1:]:
            certain = len(usual.places) >= _OUTWEIGHS * len(rendering.places)
            for segment, mention in rendering.places:
                zh = (mention.zh,) if mention.zh else ()
                yield (
                    segment.number,
                    Hit(
                        f"{name} {verb} {said}",
                        (mention.en,),
                        zh,
                        usual.text if certain else "",
                        name,
                        "note" if _is_turned(usual.text, rendering.text) else None,
                    ),
                )


def _is_turned(one: str, other: str) -> bool:
    """Whether only one of two names of a body has it in front: Ministry of Health."""
    words = (one.lower().split(), other.lower().split())
    return ("of" in words[0]) != ("of" in words[1]) and words[0][-1] != words[1][-1]


def _said(name: str, times: int = 1, zh: str = "周启明") -> tuple[Segment, ...]:
    return (case(f"Then {name} took the floor.", f"随后{zh}发言。"),) * times


def _title(title: str, times: int = 1, zh: str = "副主任") -> tuple[Segment, ...]:
    return (case(f"Wang Lin, {title} of the centre, spoke.", f"中心{zh}王林讲话。"),) * times


def _body(name: str, zh: str, times: int = 1) -> tuple[Segment, ...]:
    return (case(f"The event was held by the {name} in May.", f"活动由{zh}在5月举办。"),) * times


_SAMR = "国家市场监督管理总局"
_CQC = "中国质量认证中心"


@memory_check(
    "name-variants",
    cost=2,
    family="names",
    severity="warning",
    summary="a person or an organization has several names in English, or a person in Chinese",
    rationale="Readers and search engines take two spellings for two people or organizations.",
    fires=(
        (*_said("Zhou Qiming", 5), *_said("Qiming Zhou")),
        (*_said("Zhou Qiming", 2), *_said("Zhou Qi-ming")),
        (*_said("Zhou Qiming", 2), *_said("Zhou Qi Ming")),
        (*_said("Zhou Qiming", 2), *_said("ZHOU Qiming")),
        (*_said("Zhou Qiming", 2), *_said("Zhou Qimin")),
        (*_said("Ouyang Hui", 2, "欧阳慧"), *_said("Hui Ouyang", 1, "欧阳慧")),
        (*_said("Zhou Qiming", 2), *_said("Zhou Qiming", 1, "周启鸣")),
        (*_body("China Quality Certification Centre", _CQC, 2),
         *_body("China Quality Certification Center", _CQC)),
        (*_body("State Administration for Market Regulation", _SAMR, 2),
         *_body("State Administration of Market Regulation", _SAMR)),
        (*_body("Department of International Cooperation", "国际合作部", 2),
         *_body("International Co-operation Department", "国际合作部")),
        (*_body("National Accreditation and Certification Administration (NACA)", "认监委"),
         *_body("Certification and Accreditation Administration of China (NACA)", "认监委")),
    ),
    silent=(
        _said("Zhou Qiming", 3),
        # the short form, the polite one, the possessive, an apostrophe
        (*_said("Zhou Qiming", 2), *_said("Mr. Zhou"), *_said("Dr. Zhou Qiming")),
        (*_said("Zhou Qiming", 2), case("Zhou Qiming’s speech", "周启明的讲话")),
        (*_said("Yu Zhan'ao", 2, "余占鳌"), *_said("Yu Zhan’ao", 1, "余占鳌")),
        # a headline in capitals
        (*_said("Zhou Qiming", 2), case("ZHOU QIMING VISITS FACTORY", "周启明走访工厂")),
        # two people
        (*_said("Zhang Li", 2, "张丽"), *_said("Zhang Li", 1, "张莉")),
        (*_said("Zhou Qiming", 2), *_said("Zhou Hailan", 1, "周海兰")),
        # the article, the plural, the short form with the long one
        (*_body("China Quality Certification Centre (CQC)", _CQC, 2), *_body("CQC", _CQC)),
        (*_body("Tourism Board", "旅游局", 2),
         case("The Tourism Board’s plan", "旅游局的计划")),
        (*_body("Supreme Court", "最高法院", 2), *_body("Supreme Courts", "最高法院")),
        (*_body("Sun Trade Co., Ltd", "太阳贸易公司", 2),
         *_body("Sun Trade Co. Ltd.", "太阳贸易公司")),
        # two bodies
        (*_body("Department of Education", "教育部", 2), *_body("Education Department", "教育厅")),
        (*_body("Testing Center (TC)", "检测中心"), *_body("Tariff Commission (TC)", "税则委员会")),
    ),
)  # fmt: skip
def check_name_variants(context: Context) -> MemoryLook:
    """Each place where a name has an unusual rendering.

    A note if it is only turned around, as in Health Ministry for Ministry of Health.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        yield from _hits(variants.people(store), "is rendered as")
        yield from _hits(variants.organisations(store), "is rendered as")
        yield from _hits(variants.bearers(store), "is the name of")

    return look


@memory_check(
    "title-variants",
    family="names",
    severity="warning",
    summary="a job title of one person or one organization is rendered in several ways",
    rationale="A deputy director who is a vice president elsewhere seems to have two jobs.",
    fires=(
        (*_title("Deputy Director", 2), *_title("Vice Director")),
        (*_title("Deputy Director", 2), *_title("vice-chairman")),
        (
            case("Zhou Qiming, Vice President of CQC, spoke.", "CQC副总经理周启明讲话。"),
            case("Liu Jiang, Deputy General Manager, spoke.", "CQC副总经理刘江讲话。"),
        ),
        (
            case("The vice minister wrote to us.", "副部长给我们写了信。"),
            case("The deputy minister wrote to them.", "副部长给他们写了信。"),
        ),
    ),
    silent=(
        _title("Deputy Director", 3),
        (*_title("Deputy Director", 2), *_title("deputy director"), *_title("Deputy-Director")),
        (*_title("chairman", 2, "主席"), *_title("chairwoman", 1, "主席")),
        (  # other people, other bodies
            case("Zhou Qiming, Director of the lab, spoke.", "实验室主任周启明讲话。"),
            case("Liu Jiang, head of the office, spoke.", "办公室主任刘江讲话。"),
        ),
        (  # another office of hers
            case("Lin Hua, Secretary and Manager, spoke.", "书记、经理林华讲话。"),
            case("Lin Hua, the manager, spoke.", "经理林华讲话。"),
        ),
        (case("Wang Lin, a deputy, spoke.", "副主任王林讲话。"), *_title("Deputy Director")),
    ),
)
def check_title_variants(context: Context) -> MemoryLook:
    """Each place where a title has an unusual rendering."""
    return lambda store: _hits(variants.job_titles(store), "is rendered as")


# The styles of a name, with the words for one that has it, and for most others that do not.
_STYLES = (
    (
        ("surname first", "has the surname first", "have it last"),
        ("surname last", "has the surname last", "have it first"),
    ),
    (
        ("ZHOU Qiming", "has the surname in capitals", "do not"),
        ("Zhou Qiming", "does not have the surname in capitals", "do"),
    ),
)


@memory_check(
    "pinyin-order",
    family="names",
    severity="note",
    summary="a Chinese person's name is in another order or case than most",
    rationale="If some names have the surname first and some last, nobody knows which is which.",
    fires=(
        (*_said("Zhou Qiming", 2), *_said("Jiang Liu", 1, "刘江")),
        (*_said("Zhou Qiming", 2), *_said("LIU Jiang", 1, "刘江")),
        (case("Zhou Qiming and Liu Jiang met Hailan Lin.", "周启明、刘江会见林海兰。"),),
    ),
    silent=(
        (*_said("Zhou Qiming", 2), *_said("Liu Jiang", 1, "刘江")),
        (*_said("ZHOU Qiming", 2), *_said("LIU Jiang", 1, "刘江")),
        # name-variants reports one name in two ways
        (*_said("Zhou Qiming", 2), *_said("ZHOU Qiming")),
        (*_said("Zhou Qiming", 2), *_said("Jane Austen", 1, "奥斯汀")),
        (*_said("Zhou Qiming", 2), case("LIU JIANG OPENS FAIR", "刘江为展会揭幕")),
    ),
)  # fmt: skip
def check_pinyin_order(context: Context) -> MemoryLook:
    """Names in the rarer order or case, except those that `name-variants` reports."""
    return _odd_styles


def _odd_styles(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
    names = names_of(store)
    known = set(names.conflicts("person"))
    for styles in _STYLES:
        (rare, style, says, others), (usual, *_) = sorted(
            (names.count("style", style), style, says, others) for style, says, others in styles
        )
        for segment, mention in names.places(store, "style", style) if rare else ():
            if hash(mention.rendering) not in known:
                text = segment.en[slice(*mention.en)]
                message = f"{text} {says}; {usual} of {usual + rare} names {others}"
                zh = (mention.zh,) if mention.zh else ()
                yield segment.number, Hit(message, (mention.en,), zh, group=style)
