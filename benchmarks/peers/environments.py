"""A virtual environment for each peer, created on first use and kept in ``.venv-peers/``."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".venv-peers"
_STAMP = "installed.txt"


class Unavailable(Exception):
    """The peer is not available on this machine; the message is one line that says why."""


@dataclass(frozen=True)
class Peer:
    """A peer: ``script`` is its adapter, ``python`` the Python version it requires, if any.

    Requirements are in ``NAME.txt``; a peer without that file runs in our own environment.
    """

    name: str
    script: str
    python: str | None = None

    @property
    def requirements(self) -> Path:
        return HERE / f"{self.name}.txt"

    @property
    def version(self) -> str:
        """The pinned version: ``bertalign 2.0.1``."""
        if not self.requirements.is_file():
            return self.name
        pins = self.requirements.read_text(encoding="utf-8").splitlines()
        pin = next(line for line in pins if line.startswith(f"{self.name}=="))
        return pin.replace("==", " ")


PEERS = {
    peer.name: peer
    for peer in (
        Peer("bertalign", "run_bertalign.py", "3.12"),
        Peer("sentweave", "run_sentweave.py"),
        Peer("galechurch", "run_galechurch.py"),
        Peer("length-only", "length_only.py"),
    )
}


def python_of(peer: Peer) -> str:
    """Return the Python of the peer's environment; create the environment if needed.

    Raises :class:`Unavailable` if its Python or one of its packages is not available.
    """
    if not peer.requirements.is_file():
        return sys.executable
    folder = CACHE / peer.name
    python, stamp = folder / "bin" / "python", folder / _STAMP
    pins = peer.requirements.read_text(encoding="utf-8")
    if python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == pins:
        return str(python)
    base = find_python(peer.python) if peer.python else sys.executable
    print(f"{peer.name}: installing into {folder}", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run(peer, [base, "-m", "venv", str(folder)])
    # The requirements are complete for the adapters, and some peers depend on
    # torch although their cores do not use it.
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(peer, [*pip, "--no-deps", "-r", str(peer.requirements)])
    stamp.write_text(pins, encoding="utf-8")
    return str(python)


def find_python(version: str) -> str:
    """Find an interpreter of this version, on the path or in pyenv."""
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = sorted(pyenv.glob(f"{version}*/bin/{name}"), reverse=True)
    # pyenv's shims are on the path even if the version is not active, so run it.
    for candidate in [shutil.which(name), *map(str, found)]:
        if candidate and _works(candidate):
            return candidate
    raise Unavailable(f"needs Python {version}, and there is no {name} here")


def _works(python: str) -> bool:
    try:
        return subprocess.run([python, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def _run(peer: Peer, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        said = [line for line in lines if line.lower().startswith("error")] or lines
        raise Unavailable(f"cannot be installed ({(said or ['no message'])[0].strip()})")
