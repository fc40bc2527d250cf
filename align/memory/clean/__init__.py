"""Cleaning: removing duplicates and bad units from a memory, with the reason for each removal.

A rule is a small function decorated with :func:`align.memory.clean.rule.rule`; to add one, put it
in a module of this package, or of another one with an entry point in the group ``tmxalign.rules``.
Its parameters become options of ``tmxalign clean``, and its examples become tests.
"""

from align.memory.clean.cleaning import CleanReport, clean_memory
from align.memory.clean.rule import RULES, Example, Rule
from align.parameter import Parameter

__all__ = ["RULES", "CleanReport", "Example", "Parameter", "Rule", "clean_memory"]
