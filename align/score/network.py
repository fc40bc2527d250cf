"""The score as a small network: a weighted sum, and a hidden layer that bends it.

score = bias + linear · x + out · max(0, hidden · x + hidden_bias), where x are the
features, centred and scaled. Between its bends such a network is linear, so that every
single score is a sum of shares of its features (:meth:`Network.shares`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.score.arrays import FloatArray

_FAR = 6.0  # scales: what lies farther out counts as this
_FIELDS = ("mean", "scale", "linear", "bias", "hidden", "hidden_bias", "out")


@dataclass(frozen=True)
class Network:
    """``features``: F names; ``mean``, ``scale``, ``linear``: (F,); ``bias``: one number;

    ``hidden``: (H, F); ``hidden_bias``, ``out``: (H,).
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
        """How much each feature of one candidate (F,) adds to its score, and the rest.

        The shares and the rest sum up to the score: exact, since the network is linear around
        the candidate.
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
        """As numbers of four digits, by name."""
        return {
            "features": list(self.features),
            **{name: _rounded(getattr(self, name)) for name in _FIELDS},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Network":
        """Read :meth:`to_dict`'s form; raises ValueError where the sizes do not fit."""
        names = tuple(str(name) for name in data["features"])
        arrays = {name: np.array(data[name], dtype=np.float32) for name in _FIELDS}
        f, h = len(names), len(arrays["out"])
        shapes = {"hidden": (h, f), "hidden_bias": (h,), "out": (h,), "bias": ()}
        for name, array in arrays.items():
            if array.shape != shapes.get(name, (f,)):
                raise ValueError(f"{name} has shape {array.shape}")
        return cls(names, **arrays)


def _rounded(array: FloatArray) -> Any:
    def short(value: Any) -> Any:
        return [short(v) for v in value] if isinstance(value, list) else float(f"{value:.5g}")

    return short(array.tolist())
