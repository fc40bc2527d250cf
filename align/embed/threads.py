"""How many threads the embedded model's arithmetic takes."""

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """One BLAS thread, unless the user says otherwise: on small matrices more of them mostly

    wait for each other.
    """
    if "OPENBLAS_NUM_THREADS" in os.environ:
        return nullcontext()
    from threadpoolctl import threadpool_limits

    limited: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="blas")
    return limited
