"""Cleaning a memory: what does a translator no good goes, and each removal is told.

A rule is a small function under :func:`align.memory.clean.rule.rule`; to add one, add it to a
module here (or a new one). Its parameters become options of ``tmxalign clean``, its examples tests.
"""

from importlib import import_module

from align.memory.clean.rule import RULES, Example, Rule
from align.parameter import Parameter

# The order is the order in which rules are asked.
for _name in ("content", "measure", "repeated"):
    import_module(f"{__name__}.{_name}")

from align.memory.clean.report import CleanReport  # noqa: E402
from align.memory.clean.run import clean_memory  # noqa: E402 - needs the rules

__all__ = ["RULES", "CleanReport", "Example", "Parameter", "Rule", "clean_memory"]
