"""tmxalign: English and Chinese versions of a document in, sentence pairs out."""

from align.version import __version__

__all__ = ["__version__"]
