"""Build the sdist and the wheel, look into both, and install them where nothing else is.

    python .ci/packages.py [PYTHON …]    # `make packages`

The small installation is tried with this Python and each one named, the ordinary one with this
one. Each gets an empty folder of caches and runs what README's demo runs; the tests of the embedded
model run against the small one. Prints the seconds and MB of each.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL_TESTS = ["-q", "-W", "ignore", "tests/embed/test_use.py", "tests/embed/test_tokens.py"]
NO_TORCH = """
from importlib.util import find_spec
found = [n for n in ("sentence_transformers", "transformers", "torch") if find_spec(n)]
assert not found, found
"""


def main() -> None:
    wheel, sdist = build()
    interpreters = {version(python): python for python in [sys.executable, *sys.argv[1:]]}
    with tempfile.TemporaryDirectory() as folder:
        for name, python in interpreters.items():
            small = install(python, Path(folder, name), "--config-settings", "small=yes", sdist)
            run(small / "python", "-c", NO_TORCH)
            demo(small, f"Python {name}, small")
            pip_install(small, "pytest", "hypothesis")
            shutil.copytree(ROOT / "tests", Path(folder, "tests"), dirs_exist_ok=True)
            run(small / "python", "-m", "pytest", *MODEL_TESTS, cwd=folder)
        # first torch under our constraints, as the Makefile does: the right build is taken
        whole = install(sys.executable, Path(folder, "whole"), "torch", wheel)
        run(whole / "python", "-c", "import sentence_transformers")
        demo(whole, f"Python {version(sys.executable)}, whole")


def build() -> tuple[str, str]:
    """The paths of a wheel and an sdist that hold what git knows, no more and no less."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    run(sys.executable, "-m", "build", "-q", "--outdir", dist, ROOT)
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
    known = run("git", "-C", ROOT, "ls-files", "align", output=True).split()
    with zipfile.ZipFile(wheel) as archive:
        same(wheel.name, {n for n in archive.namelist() if ".dist-info/" not in n}, set(known))
    with tarfile.open(sdist) as archive:
        names = {m.name.partition("/")[2] for m in archive if m.isfile()}
        same(sdist.name, {n for n in names if n.startswith("align/")}, set(known))
    print(f"{wheel.name}: {len(known)} files, {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
    return str(wheel), str(sdist)


def same(name: str, found: set[str], known: set[str]) -> None:
    lacking, surplus = sorted(known - found), sorted(found - known)
    assert not lacking and not surplus, f"{name} lacks {lacking}, has {surplus}"


def install(python: str, folder: Path, *what: str) -> Path:
    """Where the programs of a new environment are; says what it took."""
    began = time.monotonic()
    run(python, "-m", "venv", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip_install(programs, *what)
    seconds = time.monotonic() - began
    run(programs / "python", "-m", "pip", "check")
    size = sum(p.lstat().st_size for p in folder.rglob("*") if not p.is_dir()) / 1e6
    print(f"installed in {seconds:.0f} s, {size:,.0f} MB: {' '.join(what)}", flush=True)
    return programs


def pip_install(programs: Path, *what: str) -> None:
    constraints = ROOT / "constraints.txt"
    run(programs / "python", "-m", "pip", "install", "-qq", "-c", constraints, *what)


def demo(programs: Path, name: str) -> None:
    """What README's demo does, in a folder without the checkout and with empty caches."""
    with tempfile.TemporaryDirectory() as folder:
        tmxalign = programs / "tmxalign"
        corpora = shutil.copytree(ROOT / "corpora", Path(folder, "corpora"))
        cache = {"TMXALIGN_CACHE": str(Path(folder, "cache"))}
        began = time.monotonic()
        run(tmxalign, "-q", "build", corpora, "-o", "out/memory.tmx", cwd=folder, env=cache)
        print(f"{name}: demo in {time.monotonic() - began:.0f} s, ", end="", flush=True)
        beads, gold = "out/memory.alignments", corpora / "gold"
        run(tmxalign, "evaluate", beads, gold, "--short", cwd=folder, env=cache)


def version(python: str) -> str:
    code = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    return run(python, "-c", code, output=True).strip()


def run(
    *command: str | Path,
    output: bool = False,
    cwd: str | None = None,
    env: dict[str, str] | None = None,
) -> str:
    done = subprocess.run(
        list(map(str, command)),
        check=True,
        cwd=cwd or tempfile.gettempdir(),  # in the checkout, `align` would be its folder
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE if output else None,
        text=True,
    )
    return done.stdout or ""


if __name__ == "__main__":
    main()
