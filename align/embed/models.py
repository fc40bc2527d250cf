"""Loading encoders by the name of a model, and the threads that they may use."""

import os
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from align.embed.encoder import DEFAULT_MODEL, MODELS, Encoder, Encoders


def load_encoder(
    model: str = DEFAULT_MODEL,
    *,
    device: str | None = None,
    batch_size: int = 32,
    prompt: str | None = None,
    overlap: str = "exact",
) -> Encoder:
    """Load the encoder with this name.

    ``model`` is ``"use"`` for the embedded default, a name in :data:`MODELS`, or whatever
    ``sentence_transformers.SentenceTransformer`` takes: a model's name or a local folder.
    ``device``, ``batch_size``, ``prompt`` (the name of one of the prompts in the model's
    configuration) and ``overlap`` (``"exact"``, or ``"approximate"``: the vector of a run of
    sentences is the sum of theirs) only affect sentence-transformers models.

    Raises :class:`align.errors.UsageError` for a model that cannot be found.

    >>> load_encoder().dimensions
    512
    """
    if model == DEFAULT_MODEL:  # without looking for packages that add models
        from align.embed.use import embedded_model

        return embedded_model()
    if known := MODELS.get(model):
        load = known.load
    else:
        from align.embed.sbert import SentenceTransformerEncoder

        load = partial(SentenceTransformerEncoder, model)
    return load(device=device, batch_size=batch_size, prompt=prompt, overlap=overlap)


def encoders_of(sentences: Encoder | Encoders) -> Encoders:
    """Complete a sentence encoder with the embedded model as the encoder of words.

    >>> encoders_of(load_encoder()).words.name
    'use-multilingual-v3'
    """
    return sentences if isinstance(sentences, Encoders) else Encoders(sentences, load_encoder())


def one_thread() -> AbstractContextManager[Any]:
    """A context in which BLAS uses one thread, unless the environment sets the number.

    On the embedded model's small matrices more threads mostly wait for each other.
    """
    if "OPENBLAS_NUM_THREADS" in os.environ:
        return nullcontext()
    from threadpoolctl import threadpool_limits

    limited: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="blas")
    return limited
