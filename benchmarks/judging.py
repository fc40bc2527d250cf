"""The findings of the audit that a person judged, and what follows for all of them.

``audit_judged.tsv`` has a row for each judged place: check, severity, file, place, verdict, why.
What a check says about a segment is ``true`` if it is a fault of the translation that deserves to
be reported as loud as it is, ``arguable`` if two careful people could disagree, ``false``
otherwise. The texts are not in the table.

Which places are judged is decided by a hash of check and place, not by a person. The sample of a
check is the beginning of that order, so it stays a random one when checks are changed.
"""

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from align.audit.engine.check import SEVERITIES
from align.audit.engine.finding import Finding

TABLE = Path(__file__).with_name("audit_judged.tsv")
FIELDS = ("check", "severity", "file", "place", "verdict", "why")
VERDICTS = ("true", "arguable", "false")
Key = tuple[str, str, str, str]


def key(finding: Finding) -> Key:
    return finding.check, finding.severity, finding.document, finding.place


def judged() -> dict[Key, str]:
    """Read the verdicts, by check, severity, file and place."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            (row["check"], row["severity"], row["file"], row["place"]): row["verdict"]
            for row in rows
        }


def by_place(findings: Iterable[Finding]) -> dict[tuple[str, str], dict[Key, list[Finding]]]:
    """Group findings by check and severity, then by place, in the order of the sample."""
    places: dict[Key, list[Finding]] = defaultdict(list)
    for finding in findings:
        places[key(finding)].append(finding)
    groups: dict[tuple[str, str], dict[Key, list[Finding]]] = defaultdict(dict)
    for place in sorted(places, key=_lot):
        groups[place[:2]][place] = places[place]
    return groups


def _lot(place: Key) -> bytes:
    check, _, file, number = place
    return hashlib.sha1(f"{check} {file} {number}".encode()).digest()


def draw(findings: Iterable[Finding], most: int, out: Path, severities: Iterable[str]) -> int:
    """Write the unjudged places among the first ``most`` of each check and severity to a file.

    After a person filled in the columns verdict and why, :func:`keep` adds the rows to the table.
    """
    verdicts = judged()
    rows = []
    for (_, severity), places in by_place(findings).items():
        for place in list(places)[:most] if severity in severities else ():
            if place not in verdicts:
                first, *more = found = places[place]
                message = first.message + (f" (+{len(more)})" if more else "")
                spans = [span for f in found for span in f.en_spans]
                en = first.en[max(0, min(s for s, _ in spans) - 200) :] if spans else first.en
                rows.append([*place, "", "", message, en, first.zh])
    with out.open("w", encoding="utf-8") as file:
        file.write("\t".join([*FIELDS, "message", "en", "zh"]) + "\n")
        for row in rows:
            file.write("\t".join(" ".join(cell.split()) for cell in row) + "\n")
    return len(rows)


def keep(path: Path) -> int:
    """Add the judged rows of such a file to the table, without message and texts."""
    rows: dict[Key, list[str]] = {}
    for source in (TABLE, path):
        lines = source.read_text(encoding="utf-8").splitlines()[1:]
        for check, severity, file, place, verdict, why, *_ in (line.split("\t") for line in lines):
            if verdict in VERDICTS:
                rows[check, severity, file, place] = [verdict, why]
    lines = ["\t".join(FIELDS), *("\t".join([*k, *v]) for k, v in sorted(rows.items()))]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


def precision(findings: list[Finding]) -> dict[str, dict[str, dict[str, int]]]:
    """Count findings, judged places and the findings at them by verdict, by severity and check."""
    verdicts = judged()
    total: Counter[tuple[str, str]] = Counter((f.check, f.severity) for f in findings)
    result: dict[str, dict[str, dict[str, int]]] = {severity: {} for severity in SEVERITIES}
    for (check, severity), places in by_place(findings).items():
        known = {place: found for place, found in places.items() if place in verdicts}
        count: Counter[str] = Counter()
        for place, found in known.items():
            count[verdicts[place]] += len(found)
        result[severity][check] = {
            "findings": total[check, severity],
            "places": len(places),
            "judged": len(known),
            **{verdict: count[verdict] for verdict in VERDICTS},
        }
    return result


def share(check: Mapping[str, int], verdict: str) -> float:
    """The share of the judged findings of a check that got a verdict."""
    return check[verdict] / sum(check[v] for v in VERDICTS)


def estimate(checks: Mapping[str, Mapping[str, int]], verdict: str) -> float:
    """How many findings of these checks would get a verdict; what nobody judged counts as false."""
    number = 0.0
    for check in checks.values():
        if check["judged"]:
            number += check["findings"] * share(check, verdict)
        elif verdict == "false":
            number += check["findings"]
    return number


def show(name: str, units: int, counted: dict[str, dict[str, dict[str, int]]]) -> None:
    """Print the precision by severity and check."""
    print(f"\n{name}: {units:,} units, findings judged by a person")
    print(f"{'':<41}{'findings':>9}{'/1000':>8}{'judged':>8}{'true':>7}{'argu.':>7}{'false':>7}")
    for severity, checks in counted.items():
        for check, c in sorted(checks.items(), key=lambda item: -item[1]["findings"]):
            cells = "".join(
                f"{share(c, v):>7.2f}" if c["judged"] else f"{'–':>7}" for v in VERDICTS
            )
            rate = 1000 * c["findings"] / units
            print(f"{severity:<9}{check:<32}{c['findings']:>9}{rate:>8.2f}{c['judged']:>8}{cells}")
        all_of = sum(c["findings"] for c in checks.values())
        some = sum(c["judged"] for c in checks.values())
        if some:
            cells = "".join(f"{estimate(checks, v) / all_of:>7.2f}" for v in VERDICTS)
            rate = 1000 * all_of / units
            print(f"{f'all {severity}s':<41}{all_of:>9}{rate:>8.2f}{some:>8}{cells}")
            rate = 1000 * estimate(checks, "false") / units
            print(f"    false {severity}s per 1,000 units: {rate:.2f}")
