"""Scores → the best path of beads: the corridor, and the dynamic programme in it."""

from align.lazy import make_callable

make_callable(__name__)
