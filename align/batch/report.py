"""What a build did, in figures, and the summary that people read."""

from dataclasses import dataclass, field
from pathlib import Path

from align.batch.pair_records import PairRecord
from align.files.spool import Spool
from align.formats.report import WriteReport
from align.ledger import Ledger
from align.memory.desk import DecisionReport
from align.memory.update import Updated
from align.pair import Pairing
from align.pair.sides import passed_over


@dataclass
class BuildReport:
    """What :func:`align.batch.build` did, in figures; ``records`` are those of each pair.

    ``resumed`` counts the pairs that a run had aligned which was interrupted. ``planned``, of a dry
    run: how many of so many pairs would be aligned.
    """

    pairs: int = 0
    by_content: int = 0
    unsure: int = 0
    reused: int = 0
    units: int = 0
    below: int = 0
    null_en: int = 0
    null_zh: int = 0
    crossings: int = 0
    weak: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unpaired: list[str] = field(default_factory=list)
    passed: list[Path] = field(default_factory=list)
    aside: Ledger = field(default_factory=Ledger)
    worries: list[str] = field(default_factory=list)
    resumed: int = 0
    planned: tuple[int, int] | None = None
    written: WriteReport | None = None
    updated: Updated | None = None
    decided: DecisionReport = field(default_factory=DecisionReport)
    records: Spool[PairRecord] = field(default_factory=Spool)
    _confidence: float = 0.0

    @property
    def confidence(self) -> float:
        """Mean confidence of the units; 0 without units."""
        return self._confidence / self.units if self.units else 0.0

    @classmethod
    def begun(cls, pairing: Pairing) -> "BuildReport":
        """A report of what is known before the first alignment."""
        content = [pair for pair in pairing.pairs if pair.how == "content"]
        return cls(
            by_content=len(content),
            unsure=sum(pair.unsure for pair in content),
            unpaired=[str(path) for path in pairing.unpaired],
            failed=[(str(path), message) for path, message in pairing.failed],
            passed=list(pairing.passed),
        )

    def add(self, record: PairRecord) -> None:
        """Add one pair's figures."""
        self.records.add(record)
        if record.state == "failed":
            self.failed.append((record.name, f"{record.name}: {record.error}"))
            return
        self.pairs += 1
        self.reused += record.state == "unchanged"
        self.below += record.below
        self.units += record.units
        self.null_en += record.nulls[0]
        self.null_zh += record.nulls[1]
        self.crossings += record.crossings
        self.weak += record.weak
        self._confidence += record.confidence * record.units
        self.aside.places.update(record.aside)
        if record.worry:
            self.worries += record.worry.split("\n")

    def lines(self) -> list[str]:
        """The summary that the command prints."""
        again = f" ({self.reused} unchanged, reused)" if self.reused else ""
        out = [
            f"pairs       {self.pairs:>7,}{again}",
            f"units       {self.units:>7,}   mean confidence {self.confidence:.2f}, "
            f"{self.weak:,} below 0.50",
            f"left out    {self.null_en + self.null_zh:>7,}   sentences without a counterpart: "
            f"{self.null_en:,} English, {self.null_zh:,} Chinese",
        ]
        if self.below:
            out.append(
                f"below       {self.below:>7,}   units left out: their confidence is too low"
            )
        if self.aside.places:
            out.append(f"set aside   {self.aside.places.total():>7,}   {self.aside.reasons}")
        if self.by_content:
            out.append(f"by content  {self.by_content:>7,}   pairs, {self.unsure:,} of them unsure")
        if self.crossings:
            out.append(f"crossings   {self.crossings:>7,}   units in another place")
        if self.written and (self.written.illegal or self.written.empty):
            out.append(f"written     {self.written}")
        if self.updated:
            done, elsewhere = self.updated, len(self.updated.documents)
            what = "removed" if done.pruned else "kept"
            out.append(
                f"updated     {done.replaced:>7,}   units of the memory replaced, "
                f"{done.kept:,} left as they were"
            )
            if elsewhere:
                number = f"{done.pruned or done.others:>7,}"
                out.append(
                    f"others      {number}   units {what}: {elsewhere:,} documents without a pair"
                )
        out += self.decided.lines()
        if self.worries:
            out.append(
                f"look at     {len(self.worries):>7,}   documents of which text was set aside:"
            )
            out += [f"    {worry}" for worry in self.worries]
        if self.unpaired:
            out.append(f"unpaired    {len(self.unpaired):>7,}   files without a counterpart:")
            out += [f"    {name}" for name in self.unpaired]
        if self.passed:
            out.append(f"passed over {len(self.passed):>7,}   {passed_over(self.passed)}")
        if self.failed:
            count = f"{len(self.failed):>7,}"
            out.append(f"failed      {count}   pairs or files that could not be read or aligned:")
            out += [f"    {message}" for _, message in self.failed]
        return out

    def __str__(self) -> str:
        return "\n".join(self.lines())
