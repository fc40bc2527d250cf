"""Two lines at one place, one in each language: translations of each other, or strangers?

    python benchmarks/facing.py            # corpora/, k8s-perturbed and tidb-notes, as shipped

Short lines of manuals are put between the beads of real texts, with fixed seeds: both sides of a
pair (they should be linked), sides of two different pairs (two sentences without a counterpart that
face each other), or one side alone.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import CORPORA, DATA, Beads, Text, read_set

from align.pipeline import Aligner

PAIRS = [
    tuple(line.split("|"))
    for line in """\
For more information, see the documentation.|更多信息，请参考官方文档。
Learn more.|了解更多详情
Before you begin|准备工作
What's next|接下来
Back to top|返回页首
Was this page helpful?|本页面对您有帮助吗？
Contact us if you have any questions.|如有疑问，欢迎与我们联系。
To learn how, read the guide.|操作方法请查看指南。
Stay tuned!|敬请期待！
Get started|快速入门
Let us know what you think.|期待您的反馈。
This takes a few minutes.|此过程需要几分钟。
You are done.|操作完成。
Known issues|已知问题
Thanks to everyone who contributed.|感谢所有贡献者。
For details, see the release notes.|详情请参阅发布说明。
If this fails, try again.|若失败，请重试。
Table of contents|目录
Photo: staff archive|图片来源：资料室
All rights reserved.|版权所有，侵权必究。
Click Save.|点击保存按钮。
Here is an example.|示例如下。
See the figure below.|如下图所示。
Use it at your own risk.|使用风险自负。
Further reading|延伸阅读
No action is needed.|无需任何操作。
Please keep this sheet for later.|请妥善保存本单以备查阅。
Keep out of reach of children.|请放在儿童接触不到的地方。
Press any key to go on.|按任意键继续。
Download the full text here.|点此下载全文。""".splitlines()
]
KINDS = ("translations", "strangers", "translations", "strangers", "English alone", "Chinese alone")


def is_aside(cut: tuple[int, int], bead: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
    """Whether a bead is wholly before or wholly behind a place."""
    return len({n < at for side, at in zip(bead, cut, strict=True) for n in side}) == 1


def with_lines(text: Text, seed: int, most: int = 6) -> tuple[Text, list[tuple[str, Beads]]]:
    """The text with lines between beads, and by line pair its kind and its gold beads."""
    rng = random.Random(f"{seed} {text.name}")
    old = [[line for line in side if line.strip()] for side in (text.en, text.zh)]
    gold = [bead for bead in text.gold if bead[0] and bead[1]]
    ends = [(a[-1] + 1, b[-1] + 1) for a, b in gold]
    cuts = [cut for cut in ends if all(is_aside(cut, bead) for bead in text.gold)]
    places = sorted(rng.sample(cuts, min(most, len(cuts) // 3)))
    lines, new, added, pool = ([], []), ({}, {}), [], rng.sample(PAIRS, 2 * len(places))
    for number, place in enumerate([*places, (len(old[0]), len(old[1]))]):
        for side in (0, 1):
            for n in range(len(new[side]), place[side]):
                new[side][n] = len(lines[side])
                lines[side].append(old[side][n])
        if number == len(places):
            break
        kind = KINDS[(number + seed) % len(KINDS)]
        here: list[tuple[int, ...]] = [(), ()]
        for side, name in enumerate(("English", "Chinese")):
            if "alone" not in kind or kind.startswith(name):
                pair = pool[2 * number + (side if kind == "strangers" else 0)]
                here[side] = (len(lines[side]),)
                lines[side].append(pair[side])
        both = [(here[0], here[1])]
        alone = [bead for bead in ((here[0], ()), ((), here[1])) if bead != ((), ())]
        added.append((kind, both if kind == "translations" else alone))
    beads = [tuple(tuple(new[n][i] for i in bead[n]) for n in (0, 1)) for bead in text.gold]
    beads += [bead for _, own in added for bead in own]
    beads.sort(key=lambda bead: (bead[0] or (10**9,), bead[1]))
    return Text(f"{text.name}+lines{seed}", text.source, *lines, beads), added


def outcomes(text: Text, seed: int, aligner: Aligner) -> Counter[tuple[str, bool]]:
    """How many of the added lines of each kind are right."""
    changed, added = with_lines(text, seed)
    found = {(b.en, b.zh) for b in aligner.align_documents(*changed.documents)}
    return Counter((kind, set(beads) <= found) for kind, beads in added)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    aligner = Aligner(force=True)
    for folder in (CORPORA, args.data / "k8s-perturbed", args.data / "tidb-notes"):
        total: Counter[tuple[str, bool]] = Counter()
        for text in read_set(folder):
            total += outcomes(text, 1, aligner)
        parts = (
            f"{kind} {total[kind, True]} of {total[kind, True] + total[kind, False]}"
            for kind in dict.fromkeys(KINDS)
        )
        print(f"{folder.name:16} right: {', '.join(parts)}")


if __name__ == "__main__":
    main()
