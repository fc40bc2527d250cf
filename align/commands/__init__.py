"""The command line: thin commands over the library. Nothing heavy is imported before it is needed."""

from align.commands.main import main

__all__ = ["main"]
