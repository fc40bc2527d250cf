"""Fixtures shared by all tests."""

from hypothesis import settings

# No deadline for examples: machines are busy, and the first example runs the lazy imports.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
