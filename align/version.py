"""The version, in one place; every file that tmxalign writes carries it."""

__version__ = "0.1.0"
