"""How to start the command, and two short texts."""

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
