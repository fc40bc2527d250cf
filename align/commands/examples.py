"""The examples of the help pages: what each does, and the line to type. A test runs them all."""

from collections.abc import Iterable

_EXAMPLES = """\
# a start page: drop two files on it
tmxalign review
# look through what 'build' aligned
tmxalign review memory.tmx
# two Word files into a memory for OmegaT, Trados, memoQ
tmxalign align report-en.docx report-zh.docx -o report.tmx
# look at the pairs first
tmxalign align report-en.docx report-zh.docx
# the folders releases/en and releases/zh into one memory
tmxalign build releases -o memory.tmx
# what is doubtful goes into a sheet of its own, to be checked in Excel
tmxalign build releases -o memory.tmx --weak doubtful.xlsx --report build.html
# see which documents belong together
tmxalign pair releases
# a table to correct by hand, for: tmxalign build --pairs pairs.tsv -o ...
tmxalign pair releases/en releases/zh -o pairs.tsv
# take in what somebody corrected in Excel; each later build keeps it
tmxalign decide memory.tmx --from doubtful.xlsx
# list what was decided
tmxalign decide memory.tmx
# a memory; any browser opens the report
tmxalign audit memory.tmx -o report.html
# documents against a glossary; warnings are failures, too
tmxalign audit releases --glossary terms.csv --fail-on warning
# what would each tool import?
tmxalign validate memory.tmx
# before a delivery for Trados: exit status 3 if it would lose a unit
tmxalign validate memory.tmx --profile trados
# one document
tmxalign evaluate report.align.json report.gold.tsv
# all that 'build' aligned
tmxalign evaluate memory.alignments gold
# the exact words, in either language
tmxalign search memory.tmx "new laboratory"
# segments that mean the same, in other words
tmxalign search memory.tmx "electric vehicles" --mode meaning
# how much of a new document is translated already?
tmxalign leverage new.docx --memory memory.tmx
# the same document with the matches filled in, for a CAT tool
tmxalign leverage new.docx --memory memory.tmx -o new.xlf
# a draft of a glossary, to be edited in Excel
tmxalign terms memory.tmx -o found.csv
# the 200 best, for a termbase
tmxalign terms memory.tmx -o found.tbx --limit 200
# into a sheet for Excel
tmxalign convert memory.tmx memory.xlsx
# with the language codes that OmegaT expects
tmxalign convert memory.tmx for-omegat.tmx --profile omegat
# what would be removed, and why?
tmxalign clean memory.tmx --dry-run
# remove it, and keep it in a file of its own
tmxalign clean memory.tmx -o good.tmx --rejected removed.tmx
# two memories into one
tmxalign merge old.tmx memory.tmx -o all.tmx
# into a sheet for Excel
tmxalign merge old.tmx memory.tmx -o all.xlsx
# 10,000 units in each file: part-1.tmx, part-2.tmx ...
tmxalign split memory.tmx -o part-{}.tmx --units 10000
# a file for each document
tmxalign split memory.tmx -o document-{}.tmx --by document
# what changed
tmxalign diff old.tmx memory.tmx
# the same for a program, a line for each change
tmxalign diff old.tmx memory.tmx --json
# how large is it, and how good?
tmxalign stats memory.tmx
# the same for a program
tmxalign stats memory.tmx --json
# 50 units to look at in Excel
tmxalign sample memory.tmx -n 50 -o sample.xlsx
# as many doubtful units as sure ones
tmxalign sample memory.tmx -o sample.tmx --stratify confidence
# is everything there, and what is missing for what?
tmxalign doctor
# the same for a program, or for a report of an error
tmxalign doctor --json
"""


def examples_of(command: str) -> list[tuple[str, str]]:
    """What the examples of a command do, and their lines.

    >>> examples_of("stats")[0]
    ('how large is it, and how good?', 'tmxalign stats memory.tmx')
    """
    lines = _EXAMPLES.splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(what[2:], line) for what, line in pairs if line.split()[1] == command]


def examples_text(examples: Iterable[tuple[str, str]]) -> str:
    """Examples as text: a comment, and below it the line.

    >>> print(examples_text([("all in one memory", "tmxalign merge a.tmx b.tmx -o c.tmx")]), end="")
      # all in one memory
      tmxalign merge a.tmx b.tmx -o c.tmx
    """
    return "".join(f"  # {what}\n  {line}\n" for what, line in examples)
