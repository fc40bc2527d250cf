"""The learned weights, the JSON file that holds them, and the scores that they give candidates.

score = bias + linear · x + out · max(0, hidden · x + hidden_bias), where x are the centred and
scaled features. The networks are piecewise linear, so that every single score is a sum of
contributions of its features (:meth:`Network.shares`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray
from align.errors import InputError
from align.files.load import load_text
from align.score.bead_types import NULL_EN, NULL_ZH
from align.score.features import BeadFeatures, Features, null_features
from align.score.measures import Pair, Window

SCHEMA = "tmxalign/weights/2"
KINDS = ("bead", "null English", "null Chinese")
#: The names in ``Weights.nulls``: two rates and two numbers of sentences.
NULLS = ("trained", "usual", "prior", "whole")
_LARGEST = 1e6  # no number of a network is as large
_FAR = 6.0  # scales; values farther off are clipped
_FIELDS = ("mean", "scale", "linear", "bias", "hidden", "hidden_bias", "out")
_ROWS = 32  # rows of a window: few, so that little is computed that no candidate needs


@dataclass(frozen=True)
class Network:
    """A network with one hidden layer.

    ``features``: F names; ``mean``, ``scale``, ``linear``: (F,); ``bias``: one number; ``hidden``:
    (H, F); ``hidden_bias``, ``out``: (H,).
    """

    features: tuple[str, ...]
    mean: FloatArray
    scale: FloatArray
    linear: FloatArray
    bias: FloatArray
    hidden: FloatArray
    hidden_bias: FloatArray
    out: FloatArray

    def score(self, values: FloatArray) -> FloatArray:
        """Scores (N,) of features (F, N)."""
        x = self._centred(values)
        bent = self.hidden @ x
        bent += self.hidden_bias[:, None]
        np.maximum(bent, 0, out=bent)
        scores: FloatArray = self.linear @ x + self.out @ bent + self.bias
        return scores

    def shares(self, values: FloatArray) -> tuple[FloatArray, float]:
        """The contribution of each feature of one candidate (F,) to its score, and the remainder.

        Their sum is exactly the score, because the network is linear around the candidate.
        """
        x = self._centred(values[:, None])[:, 0]
        active = (self.hidden @ x + self.hidden_bias > 0) * self.out
        slope = self.linear + active @ self.hidden
        shares: FloatArray = slope * x
        return shares, float(self.bias + active @ self.hidden_bias)

    def _centred(self, values: FloatArray) -> FloatArray:
        x: FloatArray = (values - self.mean[:, None]) / self.scale[:, None]
        return np.clip(x, -_FAR, _FAR, out=x)

    def to_dict(self) -> dict[str, Any]:
        """Its numbers by name, with five significant digits."""
        return {
            "features": list(self.features),
            **{name: _rounded(getattr(self, name)) for name in _FIELDS},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Network":
        """Make a network from :meth:`to_dict`; raises ValueError if the shapes do not match."""
        names = tuple(str(name) for name in data["features"])
        arrays = {name: np.array(data[name], dtype=np.float32) for name in _FIELDS}
        f, h = len(names), len(arrays["out"])
        shapes = {"hidden": (h, f), "hidden_bias": (h,), "out": (h,), "bias": ()}
        for name, array in arrays.items():
            if array.shape != shapes.get(name, (f,)):
                raise ValueError(f"{name} has shape {array.shape}")
            if not (np.abs(array) < _LARGEST).all() or (name == "scale" and not (array > 0).all()):
                raise ValueError(f"{name} has numbers that no training gives")
        return cls(names, **arrays)


@dataclass(frozen=True)
class Weights:
    """Everything that scoring learned from data.

    ``first``: weights of the first pass by cheap feature; ``networks``: one for beads and one for
    null beads of either side; ``calibration``: the curves of :mod:`align.score.confidence`;
    ``nulls``: the numbers of :class:`align.search.null_rate.NullRate` (files of older versions have
    none); ``origin``: the data, the date and the result of the training.
    """

    first: Mapping[str, float]
    networks: Mapping[str, Network]
    calibration: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)
    nulls: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that identify the weights."""
        return f"{crc32(json.dumps(self._numbers(), sort_keys=True).encode()):08x}"

    def _numbers(self) -> dict[str, Any]:
        return {
            "first": {k: float(f"{v:.5g}") for k, v in self.first.items()},
            "networks": {k: n.to_dict() for k, n in self.networks.items()},
            "calibration": {k: [list(p) for p in v] for k, v in self.calibration.items()},
            **(
                {"nulls": {k: float(f"{v:.4g}") for k, v in self.nulls.items()}}
                if self.nulls
                else {}
            ),
        }

    def to_json(self) -> str:
        """The text of the file, with one list of numbers a line."""
        data = {"schema": SCHEMA, "origin": dict(self.origin), **self._numbers()}
        return _lines(data, 0) + "\n"

    @classmethod
    def from_json(cls, text: str, *, source: str = "weights") -> "Weights":
        """Parse :meth:`to_json`; raises :class:`align.errors.InputError` for any other text."""
        try:
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise ValueError(f"schema is {data['schema']!r}, not {SCHEMA!r}")
            return cls(
                {str(k): _number(v) for k, v in data["first"].items()},
                {kind: Network.from_dict(data["networks"][kind]) for kind in KINDS},
                {
                    k: [(_number(p), _number(q)) for p, q in v]
                    for k, v in data["calibration"].items()
                },
                data.get("origin", {}),
                _known(data.get("nulls", {})),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f"{source}: not a weights file ({error}); create one with benchmarks/train.py"
            ) from error


def _known(nulls: Mapping[str, Any]) -> dict[str, float]:
    """The numbers of the rate of nulls: all of them, or none."""
    numbers = {name: _number(nulls[name]) for name in nulls and NULLS}
    if not all(0 < number < 1 for number in list(numbers.values())[:2]):
        raise ValueError("a rate of nulls is not between 0 and 1")
    if not all(number > 0 for number in numbers.values()):
        raise ValueError("a weight of the rate of nulls is not positive")
    return numbers


def _number(value: Any) -> float:
    number = float(value)
    if not abs(number) < _LARGEST:
        raise ValueError(f"{number} is no number that training gives")
    return number


@cache
def shipped_weights() -> Weights:
    """The weights that come with tmxalign.

    >>> len(shipped_weights().networks)
    3
    """
    text = files("align.score").joinpath("weights.json").read_text(encoding="utf-8")
    return Weights.from_json(text, source="weights.json")


def load_weights(path: Path | str) -> Weights:
    """Read weights from a file."""
    weights = Weights.from_json(load_text(path), source=str(path))
    known = shipped_weights().networks
    for kind, network in weights.networks.items():
        if unknown := [name for name in network.features if name not in known[kind].features]:
            raise InputError(
                f"{path}: not a weights file for this version: no feature is called "
                f"{unknown[0]!r}; create one with benchmarks/train.py"
            )
    return weights


class Scorer:
    """Scores candidates with given weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def first(self, window: Window, i: IntArray, j: IntArray, kind: IntArray) -> FloatArray:
        """First-pass scores of candidates with text on both sides."""
        return self._sum(BeadFeatures(window, i, j, kind).cheap(), len(i))

    def first_null(self, window: Window, i: IntArray, j: IntArray, *, english: bool) -> FloatArray:
        """First-pass scores of null beads."""
        return self._sum(null_features(window, i, j, english=english, rich=False), len(i))

    def _sum(self, features: Features, count: int) -> FloatArray:
        total = np.zeros(count, dtype=np.float32)
        for name, values in features:
            total += np.float32(self.weights.first.get(name, 0.0)) * values
        return total

    def score(self, pair: Pair, i: IntArray, j: IntArray, kind: IntArray) -> FloatArray:
        """Full scores of candidates (i ascending), shape (candidates,)."""
        scores = np.zeros(len(i), dtype=np.float32)
        for network, places, values in self._groups(pair, i, j, kind):
            scores[places] = network.score(values)
        return scores

    def _groups(
        self, pair: Pair, i: IntArray, j: IntArray, kind: IntArray
    ) -> Iterator[tuple[Network, IntArray, FloatArray]]:
        for name, places, names, values in collect_features(pair, i, j, kind):
            network = self.weights.networks[name]
            if tuple(names) != network.features:
                values = _as_learned(network, names, values)
            yield network, places, values

    def shares(self, pair: Pair, i: int, j: int, kind: int) -> tuple[dict[str, float], float]:
        """The contributions of the features to a candidate's score, by name, and the remainder."""
        one = np.array([i]), np.array([j]), np.array([kind])
        for network, _, values in self._groups(pair, *one):
            shares, rest = network.shares(values[:, 0])
            return dict(zip(network.features, shares.tolist(), strict=True)), rest
        raise AssertionError("a candidate has one kind")


def _as_learned(network: Network, names: Sequence[str], values: FloatArray) -> FloatArray:
    """The features that a network knows, in its order; one that is missing is as on average.

    (Those of tokens are, with an encoder of words that has no vectors of tokens.)
    """
    number = {name: n for n, name in enumerate(names)}
    return np.stack(
        [
            values[number[name]] if name in number else np.full_like(values[0], mean)
            for name, mean in zip(network.features, network.mean, strict=True)
        ]
    )


def collect_features(
    pair: Pair, i: IntArray, j: IntArray, kind: IntArray, *, rich: bool = True
) -> Iterator[tuple[str, IntArray, Sequence[str], FloatArray]]:
    """The features of candidates (i ascending), by block of rows and kind of network.

    Yields the kind of network, the numbers of the candidates, the names of the features, and their
    values (features, candidates). Without ``rich`` they are those of the first pass.
    """
    for begin, end in row_blocks(i, _ROWS):
        window = window_of(pair, i[begin:end], j[begin:end])
        own = kind[begin:end]
        for name, mask in zip(KINDS, (own < NULL_EN, own == NULL_EN, own == NULL_ZH), strict=True):
            at = np.flatnonzero(mask)
            if not len(at):
                continue
            places = at + begin
            if name == KINDS[0]:
                beads = BeadFeatures(window, i[places], j[places], kind[places])
                features = beads.rich() if rich else beads.cheap()
            else:
                features = null_features(
                    window, i[places], j[places], english=name == KINDS[1], rich=rich
                )
            names, values = zip(*features, strict=True)
            yield name, places, names, np.stack(values).astype(np.float32, copy=False)


def row_blocks(i: npt.NDArray[np.int64], rows: int) -> Iterator[tuple[int, int]]:
    """Ranges of consecutive candidates (i ascending) whose starts span at most ``rows`` rows."""
    begin = 0
    while begin < len(i):
        end = int(np.searchsorted(i, i[begin] + rows))
        yield begin, end
        begin = end


def window_of(pair: Pair, i: IntArray, j: IntArray, longest: int | None = None) -> Window:
    """The smallest window that contains these starts."""
    bounds = int(i[0]), int(i[-1]) + 1, int(j.min()), int(j.max()) + 1
    return Window(pair, *bounds) if longest is None else Window(pair, *bounds, longest)


def _lines(value: Any, depth: int) -> str:
    """JSON with line breaks only in dictionaries and lists of lists."""
    pad = " " * (depth + 1)
    if isinstance(value, dict) and value:
        rows = [
            f"{pad}{json.dumps(k, ensure_ascii=False)}: {_lines(v, depth + 1)}"
            for k, v in value.items()
        ]
        return "{\n" + ",\n".join(rows) + "\n" + pad[:-1] + "}"
    if isinstance(value, list) and value and isinstance(value[0], list) and len(value[0]) > 2:
        rows = [pad + json.dumps(row) for row in value]
        return "[\n" + ",\n".join(rows) + "\n" + pad[:-1] + "]"
    return json.dumps(value, ensure_ascii=False)


def _rounded(array: FloatArray) -> Any:
    def short(value: Any) -> Any:
        return [short(v) for v in value] if isinstance(value, list) else float(f"{value:.5g}")

    return short(array.tolist())
