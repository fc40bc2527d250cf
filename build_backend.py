"""Setuptools with one setting: a wheel that does not ask for sentence-transformers.

    pip install --config-settings small=yes .

The small wheel is the ordinary one without that line of its metadata, so torch stays away, `pip
check` has nothing to say, and dependencies are declared once, in pyproject.toml.
"""

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from setuptools import build_meta

Settings = dict[str, Any] | None
_LEFT_OUT = re.compile(r"^Requires-Dist: sentence-transformers.*\n", re.MULTILINE)

build_sdist = build_meta.build_sdist
build_editable = build_meta.build_editable
get_requires_for_build_editable = build_meta.get_requires_for_build_editable
get_requires_for_build_sdist = build_meta.get_requires_for_build_sdist
get_requires_for_build_wheel = build_meta.get_requires_for_build_wheel
prepare_metadata_for_build_editable = build_meta.prepare_metadata_for_build_editable


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: Settings = None
) -> str:
    name: str = build_meta.prepare_metadata_for_build_wheel(metadata_directory, config_settings)
    small = str((config_settings or {}).get("small", "no"))
    if small.lower() not in ("no", "false", "0"):
        path = Path(metadata_directory, name, "METADATA")
        path.write_bytes(_LEFT_OUT.sub("", path.read_bytes().decode()).encode())
    return name


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    shutil.rmtree(Path("build", "lib"), ignore_errors=True)  # may hold modules that are gone by now
    with TemporaryDirectory() as folder:
        if not metadata_directory:  # not every installer asks for the metadata first
            name = prepare_metadata_for_build_wheel(folder, config_settings)
            metadata_directory = str(Path(folder, name))
        wheel: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
        return wheel
