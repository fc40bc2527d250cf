"""What the tests of the commands share: a quick runner, a terminal, a pair of short texts."""

import functools
import os

import pytest
from cli_parts import CLI, EN, OTHER_EN, OTHER_ZH, ZH
from click.testing import CliRunner

import align.pipeline
from align.commands import main
from align.embed import load_encoder


class Remembering:
    """The embedded model, asked once for the same texts: most tests align the same few lines."""

    def __init__(self):
        self._encoder = load_encoder()
        self.name, self.dimensions = self._encoder.name, self._encoder.dimensions
        self._encode = functools.cache(self._encoder.encode)
        self._encode_runs = functools.cache(self._encoder.encode_runs)

    def encode(self, texts):
        return self._encode(tuple(texts)).copy()

    def encode_runs(self, texts, joiner, longest):
        return self._encode_runs(tuple(texts), joiner, longest).copy()


@pytest.fixture(scope="session")
def _encoder():
    model = functools.cache(Remembering)

    def load(name, **options):
        return model() if name == "use" else load_encoder(name, **options)

    return load


@pytest.fixture
def cli(_encoder, monkeypatch, tmp_path):
    """Run a command in this process; the model is loaded once for all tests."""
    monkeypatch.setattr(align.pipeline, "load_encoder", _encoder)
    monkeypatch.delenv("TMXALIGN_DEBUG", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return run


@pytest.fixture
def refused(cli, tmp_path):
    """Run what must fail: one line or click's usage, nothing printed, no file changed."""

    def run(*arguments, status, stdin=None):
        before = _files(tmp_path)
        done = cli(*arguments, stdin=stdin)
        assert done.exit_code == status, done.stderr
        assert not done.stdout
        assert "Traceback" not in done.stderr
        if not (status == 2 and done.stderr.startswith("Usage: ")):
            assert done.stderr.startswith("tmxalign: ")
            assert done.stderr.count("\n") == 1
        assert _files(tmp_path) == before
        return done.stderr

    return run


def _files(folder):
    return {p: p.is_file() and p.read_bytes() for p in folder.rglob("*")}


@pytest.fixture
def pair(tmp_path):
    """A short English text and its translation, in the current folder."""
    (tmp_path / "en.txt").write_text(EN, encoding="utf-8")
    (tmp_path / "zh.txt").write_text(ZH, encoding="utf-8")
    return "en.txt", "zh.txt"


@pytest.fixture
def folder(tmp_path):
    """Three pairs, the second without one Chinese sentence, and two files without a counterpart."""
    for side, text, other in (("en", EN, OTHER_EN), ("zh", ZH, OTHER_ZH)):
        (tmp_path / "texts" / side).mkdir(parents=True)
        for name in "abc":
            (tmp_path / "texts" / side / f"{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / "texts" / side / f"only-{side}-here.txt").write_text(other, encoding="utf-8")
    short = "".join(ZH.splitlines(keepends=True)[:2])
    (tmp_path / "texts" / "zh" / "b.txt").write_text(short, encoding="utf-8")
    return tmp_path / "texts"


@pytest.fixture
def terminal(monkeypatch):
    """Run a command on a terminal of its own; what it printed, and its status."""
    pty = pytest.importorskip("pty")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*arguments, columns=100):
        child, screen = pty.fork()
        if not child:
            os.environ.update(TERM="xterm", COLUMNS=str(columns))
            os.environ.setdefault("PAGER", "cat")
            os.execv(CLI[0], [*CLI, *map(str, arguments)])
        printed = b""
        while True:
            try:
                some = os.read(screen, 65536)
            except OSError:  # how Linux says that the other end is closed
                some = b""
            if not some:
                break
            printed += some
        os.close(screen)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return printed.decode(), status

    return run
