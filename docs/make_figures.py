"""Write the measured figures into the documentation: `python docs/make_figures.py`.

The figures come from benchmarks/results: accuracy.json (README), speed.json, audit_speed.json and
memories.json (speed), audit.json (``python benchmarks/audit.py --json FILE``), formats.json and
aside.json (set-aside), links.json and effort.json (review, word links), batches.json (scale);
those of evaluate and confidence from the cross-validation saved by benchmarks/train.py; checks and
reasons from the program. The Chinese pages have the same tables, their words from docs/labels.tsv
and from what the program itself says in Chinese.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from judging import VERDICTS, estimate, share
from reliability import kept
from reliability import table as reliability

from align.audit import CHECKS
from align.audit.engine.check import FAMILIES, SEVERITIES
from align.document import REASONS
from align.score.weights import shipped_weights

RESULTS = ROOT / "benchmarks" / "results"
SETS = {
    "mac-dev": "MAC-Dev: six chapters of Chinese novels, free translation",
    "mac-dev+deleted": "… with 6 % of the 1–1 sentences deleted on each side",
    "ntrex-dev": "news, with sentences merged and deleted",
    "k8s-perturbed": "a software project's blog, with splits, merges, deletions, swaps",
    "tidb-notes": "release notes with natural omissions",
    "corpora": "`corpora/`: press releases, free translation, moved paragraphs",
    "bible": "the Bible, 5,000 × 6,301 lines, judged by verse",
}


def accuracy() -> str:
    """The README's table: strict F1, and in small type that of sentences without a counterpart."""
    data = json.loads((RESULTS / "accuracy.json").read_text(encoding="utf-8"))
    names = list(next(iter(data["sets"].values())))
    heads = [data["peers"].get(name, name) for name in names]
    rows = [f"| texts | {' | '.join(heads)} |", "|---" * (len(names) + 1) + "|"]
    for key, figures in data["sets"].items():
        cells = []
        for name in names:
            score = figures[name]
            cell = "–"
            if score:
                cell = f"{score['strict']['f1']:.3f}"
                if key != "bible":  # verses have no left-out sentences
                    cell += f"\N{NO-BREAK SPACE}<sub>{score['nulls']['f1'] or 0:.2f}</sub>"
            cells.append(f"**{cell}**" if name == names[0] else cell)
        rows.append(f"| {SETS[key]} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def speed() -> str:
    """The table of docs/en/speed.md."""
    rows = ["| what | tmxalign | beside | figure | wanted |", "|---|---|---|---|---|"]
    for row in json.loads((RESULTS / "speed.json").read_text(encoding="utf-8")):
        figure = f"{row['value']:.3g} {row['unit']}"
        rows.append(
            f"| {row['what']} | {row['ours']} | {row['other']} | {figure} | {row['required']} |"
        )
    return "\n".join(rows) + "\n"


def sets() -> str:
    """The accuracy of each set, of docs/en/evaluate.md."""
    names = {
        "strict F1": "strict F1",
        "lax F1": "lax F1",
        "null F1": "left-out sentences: F1",
        "null precision": "precision",
        "null recall": "recall",
        "sure unit P": "units at 90 %: right",
        "sure null P": "left-out at 90 %: right",
    }
    rows = [f"| texts | {' | '.join(names.values())} |", "|---" * (len(names) + 1) + "|"]
    for name, scores in shipped_weights().origin["cross-validated"].items():
        cells = [f"{scores[key]:.3f}" if key in scores else "–" for key in names]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def ablation() -> str:
    """What each part of the evidence brings, of docs/en/evaluate.md: means over seeds."""
    data = json.loads((RESULTS / "training.json").read_text(encoding="utf-8"))
    shown = ("mac-dev", "mac-dev+deleted", "ntrex-dev", "k8s-perturbed", "tidb-notes")
    rows = [f"| | mean of all sets | {' | '.join(shown)} |", "|---" * (len(shown) + 2) + "|"]
    for part, seeds in data.items():
        cells = []
        for kinds in (list(seeds[0]), *([name] for name in shown)):
            strict, nulls = (
                np.nanmean([run[kind].get(key, np.nan) for run in seeds for kind in kinds])
                for key in ("strict F1", "null F1")
            )
            cells.append(f"{strict:.3f}\N{NO-BREAK SPACE}<sub>{nulls:.2f}</sub>")
        rows.append(f"| {f'without {part}' if part else 'everything'} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def checks() -> str:
    """The table of the audit's checks."""
    rows = ["| check | | what it finds |", "|---|---|---|"]
    family = ""
    for check in CHECKS.values():
        if check.family != family:
            family = check.family
            rows.append(f"| **{FAMILIES[family]}** | | |")
        severity = check.severity if check.on else f"off ({check.severity})"
        rows.append(f"| `{check.id}` | {severity} | {check.summary} |")
    return "\n".join(rows) + "\n"


def _audit() -> Any:
    return json.loads((RESULTS / "audit.json").read_text(encoding="utf-8"))


def planted() -> str:
    """The audit's recall of planted errors: the lowest and the highest of the seeds."""
    parts = _audit()["planted"]
    rows = [
        "| planted | plants | found | as error or warning | texts of test | as error or warning |",
        "|---" * 6 + "|",
    ]
    kinds = {
        name: None for runs in parts.values() for run in runs.values() for name in run["kinds"]
    }
    for name in kinds:
        cells, plants = [], set()
        for runs in parts.values():
            found = [run["kinds"][name] for run in runs.values() if name in run["kinds"]]
            plants |= {kind["plants"] for kind in found}
            for key in ("recall", "strong"):
                values = sorted({f"{kind[key]:.2f}" for kind in found})
                cells.append("–".join((values[0], values[-1])[: len(values)]) if values else "")
        number = "–".join(map(str, sorted({min(plants), max(plants)})))
        rows.append(f"| {name} | {number} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def untouched() -> str:
    """The audit's findings on good translations, by set."""
    rows = [
        "| texts | units | errors | true | arguable | false | false or unread per 1,000 units "
        "| warnings per 1,000 | notes per 1,000 |",
        "|---" * 9 + "|",
    ]
    for name, found in _audit()["untouched"].items():
        errors, units = found["checks"]["error"], found["units"]
        true, arguable, false = (round(estimate(errors, v)) for v in VERDICTS)
        number, *others = (found.get(f"{severity}", 0) for severity in SEVERITIES)
        rates = [f"{1000 * false / units:.1f}", *(f"{1000 * n / units:.0f}" for n in others)]
        rows.append(
            f"| {name} | {units:,} | {number} | {true} | {arguable} | {false} "
            f"| {' | '.join(rates)} |"
        )
    return "\n".join(rows) + "\n"


def precision() -> str:
    """What share of the findings on unseen texts a person judged true, by check."""
    found = _audit()["untouched"]["test"]
    rows = [
        "| check | findings | per 1,000 units | judged | true | arguable | false |",
        "|---" * 7 + "|",
    ]
    for severity in SEVERITIES[:2]:
        checks = found["checks"][severity]
        ordered = sorted(checks.items(), key=lambda item: -item[1]["findings"])
        for check, c in [(f"**all {severity}s**", None), *ordered]:
            if c:
                shares = [share(c, v) if c["judged"] else None for v in VERDICTS]
                number, judged = c["findings"], c["judged"]
                check = f"`{check}`"
            else:
                number = sum(c["findings"] for c in checks.values())
                judged = sum(c["judged"] for c in checks.values())
                shares = [estimate(checks, v) / number for v in VERDICTS]
            cells = ["–" if s is None else f"{s:.0%}".replace("%", " %") for s in shares]
            rate = 1000 * number / found["units"]
            rows.append(f"| {check} | {number:,} | {rate:.2f} | {judged} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def memories() -> str:
    """The speed of reading and rewriting memories."""
    data = json.loads((RESULTS / "memories.json").read_text(encoding="utf-8"))
    rows = [
        f"| {data['units']:,} units | units a second | times the bare loop | times its processors' "
        "time | peak MB |",
        "|---" * 5 + "|",
    ]
    for job, (speed, ratio, processors, peak) in data["jobs"].items():
        rows.append(f"| {job} | {speed:,} | {ratio:.2f} | {processors:.2f} | {peak:,} |")
    return "\n".join(rows) + "\n"


def audit_speed() -> str:
    """The speed of auditing a large memory, and what an earlier version took in the same run."""
    rows = [
        "| memory | units | bare loop | | audit | CPU seconds per 100,000 units | peak MB |",
        "|---" * 7 + "|",
    ]
    for row in json.loads((RESULTS / "audit_speed.json").read_text(encoding="utf-8")):
        head = f"{row['memory']} | {row['units']:,} | {row['bare']:.1f} s"
        for when in ("now", "before"):
            if when in row:
                seconds, cpu, peak = row[when]
                rows.append(f"| {head} | {when} | {seconds:.0f} s | {cpu:.1f} | {peak:,} |")
                head = " | | "
    return "\n".join(rows) + "\n"


def reasons() -> str:
    """Why text is set aside."""
    rows = ["| reason | what |", "|---|---|"]
    rows += [f"| {reason} | {what} |" for reason, what in REASONS.items()]
    return "\n".join(rows) + "\n"


def formats() -> str:
    """Real texts in every format: beads as those of the plain text, characters accounted for."""
    data = json.loads((RESULTS / "formats.json").read_text(encoding="utf-8"))
    rows = ["| format | pairs | F1 of beads | characters | unaccounted for |", "|---" * 5 + "|"]
    for name, row in data.items():
        characters = f"{row['characters']:,}" if row["characters"] else "–"
        unaccounted = row["lost"] + row["added"] if row["characters"] else "–"
        rows.append(
            f"| `{name.split()[0]}`{name.partition(' ')[2] and ' of Chromium'} "
            f"| {row['documents']} | {row['f1']:.3f} | {characters} | {unaccounted} |"
        )
    return "\n".join(rows) + "\n"


def shares() -> str:
    """What is set aside in the documents of the tests, by format."""
    data = json.loads((RESULTS / "aside.json").read_text(encoding="utf-8"))
    rows = ["| format | documents | characters | unaccounted for | set aside |", "|---" * 5 + "|"]
    for suffix, row in data.items():
        reasons = [f"{reason} {share:.1%}" for reason, share in row["aside"].items() if share]
        rows.append(
            f"| `{suffix}` | {row['documents']} | {row['characters']:,} "
            f"| {row['lost'] + row['added']} | {', '.join(reasons)} |"
        )
    return "\n".join(rows) + "\n"


def word_links() -> str:
    """Word links and proposed cuts of the review page, from benchmarks/results/links.json."""
    data = json.loads((RESULTS / "links.json").read_text(encoding="utf-8"))
    links, alone = data["gold"]["tmxalign"]["all"], data["alone"]
    rows = [
        "| | |\n|---|---:|",
        "| links that are right, of those shown in 100 rows linked by reading |"
        f" {links['precision']:.2f} |",
        "| pairs of words that are shown, of those that surely belong together |"
        f" {links['recall']:.2f} |",
        f"| words underlined in rows that are translations | {alone['kept']:.1%} |",
        f"| words underlined in a sentence that the other side lacks | {alone['added']:.0%} |",
    ]
    for kind, name in (
        ("border", "the border of two sentences"),
        ("comma", "a comma inside one text"),
        ("inside", "any mark, or none, inside one text"),
    ):
        both = [data["cuts"][f"{kind}, {side}"] for side in ("en", "zh")]
        total = sum(side["cases"] for side in both)
        hits = (sum(side[f] * side["cases"] for side in both) / total for f in ("exact", "near"))
        exact, near = (f"{share:.1%}" for share in hits)
        rows.append(f"| cuts proposed exactly (within 2 characters) at {name} | {exact} ({near}) |")
    return "\n".join(rows) + "\n"


#: Ways to link words, by their names in links.json.
LINKERS = {
    "tmxalign": "**tmxalign**, links of probability ≥ 0.5",
    "words": "words one by one: dictionary and vectors",
    "dictionary": "the dictionary alone",
    "sil-thot eflomal": "sil-thot, eflomal",
    "sil-thot fast_align": "sil-thot, fast_align",
}


def gold_links() -> str:
    """Precision, recall, F1 and alignment error rate of word links, from links.json."""
    gold = json.loads((RESULTS / "links.json").read_text(encoding="utf-8"))["gold"]
    rows = [
        "| links by | precision | recall | F1 | error rate | F1 news | novels | manuals |",
        "|---" + "|---:" * 7 + "|",
    ]
    for key, name in LINKERS.items():
        if found := gold.get(key):
            figures = [found["all"][part] for part in ("precision", "recall", "f1", "aer")]
            figures += [found[kind]["f1"] for kind in ("news", "novels", "manuals")]
            rows.append(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    return "\n".join(rows) + "\n"


def link_reliability() -> str:
    """How often links of a stated probability are right, from links.json."""
    gold = json.loads((RESULTS / "links.json").read_text(encoding="utf-8"))["gold"]
    rows = ["| links | stated on average | right |", "|---:|---:|---:|"]
    rows += [f"| {n:.0f} | {p:.2f} | {right:.2f} |" for n, p, right in gold["reliability"]["bins"]]
    error = gold["reliability"]["error"]
    return "\n".join(rows) + f"\n\nExpected calibration error: {error:.3f}\n"


def effort() -> str:
    """Key presses that repair alignments on the review page, per 100 pairs of the gold."""
    data = json.loads((RESULTS / "effort.json").read_text(encoding="utf-8"))
    peers = list(data["peers"])
    heads = ["tmxalign", "without `n` and `r`", *(data["peers"][name] for name in peers)]
    rows = [
        f"| texts | wrong pairs | `n` stops there | `r` is right | {' | '.join(heads)} |",
        "|---" + "|---:" * (len(heads) + 3) + "|",
    ]
    for key, found in data["sets"].items():
        ours = found["tmxalign"]
        keys = [ours["keys"], ours["plain"], *(found[name]["keys"] for name in peers)]
        shares = [
            f"{ours['wrong']} of {ours['rows']:,}",
            f"{ours['met'] / ours['wrong']:.0%}",
            f"{ours['second'] / ours['wrong']:.0%}",
            *(f"{100 * n / ours['beads']:.0f}" for n in keys),
        ]
        rows.append(f"| {SETS[key]} | {' | '.join(shares)} |")
    return "\n".join(rows) + "\n"


def _batches() -> Any:
    return json.loads((RESULTS / "batches.json").read_text(encoding="utf-8"))


def _million() -> dict[str, float]:
    """What a million sentences cost: seconds of a core, bytes, seconds of the first process."""
    data = _batches()
    small, large = data["jobs"], data["memory"]["20000"]
    # the bytes are those of the largest build, its processor time that of the first process alone
    times = 1e6 / large["sentences"]
    per = {name: times * size for name, size in large["bytes"].items()}
    for jobs in ("1", "2"):
        per[f"{jobs} cpu"] = 1e6 / small["sentences"] * small[jobs]["cpu"]
    return {**per, "parent": times * large["first"]["parent"]}


def cost() -> str:
    """What a million sentences cost, on one core and on two."""
    found, per = _batches()["jobs"], _million()
    one, two = found["1"], found["2"]
    rows = [
        "| a million sentences | one job | two jobs |",
        "|---|---:|---:|",
        f"| processor, s | {per['1 cpu']:,.0f} | {per['2 cpu']:,.0f} |",
        f"| of it in the first process, s | | {per['parent']:,.0f}: it can keep about "
        f"{per['1 cpu'] / per['parent']:,.0f} jobs busy |",
        f"| peak of all processes, MB ({found['pairs']:,} pairs) | {one['peak']} | {two['peak']} |",
        f"| pairs a second ({found['pairs']:,} pairs, the start included) "
        f"| {one['pairs a second']} | {two['pairs a second']} ({found['ratio']} ×) |",
    ]
    kinds = {"memory": "TMX", "alignments": "kept alignments", "journal": "journal"}
    for name, what in kinds.items():
        disk = f", {per[f'{name}, on disk'] / 1e6:,.0f} with blocks" if name != "memory" else ""
        rows.append(f"| {what}, MB | {per[name] / 1e6:,.0f}{disk} | |")
    return "\n".join(rows) + "\n"


def nights() -> str:
    """What was tried, and what came of it."""
    found = _batches()
    rows = ["| tried | what came of it |", "|---|---|"]
    for pairs, steps in found["memory"].items():
        if not pairs.isdigit():
            continue
        for name in ("first", "nothing changed", "ten changed"):
            step = steps[name]
            rows.append(
                f"| {int(pairs):,} pairs, {name} | {step['seconds']:,.1f} s, processor "
                f"{step['cpu']:,.1f} s; peak of all processes {step['peak']:,} MB |"
            )
    killed, bad = found["kills"], found["poison"]
    rows.append(
        f"| SIGKILL to all processes at {killed['kills']} random moments of {killed['nights']} "
        f"builds and updates | {_wrong(killed)}: memory and alignments are byte for byte those of "
        "an undisturbed build |"
    )
    rows.append(
        f"| {bad['pairs']} pairs that do harm among good ones | {_wrong(bad)}: each is listed "
        "with its cause, the good ones are done, exit status 3 |"
    )
    for name, tried in found["trouble"].items():
        if isinstance(tried, dict):
            rows.append(f"| {name} | {_wrong(tried)} |")
    return "\n".join(rows) + "\n"


def _wrong(found: Any) -> str:
    return "; ".join(found["wrong"]) or "nothing wrong"


#: Multiplications and additions for a token: of the embedded model (its first layer is looked up),
#: and of a BERT of twelve layers, without attention's own.
_EMBEDDED, _BERT = 2 * 256 * 256 * 10, 2 * 12 * 12 * 768 * 768
#: Tokens of a sentence; sentences in all runs of one to six.
_TOKENS, _RUNS = 20, 21
#: Multiplications and additions a second that one can count on: a core here, a GPU with 32 bits
#: and with 16.
_CORE, _GPU32, _GPU16 = 79e9, 20e12, 150e12


def gpu() -> str:
    """Seconds for the embedding of a million sentences, computed."""
    ours, large = 1e6 * _TOKENS * 2.2 * _EMBEDDED, 1e6 * _TOKENS * _RUNS * _BERT
    rows = [
        "| embedding a million sentences, computed | operations | one core | one GPU |",
        "|---|---:|---:|---:|",
        f"| the embedded model, 2.2 tokens per token of the text | {ours / 1e12:,.0f} × 10¹² "
        f"| {ours / _CORE:,.0f} s | {ours / _GPU32:,.0f} s |",
        f"| a BERT of twelve layers (LaBSE), every run by itself | {large / 1e12:,.0f} × 10¹² "
        f"| {large / _CORE / 86400:,.0f} days | {large / _GPU16 / 60:,.0f} min |",
    ]
    return "\n".join(rows) + "\n"


def billion() -> str:
    """What 10^9 sentences cost, from what a million cost."""
    per = _million()
    hours = 1000 * per["1 cpu"] / 3600
    disk = {name: per[name] / 1e3 for name in ("memory", "alignments", "journal")}
    rows = [
        "| 10⁹ sentences | |", "|---|---|",
        f"| processor time | {hours:,.0f} hours of a core: {hours / 64 / 24:,.1f} days of 64 "
        f"cores; at 0.04 dollars an hour {hours * 0.04:,.0f} dollars |",
        f"| of it in the processes that write | {1000 * per['parent'] / 3600:,.0f} hours |",
        f"| memories | {disk['memory']:,.0f} GB (a fifth of it with gzip) |",
        f"| kept alignments | {disk['alignments']:,.0f} GB |",
        f"| journals | {disk['journal']:,.0f} GB |",
    ]  # fmt: skip
    return "\n".join(rows) + "\n"


def keys() -> str:
    """The keys of the review page, as its English description has them (and the program)."""
    page = (ROOT / "docs" / "en" / "review.md").read_text(encoding="utf-8")
    found = between("keys").search(page)
    assert found
    return found[0]


#: The function that makes each table, by page and mark.
TABLES = {
    ("docs/en/set-aside.md", "reasons"): reasons,
    ("docs/en/set-aside.md", "formats"): formats,
    ("docs/en/set-aside.md", "shares"): shares,
    ("README.md", "figures"): accuracy,
    ("docs/en/index.md", "figures"): accuracy,
    ("docs/en/evaluate.md", "sets"): sets,
    ("docs/en/evaluate.md", "ablation"): ablation,
    ("docs/en/speed.md", "speed"): speed,
    ("docs/en/audit.md", "checks"): checks,
    ("docs/en/audit.md", "planted"): planted,
    ("docs/en/audit.md", "untouched"): untouched,
    ("docs/en/audit.md", "precision"): precision,
    ("docs/en/speed.md", "audit"): audit_speed,
    ("docs/en/speed.md", "memories"): memories,
    ("docs/en/scale.md", "cost"): cost,
    ("docs/en/scale.md", "nights"): nights,
    ("docs/en/scale.md", "gpu"): gpu,
    ("docs/en/scale.md", "billion"): billion,
    ("docs/en/review.md", "links"): word_links,
    ("docs/en/word-links-gold.md", "gold"): gold_links,
    ("docs/en/word-links-gold.md", "reliability"): link_reliability,
    ("docs/en/review.md", "keys"): keys,
    ("docs/en/review.md", "effort"): effort,
    ("docs/en/confidence.md", "reliability"): lambda: reliability(kept()),
}


_NUMBER = re.compile(r"(?<![A-Za-z{])\d+(?:[,.]\d+)*")
_CODE = re.compile(r"`[^`]*`|</?sub>")


@cache
def _labels() -> dict[str, str]:
    """The Chinese of each text of a cell, by its English; numbers are ``#``."""
    labels = {}
    for path in (ROOT / "align" / "languages" / "phrases.tsv", ROOT / "docs" / "labels.tsv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for *kind, english, chinese in csv.reader(
                lines, delimiter="\t", quoting=csv.QUOTE_NONE
            ):
                if not kind or kind[0] in (
                    "explained",
                    "family",
                    "reason",
                    "severity",
                    "summary",
                ):
                    labels[_NUMBER.sub("#", english)] = _NUMBER.sub("#", chinese or english)
    return labels


def chinese(cell: str) -> str:
    """The Chinese of a cell: of all of it, or of each part of a list.

    >>> chinese("hidden text 2.5%, 12 of 1,300")
    '隐藏文字 2.5%，1,300 个中的 12 个'
    """
    numbers, text = _NUMBER.findall(cell), _NUMBER.sub("#", cell)
    if known := _labels().get(text):
        if "{" in known:
            return re.sub(r"\{(\d)\}", lambda m: numbers[int(m[1])], known)
        return re.sub("#", lambda _: numbers.pop(0), known)
    if not re.search(r"[A-Za-z]{2}|[A-Za-z] ", _CODE.sub("", text)):
        return cell
    for sign in ("**", "`"):
        if cell.startswith(sign) and cell.endswith(sign):
            return sign + chinese(cell.strip(sign)) + sign
    if ", " in cell:
        return "，".join(chinese(part) for part in cell.split(", "))
    if text.endswith(" #%"):
        words, _, share = cell.rpartition(" ")
        return f"{chinese(words)} {share}"
    raise KeyError(f"docs/labels.tsv has no Chinese for {text!r}")


def in_chinese(table: str) -> str:
    """A table, or a line below it, with the words of its cells in Chinese."""
    lines = []
    for line in table.splitlines():
        if re.fullmatch(r"[|:-]+", line):
            lines.append(line)
        else:
            lines.append(" | ".join(chinese(cell.strip()) for cell in line.split("|")).strip())
    return "\n".join(lines) + "\n"


def between(mark: str) -> re.Pattern[str]:
    """Match the text between ``<!-- mark -->`` and ``<!-- /mark -->``."""
    return re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.DOTALL)


def translation(page: str) -> str:
    """The Chinese counterpart of a page.

    >>> translation("docs/en/speed.md"), translation("README.md")
    ('docs/zh/speed.md', 'README.zh.md')
    """
    return page.replace("/en/", "/zh/") if "/" in page else page.replace(".md", ".zh.md")


def tables() -> Iterator[tuple[Path, str, str]]:
    """Each page that has a table, its mark, and the table, in both languages."""
    for (page, mark), table in TABLES.items():
        made = table()
        yield ROOT / page, mark, made
        yield ROOT / translation(page), mark, in_chinese(made)


def main() -> None:
    for path, mark, made in tables():
        text = path.read_text(encoding="utf-8")
        path.write_text(between(mark).sub(lambda _, made=made: made, text), encoding="utf-8")
        print(f"wrote the table of {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
