"""Fixtures shared by all tests."""

import os

from hypothesis import settings

# Workers of xdist inherit these from readline in the process that starts them.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

# No deadline for examples: machines are busy, and the first example runs the lazy imports.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
