"""The command line: commands parse options, call :mod:`align.library` and print the result.

Heavy modules are imported inside the commands.
"""

import os

# Set before NumPy is imported. The matrices are small: a second thread gains little on an idle
# machine and costs a lot on a busy one. A value set by the user is kept.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from align.commands.main import main

__all__ = ["main"]
