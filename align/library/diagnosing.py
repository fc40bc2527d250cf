"""``doctor``: what is installed, what works, and what is missing for what."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

#: Packages that some uses need: what for, and how to install them.
_OPTIONAL = {
    "sentence-transformers": ("--model NAME", "pip install sentence-transformers"),
    "pyarrow": ("Parquet files", "pip install 'tmxalign[parquet]'"),
    "choppa-srx": ("--srx", "pip install 'tmxalign[srx]'"),
    "ray": ("build --runner ray", "pip install 'tmxalign[ray]'"),
    "s3fs": ("s3:// addresses", "pip install s3fs"),
    "gcsfs": ("gs:// addresses", "pip install gcsfs"),
}
#: Entry points of other packages.
_EXTENSIONS = "checks", "reports", "readers", "formats", "encoders", "rules"


@dataclass(frozen=True)
class InstalledPart:
    """A part of the installation.

    ``state`` is ``"ok"``, ``"missing"`` (only some uses need it) or ``"broken"``.
    """

    name: str
    state: str
    note: str


@dataclass(frozen=True)
class DoctorReport:
    """Versions, and the parts of the installation; ``packages`` are those that are required."""

    versions: dict[str, str]
    parts: tuple[InstalledPart, ...]
    packages: dict[str, str]

    @property
    def works(self) -> bool:
        """Whether everything works that is always needed."""
        return all(part.state != "broken" for part in self.parts)

    def to_dict(self) -> dict[str, Any]:
        """The report as data for JSON."""
        return {"works": self.works, **asdict(self)}

    def __str__(self) -> str:
        width = max(len(part.name) for part in self.parts)
        lines = [f"{part.state:<9}{part.name:<{width}}  {part.note}" for part in self.parts]
        end = "Everything that is always needed works."
        if not self.works:
            end = "Something that is always needed does not work: see 'broken'."
        head = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return "\n".join([head, "", *lines, "", end])


def doctor() -> DoctorReport:
    """Try the parts of the installation, and say what is missing for what.

    >>> report = doctor()
    >>> report.works
    True
    >>> next(part.state for part in report.parts if part.name == "embedded model")
    'ok'
    """
    import platform

    import align

    versions = {
        "tmxalign": f"{align.__version__} ({Path(align.__file__).parent})",
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    packages = dict(_required())
    parts = [_tried("packages", lambda: _packages(packages)), _tried("embedded model", _model)]
    parts += [_tried("cache", _cache), _tried("temporary files", _temporary)]
    parts += [_optional(name) for name in _OPTIONAL]
    parts += [_tried("LibreOffice", _office), _tried("browser", _browser)]
    parts += [_tried("standard output", _output), _tried("settings", _settings)]
    parts += _extensions()
    return DoctorReport(versions, tuple(parts), packages)


def _tried(name: str, probe: Callable[[], tuple[str, str]]) -> InstalledPart:
    try:
        return InstalledPart(name, *probe())
    except Exception as error:  # whatever it is, it is what the user wants to know
        return InstalledPart(name, "broken", " ".join(f"{type(error).__name__}: {error}".split()))


def _version(package: str) -> str:
    """The version of an installed package, or nothing."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _required() -> Iterator[tuple[str, str]]:
    """The packages that tmxalign requires, and their versions."""
    from importlib.metadata import PackageNotFoundError, requires

    with suppress(PackageNotFoundError):  # it runs from a checkout
        for line in requires("tmxalign") or ():
            name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
            if "extra ==" not in line and name not in _OPTIONAL:
                yield name, _version(name)


def _packages(packages: dict[str, str]) -> tuple[str, str]:
    if not packages:
        return "ok", "not installed as a package: it runs from a checkout"
    missing = [name for name, version in packages.items() if not version]
    if missing:
        return "broken", f"missing: pip install {' '.join(missing)}"
    return "ok", f"{len(packages)} of {len(packages)} that are required"


def _model() -> tuple[str, str]:
    from time import perf_counter

    from align.embed import load_encoder

    start = perf_counter()
    encoder = load_encoder()
    encoder.encode(["你好"])
    seconds = perf_counter() - start
    return "ok", f"{encoder.name}, {encoder.dimensions} dimensions, ready in {seconds:.1f} s"


def _cache() -> tuple[str, str]:
    from tempfile import TemporaryFile

    from align.lazy import cache_folder

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        why = f"{folder}: cannot be written ({error.strerror}): each start is slower"
        return "missing", f"{why}; set TMXALIGN_CACHE to another folder"
    size = 0
    for path in folder.iterdir():
        with suppress(OSError):  # of another process, and gone by now
            size += path.stat().st_size
    return "ok", f"{folder}, {_megabytes(size)}, {_free(folder)}"


def _temporary() -> tuple[str, str]:
    from tempfile import gettempdir

    return "ok", f"{gettempdir()}, {_free(Path(gettempdir()))}"


def _free(folder: Path) -> str:
    return f"{_megabytes(shutil.disk_usage(folder).free)} free"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _optional(name: str) -> InstalledPart:
    use, how = _OPTIONAL[name]
    if not (version := _version(name)):
        return InstalledPart(name, "missing", f"only for {use}: {how}")
    torch = _version("torch") if name == "sentence-transformers" else ""
    return InstalledPart(name, "ok", f"{version}{torch and f', torch {torch}'}: for {use}")


def _office() -> tuple[str, str]:
    from align.readers.office.old_office import PROGRAMS

    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    use = "old Word and PowerPoint files (.doc, .ppt)"
    return ("ok", f"{found}: for {use}") if found else ("missing", f"only for {use}: install it")


def _browser() -> tuple[str, str]:
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return "missing", "review: open the address that it prints (--no-browser) yourself"
    return "ok", "for review"


def _output() -> tuple[str, str]:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        "价—∅".encode(encoding)
    except UnicodeError:
        return "missing", f"{encoding}: some signs are shown as ?; PYTHONIOENCODING=utf-8 shows all"
    return "ok", f"{encoding}: shows English and Chinese"


def _settings() -> tuple[str, str]:
    from align.files.load import find_settings, load_settings

    file = find_settings()
    if file:
        load_settings(file)
    variables = sorted(name for name in os.environ if name.startswith("TMXALIGN_"))
    return "ok", ", ".join([str(file or "no tmxalign.toml"), *variables])


def _extensions() -> list[InstalledPart]:
    """The entry points of other packages: a part for each."""
    from importlib.metadata import entry_points

    found = [point for kind in _EXTENSIONS for point in entry_points(group=f"tmxalign.{kind}")]
    return [_tried(f"{p.group[9:]} {p.name}", partial(_extension, p)) for p in found]


def _extension(point: EntryPoint) -> tuple[str, str]:
    point.load()
    package = point.dist
    return "ok", f"{point.value}{f' of {package.name} {package.version}' if package else ''}"
