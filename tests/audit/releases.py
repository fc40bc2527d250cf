"""The releases of corpora/ as segments, aligned by hand: what checks are measured on."""

from functools import cache
from pathlib import Path

from align.audit import CHECKS, Hit
from align.audit.engine.segment_store import Segment, stored

GOLD = Path(__file__).resolve().parents[2] / "corpora" / "gold"


@cache
def releases() -> tuple[Segment, ...]:
    """Every bead with both sides."""
    segments: list[Segment] = []
    for gold in sorted(GOLD.glob("*.gold.tsv")):
        name = gold.name.removesuffix(".gold.tsv")
        en, zh = (_lines(gold.with_name(f"{name}.{side}.txt")) for side in ("en", "zh"))
        for line in gold.read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or "\t" not in line:
                continue
            a, b = ([int(n) for n in side.split(",") if n] for side in line.split("\t")[:2])
            if a and b:
                segments.append(
                    Segment(
                        len(segments),
                        " ".join(en[n] for n in a),
                        "".join(zh[n] for n in b),
                        document=name,
                        place=f"{a[0] + 1}:{b[0] + 1}",
                    )
                )
    return tuple(segments)


def found(check: str, segments: list[Segment]) -> dict[int, Hit]:
    """The hits of one check with its usual parameters, by segment."""
    known = CHECKS[check]
    look = known.make(known.context, **known.defaults())
    if known.whole:
        with stored(segments) as store:
            return dict(look(store))
    return {s.number: hit for s in segments for hit in look(s)}


def severity(check: str, hit: Hit) -> str:
    """How grave a hit is."""
    return hit.severity or CHECKS[check].severity


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
