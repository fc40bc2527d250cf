"""Scores → the best path of beads: the corridor, and the dynamic programme in it."""
