"""Where copies that can be made again are kept."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder for tmxalign; ``TMXALIGN_CACHE`` names another place."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("TMXALIGN_CACHE")
    return Path(chosen) if chosen else user_cache_path("tmxalign")
