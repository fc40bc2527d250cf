"""Standing texts of which one copy was changed."""

from collections.abc import Iterator

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment import case
from align.audit.engine.store import SegmentStore
from align.audit.evidence.drift import drifted
from align.languages import LANGUAGES
from align.parameter import Parameter

_EN = "The centre is a national body that certifies products, systems and services."
_ZH = "本中心是国家级认证机构，业务涵盖产品、体系和服务认证。"
_TEL = "For more information please call the press office at 010 8388 0000, Monday to Friday."


@memory_check(
    "boilerplate-drift",
    cost=4,
    family="consistency",
    severity="warning",
    summary="a standing text that differs by a few words from its copies in other documents",
    rationale="An outdated or edited copy of a standing text contradicts all the others.",
    unless=("same-source-different-target", "same-target-different-source"),
    parameters=(
        Parameter(
            "minimum", 60, "texts with fewer letters are not looked at (a Chinese character: 3)"
        ),
        Parameter(
            "similarity", 0.8, "the share of words (Chinese characters) that must be the same"
        ),
    ),
    fires=(
        (
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH, document="b"),
            case(_EN.replace("national body", "state body"), _ZH, document="c"),
        ),
        (
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH.replace("国家级认证", "国家级的检测认证"), document="b"),
            case(_EN, _ZH, document="c"),
        ),
        (  # one language only, and a number: a note
            case(_TEL, "", document="a"),
            case(_TEL, "", document="b"),
            case(_TEL.replace("0000", "0010"), "", document="c"),
        ),
        (  # without documents, each unit stands for itself
            case(_EN, _ZH),
            case(_EN, _ZH),
            case(_EN.replace("certifies", "tests"), _ZH.replace("认证。", "检测。")),
        ),
    ),
    silent=(
        (case(_EN, _ZH, document="a"), case(_EN, _ZH, document="b")),
        (  # two documents, two wordings: neither is the standing one
            case(_EN, _ZH, document="a"),
            case(_EN.replace("national", "state"), _ZH, document="b"),
        ),
        (  # the copies are all in one document
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH, document="a"),
            case(_EN.replace("national", "state"), _ZH, document="b"),
        ),
        (  # a pattern that is filled in anew each time
            *(
                case(f"On {day} the laboratory received samples of chargers for its tests.", "")
                for day in ("Monday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
            ),
        ),
        tuple(case(f"Tel.: {n}", f"电话：{n}") for n in ("010", "010", "020")),
        (),
    ),
)  # fmt: skip
def boilerplate_drift(context: Context, minimum: int, similarity: float) -> MemoryLook:
    """Copies that differ from a text that at least two, and more, other documents have."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        for side in LANGUAGES:
            yield from drifted(store, side, minimum, similarity)

    return look
