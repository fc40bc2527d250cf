"""The learned weights: small networks over features, and the JSON file that holds them.

score = bias + linear · x + out · max(0, hidden · x + hidden_bias), where x are the centred and
scaled features. Such a network is piecewise linear, so that every single score is a sum of
contributions of its features (:meth:`Network.shares`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from align.embed.encoder import FloatArray
from align.errors import InputError

SCHEMA = "tmxalign/weights/2"
KINDS = ("bead", "null English", "null Chinese")
_FAR = 6.0  # scales; values farther off are clipped
_FIELDS = ("mean", "scale", "linear", "bias", "hidden", "hidden_bias", "out")


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
        return cls(names, **arrays)


@dataclass(frozen=True)
class Weights:
    """Everything that scoring learned from data.

    ``first``: weights of the first pass by cheap feature; ``networks``: one for beads and one for
    null beads of either side; ``calibration``: the curves of :mod:`align.score.confidence`;
    ``origin``: the data, the date and the result of the training.
    """

    first: Mapping[str, float]
    networks: Mapping[str, Network]
    calibration: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that identify the weights."""
        return f"{crc32(json.dumps(self._numbers(), sort_keys=True).encode()):08x}"

    def _numbers(self) -> dict[str, Any]:
        return {
            "first": {k: float(f"{v:.5g}") for k, v in self.first.items()},
            "networks": {k: n.to_dict() for k, n in self.networks.items()},
            "calibration": {k: [list(p) for p in v] for k, v in self.calibration.items()},
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
                {str(k): float(v) for k, v in data["first"].items()},
                {kind: Network.from_dict(data["networks"][kind]) for kind in KINDS},
                {k: [(float(p), float(q)) for p, q in v] for k, v in data["calibration"].items()},
                data.get("origin", {}),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{source}: not a weights file ({error}); make one with benchmarks/train.py"
            ) from error


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
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read weights ({error})") from error
    return Weights.from_json(text, source=str(path))


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
