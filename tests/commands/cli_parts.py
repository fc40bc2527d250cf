"""How to start the command, and short texts."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLI = [sys.executable, str(ROOT / "cli.py")]

EN = """CQC opened a new laboratory in Guangzhou.
It tests chargers for electric cars.
More than 90 people attended the ceremony.
"""
ZH = """CQC在广州新建实验室。
该实验室检测电动汽车充电桩。
90余人参加了仪式。
"""

# Two texts that have nothing to do with each other, nor with the others.
OTHER_EN = """The ferry to the island leaves at noon.
Children under six travel for free.
"""
OTHER_ZH = """红烧肉要用小火慢炖。
起锅前再放一勺白糖。
"""
