"""Any sentence-transformers model: a name that the library can resolve, or a local folder.

This module and torch are only imported for such a model.
"""

import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import numpy as np

from align.embed.encoder import FloatArray, Runs, Spans, TokenVectors, all_runs, spans_from
from align.errors import UsageError

#: Prompts that suit a search for translations, best first; used when the model defines one.
_FITTING = ("bitext", "bitext_mining", "sts", "query")
#: How runs get their vectors: each run is encoded, or the vectors of its sentences are added up.
OVERLAPS = ("exact", "approximate")


class SentenceTransformerEncoder:
    """A model loaded through ``sentence_transformers.SentenceTransformer``.

    ``prompt`` names a prompt in the model's configuration; by default it is the model's own default
    prompt, or else one for comparing sentences (``query`` in the E5 family), if there is one;
    ``""`` disables prompts. With ``overlap="exact"`` every run of sentences is encoded; with
    ``"approximate"`` every sentence is encoded once, and the vector of a run is the sum of theirs
    (:func:`add_up`).

    Raises :class:`align.errors.UsageError` for an unknown model, prompt or overlap.
    """

    def __init__(
        self,
        model: str,
        *,
        device: str | None = None,
        batch_size: int = 32,
        prompt: str | None = None,
        overlap: str = "exact",
    ) -> None:
        if overlap not in OVERLAPS:
            raise UsageError(f"overlap {overlap!r}: must be one of {', '.join(OVERLAPS)}")
        self._overlap = overlap
        self._model = _load(model, device)
        self._batch_size = batch_size
        self._prompt = _choose(prompt, self._model.prompts, self._model.default_prompt_name, model)
        self.name = Path(model).name if Path(model).is_dir() else model
        self.dimensions = int(self.encode(["."]).shape[1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, shape (texts, dimensions), float32, with length one."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            batch_size=self._batch_size,
            prompt=self._prompt,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        """Vectors of all runs of 1 … ``longest`` texts, shape (longest, texts, dimensions)."""
        if self._overlap == "approximate":
            return add_up(self.encode(texts), texts, longest)
        runs = np.zeros((longest, len(texts), self.dimensions), dtype=np.float32)
        for row, joined in zip(runs, all_runs(texts, joiner, longest), strict=False):
            row[: len(joined)] = self.encode(joined)
        return runs

    def encode_tokens(
        self, texts: Sequence[str], language: str
    ) -> tuple[TokenVectors, list[Spans]] | None:
        """What :func:`align.embed.encoder.encode_tokens` promises, if a tokenizer says where.

        Vectors are those of the model's last layer, for any language, and all weigh the same.
        The tokens of the prompt and the marks are left out, and what is too long for the model.
        """
        tokenizer: Any = getattr(self._model, "tokenizer", None)
        if not texts or not getattr(tokenizer, "is_fast", False):
            return None
        prompt = (self._prompt or "").lstrip()
        whole = [f"{prompt}{text.strip()}" for text in texts]
        longest = self._model.max_seq_length
        encodings = tokenizer(whole, truncation=True, max_length=longest).encodings
        try:
            found = self._model.encode(
                whole,
                batch_size=self._batch_size,
                prompt="",
                output_value="token_embeddings",
                convert_to_numpy=False,
                show_progress_bar=False,
            )
        except KeyError:  # a model without tokens
            return None
        kept, spans = [], []
        for text, tokens, rows in zip(texts, encodings, found, strict=True):
            if len(rows) < len(tokens):
                return None
            marks = tokens.special_tokens_mask
            own = [k for k, (_, end) in enumerate(tokens.offsets) if end > len(prompt)]
            own = [k for k in own if not marks[k]]
            moved = len(text) - len(text.lstrip()) - len(prompt)
            begins = [max(0, tokens.offsets[k][0] + moved) for k in own]
            end = tokens.offsets[own[-1]][1] + moved if own and tokens.overflowing else len(text)
            spans.append(spans_from(text[:end], begins))
            # padding is on the left in some models; a mark stands for a text that has no token
            kept.append(rows[-len(tokens) :][own or [0]].float().cpu().numpy())
        vectors = np.concatenate(kept)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        begins_of_texts = np.cumsum([0, *map(len, kept)], dtype=np.int64)
        return TokenVectors(begins_of_texts, vectors, np.ones(len(vectors), np.float32)), spans


def add_up(vectors: FloatArray, texts: Sequence[str], longest: int) -> Runs:
    """Vectors of runs from those of their sentences: sums weighted by length, scaled to length one.

    >>> add_up(np.eye(2, dtype=np.float32), ["abcd", "abc"], 2).tolist()
    [[[1.0, 0.0], [0.0, 1.0]], [[0.800000011920929, 0.6000000238418579], [0.0, 0.0]]]
    """
    runs = np.zeros((longest, *vectors.shape), dtype=np.float32)
    if not len(vectors):
        return runs
    runs[0] = vectors
    # characters without white space; at least one, so that every sentence has a weight
    lengths = np.array([max(1, sum(map(len, text.split()))) for text in texts], dtype=np.float32)
    weighted = vectors * lengths[:, None]
    total = weighted.copy()
    for k in range(1, min(longest, len(texts))):
        total = total[:-1] + weighted[k:]
        norms = np.linalg.norm(total, axis=1, keepdims=True)
        runs[k, : len(total)] = total / np.maximum(norms, 1e-12)
    return runs


def _load(model: str, device: str | None) -> Any:
    folder = Path(model)
    try:
        local = folder.expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):  # too long, say, or the home of nobody
        local = False
    if model.startswith((".", "/", "~")) and not local:
        raise UsageError(
            f"model {model}: no such folder; pass the folder of a sentence-transformers model, "
            "or leave --model out for the embedded one"
        )
    try:
        from huggingface_hub import constants
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise UsageError(
            f"model {model}: sentence-transformers cannot be imported ({error}); "
            "pip install sentence-transformers, or leave --model out for the embedded one"
        ) from error
    for noisy in ("huggingface_hub", "sentence_transformers", "transformers"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)  # once imported: they set it themselves
    # hides the progress bar of loading weights; downloads still show theirs
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        if local:
            return SentenceTransformer(str(folder.expanduser()), device=device)
        # the library tries an unreachable hub six times for each of several files, which takes
        # minutes; so it is tried once, here
        offline = constants.HF_HUB_OFFLINE or not _reachable(constants.ENDPOINT)
        return SentenceTransformer(model, device=device, local_files_only=offline)
    except Exception as error:  # the library raises a dozen types for a missing model
        if device and device.split(":")[0] in str(error).lower():
            raise UsageError(f"device {device}: cannot be used here ({_line(error)})") from error
        raise _unresolved(model, error) from error


def _reachable(address: str) -> bool:
    """Whether anything answers there within five seconds; a proxy is assumed to be up."""
    url = urlsplit(address)
    if url.scheme in getproxies():
        return True
    try:
        socket.create_connection((url.hostname, url.port or 443), timeout=5).close()
    except OSError:
        return False
    return True


def _unresolved(model: str, error: Exception) -> UsageError:
    if Path(model).is_dir():
        return UsageError(
            f"model {model}: not a sentence-transformers model ({_line(error)}); "
            "pass a folder saved by SentenceTransformer.save(), or leave --model out "
            "for the embedded one"
        )
    return UsageError(
        f"model {model}: not found here and cannot be downloaded; download it once where there "
        "is a connection, or pass the folder of a local model, or leave --model out "
        "for the embedded one"
    )


def _line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__


def _choose(
    wanted: str | None, prompts: dict[str, str] | None, default: str | None, model: str
) -> str | None:
    """The text to put before every sentence.

    >>> _choose(None, {"query": "query: ", "passage": "passage: "}, None, "e5")
    'query: '
    """
    prompts = prompts or {}
    if wanted:
        if wanted not in prompts:
            there = ", ".join(sorted(prompts)) or "none"
            raise UsageError(f"model {model} has no prompt {wanted!r}; it has: {there}")
        return prompts[wanted]
    if wanted is None:
        if default:
            return prompts.get(default)
        by_name = {name.lower(): text for name, text in prompts.items()}
        return next((by_name[n] for n in _FITTING if by_name.get(n)), None)
    return ""
