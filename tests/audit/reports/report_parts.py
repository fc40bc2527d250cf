"""A report that holds what breaks reports: the tests of all formats look at this one."""

from itertools import islice

from align.audit.engine.check import FAMILIES, Check
from align.audit.engine.finding import AuditReport, Finding, Findings

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=1+1"
CDATA = "a ]]> b </script> <!-- <![CDATA["
CONTROL = "bell\x07 nul\x00 escape\x1b[31m tab\t line\nend \ud800 \ufffe"
EMOJI = "Launch 🚀 of 👩‍👩‍👧 in 2024"
RTL = "שלום 12 \u202eevil\u202c world"
MARKDOWN = "@team #12 |a|b| `code` ```` **bold** [x](http://a.b) www.example.com <b> a@b.cd &amp;"
LONG = "The meeting went on. " * 2_000
ZERO_WIDTH = "a\u200bb"
FILE = "sub folder/记忆.tmx"


def make_check(id: str, severity: str, family: str) -> Check:
    return Check(
        id, family, severity, f"the summary of {id}", f"The rationale of {id}.", None, False
    )


CHECKS = {
    check.id: check
    for check in (
        make_check("omission", "error", "completeness"),
        make_check("numbers", "error", "numbers"),
        make_check("same-source", "warning", "consistency"),
        make_check("spaces", "note", "form"),
        make_check("quiet", "error", "form"),  # finds nothing
    )
}
#: One finding for each thing that can go wrong with a text.
FINDINGS = [
    Finding("omission", "error", "release b has no Chinese", -1, "b"),
    Finding(
        "numbers", "error", "the Chinese side says 13, the English 12", 0, "a", "1:1", 7, "u1",
        "It sold 12 cars in 2024.", "它售出13辆。", ((8, 10),), ((3, 5),), "12", "", "line 3",
        "line 4", "f0", FILE,
    ),
    Finding(
        "spaces", "note", SCRIPT, 0, "a", "1:1", 7, "u1", SCRIPT, SCRIPT, ((0, 8),), ((8, 16),),
    ),
    Finding("numbers", "warning", FORMULA, 1, "a", "2:2", 9, "u2", FORMULA, "=cmd()", ((0, 4),)),
    Finding("numbers", "error", CDATA, 2, "a", "3:3", 0, "", CDATA, CDATA, ((2, 5),), ((2, 5),)),
    Finding("spaces", "note", CONTROL, 3, "x\x01", "4:4", 0, "", CONTROL, CONTROL, ((0, 5),), ()),
    Finding("numbers", "error", EMOJI, 4, "c", "1:1", 0, "", EMOJI, EMOJI, ((21, 25),), ((7, 8),)),
    Finding("spaces", "note", "direction", 5, "c", "2:2", 0, "", RTL, RTL, ((5, 7),), ((8, 14),)),
    Finding("spaces", "note", MARKDOWN, 6, "@c", "#3", 0, "", MARKDOWN, MARKDOWN, (), ((0, 5),)),
    Finding("numbers", "error", "long", 7, "c", "4:4", 0, "", LONG, LONG, ((20_000, 20_003),), ()),
    Finding("omission", "error", "no Chinese", 8, "c", "5:", 0, "", "It was left out.", ""),
    Finding("omission", "error", "no English", 9, "c", ":6", zh="多出来的。", zh_spans=((0, 5),)),
    Finding("spaces", "note", "unseen", 10, "c", "7:7", 0, "", ZERO_WIDTH, "甲", ((1, 2),), ()),
    *(
        Finding("same-source", "warning", "two renderings", n, "c", f"{n}:{n}", 0, "", "Centre",
                "中心" if n % 2 else "中央", ((0, 6),), ((0, 2),), "", "Centre")
        for n in range(11, 15)
    ),
    Finding("numbers", "error", "nobody knows where", 15, en="12", zh="13"),
]  # fmt: skip
FORMER = {
    "date": "20251231T080000Z",
    "units": 900,
    "findings": 20,
    "by_severity": {"error": 12, "warning": 5, "note": 3},
    "by_check": {"numbers": 9, "same-source": 4, "spaces": 3, "omission": 4},
}


def make_report(findings=FINDINGS, checks=CHECKS, **fields) -> AuditReport:
    found = Findings()
    for finding in findings:
        found.add(finding)
    values = {
        "known": 3, "ignored": 2, "mended": 1, "failed": ("x<y>.tmx: not XML",),
        "formers": (FORMER,), "date": "20260131T120000Z", **fields,
    }  # fmt: skip
    return AuditReport(("memory & <co>.tmx",), 1_000, 2, 4, dict(checks), found, **values)


def many(number: int) -> AuditReport:
    """A large report: texts of usual length, checks and documents in turn."""
    checks = {
        f"check-{n}": make_check(f"check-{n}", "warning", family)
        for n, family in enumerate(islice(FAMILIES, 7))
    }
    severities = ("error", "warning", "note")
    en, zh = (
        "The laboratory tested {} chargers in the year. ",
        "该实验室在这一年里检测了{}台充电桩。",
    )
    return make_report(
        (
            Finding(
                f"check-{n % 7}", severities[n % 3], f"finding number {n}", n // 2, f"d{n % 40}",
                f"{n}:{n}", n, f"u{n}", 3 * en.format(n), 3 * zh.format(n), ((22, 23),),
                ((12, 13),), "", f"g{n % 999}",
            )
            for n in range(number)
        ),
        checks,
        formers=(), failed=(),
    )  # fmt: skip
