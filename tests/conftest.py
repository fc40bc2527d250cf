"""What all tests share."""

import os

from hypothesis import settings

# Workers of xdist inherit these from readline in the process that starts them.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

# No deadline for examples: machines are busy, and the first example runs the lazy imports.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_sessionstart(session):
    """Unpack the tables of the first use, which commands tell, before tests look at what is told.

    With xdist: before there are workers.
    """
    if not hasattr(session.config, "workerinput"):
        from align.pipeline import Aligner

        Aligner().align_texts("The laboratory is new.", "实验室是新的。")
