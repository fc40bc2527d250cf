"""The command line: thin commands over the library. Nothing heavy is imported too early."""

import os

# Before NumPy is first imported. The products are small: a second thread gains little on an idle
# machine and, waiting for its turn, loses a lot on a busy one. A value of the user's own stays.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from align.commands.main import main

__all__ = ["main"]
