"""The version, which every file written by tmxalign records."""

__version__ = "0.1.0"
