"""The front door: ``python cli.py …`` is the same as the installed command ``tmxalign …``."""

from align.commands import main

if __name__ == "__main__":
    main()
