"""The weights of the features: a small readable file, and what it says about its origin."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

from align.errors import InputError

SCHEMA = "tmxalign/weights/1"


@dataclass(frozen=True)
class Weights:
    """``features``: weight by feature name (a name that is absent weighs nothing).

    ``origin`` says on which data, when and with what result they were learned.
    """

    features: Mapping[str, float]
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that tell these weights from others."""
        text = json.dumps(sorted((k, round(float(v), 5)) for k, v in self.features.items()))
        return f"{crc32(text.encode()):08x}"

    def to_json(self) -> str:
        """The file's text."""
        data = {
            "schema": SCHEMA,
            "origin": dict(self.origin),
            "features": {k: round(float(v), 5) for k, v in self.features.items()},
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, *, source: str = "weights") -> "Weights":
        """Read :meth:`to_json`'s text; raises :class:`align.errors.InputError` on any other."""
        try:
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise ValueError(f"schema is {data['schema']!r}")
            features = {str(k): float(v) for k, v in data["features"].items()}
            return cls(features, data.get("origin", {}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{source}: not a weights file ({error}); make one with benchmarks/train.py"
            ) from error


@cache
def shipped_weights() -> Weights:
    """The weights that come with tmxalign.

    >>> shipped_weights().features["similarity"] is not None
    True
    """
    text = files("align.score").joinpath("weights.json").read_text(encoding="utf-8")
    return Weights.from_json(text, source="weights.json")


def load_weights(path: Path | str) -> Weights:
    """Weights from a file of one's own."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read weights ({error})") from error
    return Weights.from_json(text, source=str(path))
