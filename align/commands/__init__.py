"""The command line: thin commands over the library. Nothing heavy is imported too early."""

from align.commands.main import main

__all__ = ["main"]
