"""Files elsewhere: listed, read and written as local ones are; fsspec's own memory is the store."""

import pickle
from pathlib import Path

import pytest

import align
from align.errors import InputError, OutputError, UsageError
from align.files.atomic import atomic_write, check_outputs, check_writable
from align.files.copies import RECORD, local_copies
from align.files.load import load, stamp_of
from align.files.remote import RemotePath, is_remote, path_of
from align.memory import read_memory
from align.pair import read_pairs, write_pairs

CORPORA = Path(__file__).resolve().parents[2] / "corpora"


@pytest.fixture
def store():
    """An empty folder in memory."""
    from fsspec.implementations.memory import MemoryFileSystem

    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    return RemotePath("memory://docs")


@pytest.fixture
def documents(store):
    for side in ("en", "zh"):
        for file in sorted((CORPORA / side).glob("*.txt"))[:2]:
            (store / side / file.name).upload(file)
    return store


def put(path, data):
    with atomic_write(path) as stream:
        stream.write(data)


def test_which_names_are_addresses():
    assert all(map(is_remote, ["s3://b/a.txt", "GS://b", "abfs://c@d.net/x", RemotePath("s3://b")]))
    no = ["a.txt", "C:\\a", "s3:/b", "https://a.org", "ftp://a", "file:///a", "www.a.org", "-", b""]
    assert not any(map(is_remote, no))


def test_a_path_elsewhere_goes_through_all_that_paths_do():
    path = path_of("s3://bucket/en/a.b.txt")
    assert str(path.with_name("c")) == "s3://bucket/en/c"
    assert str(path.parent / "d" / "e.txt") == "s3://bucket/en/d/e.txt"
    assert path.relative_to(path_of("s3://bucket")).as_posix() == "en/a.b.txt"
    assert str(pickle.loads(pickle.dumps(path))) == str(path) == f"{path}"
    assert (path.suffix, path.stem, path.resolve()) == (".txt", "a.b", path)
    assert str(RemotePath("local:///tmp/a")) == "local:///tmp/a"


def test_reading_and_its_errors(store, monkeypatch):
    put(store / "a.txt", b"Good morning.")
    assert load("memory://docs/a.txt") == ("memory://docs/a.txt", b"Good morning.")
    with pytest.raises(InputError, match=r"^memory://docs/b.txt: no such file$"):
        load(store / "b.txt")
    with pytest.raises(InputError, match="a directory, not a file"):
        load("memory://docs")
    monkeypatch.setattr("align.files.load.LARGEST", 5)
    with pytest.raises(InputError, match="too much for one document"):
        load("memory://docs/a.txt")
    with pytest.raises(UsageError, match=r"nosuch://a: Protocol not known"):
        load("nosuch://a")


def test_a_missing_package_is_named(monkeypatch):
    def missing(url):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(
        UsageError, match=r"s3://b/a: Install s3fs to access S3; .*pip install s3fs"
    ):
        load("s3://b/a")


def test_errors_of_a_stores_own_library_are_one_line(store, monkeypatch):
    def refuse(*_, **__):
        raise RuntimeError("Unable to locate\ncredentials")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.info", refuse)
    with pytest.raises(InputError, match="memory://docs/a: unable to locate credentials"):
        load(store / "a")
    with pytest.raises(OutputError, match="cannot be written: Unable to locate credentials"):
        put(store / "a", b"")
    with pytest.raises(InputError, match=r"^memory://docs: Unable to locate credentials$"):
        align.build("memory://docs", "memory.tmx")


def test_writing_is_all_or_nothing(store):
    put(store / "a.txt", b"old")
    with pytest.raises(KeyError), atomic_write(store / "a.txt", "w") as stream:
        stream.write("half")
        raise KeyError
    assert (store / "a.txt").read_bytes() == b"old"
    before = stamp_of(store / "a.txt")
    put(store / "a.txt", b"newer")
    assert stamp_of(store / "a.txt") != before != ""
    check_writable(store / "b" / "c.txt")  # stores have no folders, only buckets
    with pytest.raises(OutputError, match="no such folder"):
        check_writable("local:///no/such/folder/a.txt")
    assert [path.name for path in store.files()] == ["a.txt"]


def test_another_file_system_shows_a_file_when_it_is_whole(tmp_path):
    put(f"local://{tmp_path}/a.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    with pytest.raises(OutputError, match="cannot be written"):
        put(f"local://{tmp_path}/no/a.txt", b"new")


def test_an_output_is_no_input(store):
    with pytest.raises(UsageError, match="is an input"):
        check_outputs(["memory://docs/a.txt"], [store / "a.txt"])


def test_folders_are_paired_and_the_table_can_be_read_again(documents, tmp_path):
    (documents / "en" / ".hidden" / "x.txt").upload(CORPORA / "README.md")
    found = align.pair("memory://docs", by_name=True)
    assert len(found.pairs) == 2
    assert not found.failed
    for table in (tmp_path / "pairs.tsv", documents / "pairs.tsv"):
        write_pairs(found, table)
        again = read_pairs(table)
        assert [(p.en, p.zh) for p in again.pairs] == [(p.en, p.zh) for p in found.pairs]
        assert isinstance(again.pairs[0].en, RemotePath)


def test_what_is_not_there(store):
    with pytest.raises(InputError, match="memory://docs/x: no such folder"):
        align.build("memory://docs/x", "memory.tmx")
    with pytest.raises(UsageError, match=r"memory://docs/m.tmx: .* --alignments"):
        align.build(CORPORA, "memory://docs/m.tmx")


def test_a_memory_elsewhere_is_that_of_a_local_build_and_is_updated(
    documents, tmp_path, monkeypatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    out, kept = "memory://docs/out/memory.tmx", tmp_path / "kept"
    for side in ("en", "zh"):
        (tmp_path / "here" / side).mkdir(parents=True)
        for path in (documents / side).files():
            (tmp_path / "here" / side / path.name).write_bytes(path.read_bytes())
    align.build(tmp_path / "here", tmp_path / "memory.tmx", by_name=True)
    first = align.build("memory://docs", out, alignments=kept, by_name=True)
    assert first.pairs == 2
    assert RemotePath(out).read_bytes() == (tmp_path / "memory.tmx").read_bytes()
    second = align.build("memory://docs", out, alignments=kept, by_name=True)
    assert second.reused == 2

    # somebody edits the memory there: that is taken in, and the decisions lie beside it
    text = RemotePath(out).read_bytes().decode()
    unit = next(iter(read_memory(out)))
    put(out, text.replace(unit.variants[0].text, "Edited there.", 1).encode())
    third = align.build("memory://docs", out, alignments=kept, by_name=True)
    assert len(third.decided.taken) == 1
    assert b"Edited there." in RemotePath(out).read_bytes()
    assert b"Edited there." in RemotePath("memory://docs/out/memory.decisions.jsonl").read_bytes()


def test_a_copy_that_could_not_be_put_back_is_not_lost(store, tmp_path):
    there = store / "a.tmx"
    put(there, b"one")
    with local_copies([there], tmp_path) as (copy,):
        assert copy.read_bytes() == b"one"
    with pytest.raises(KeyboardInterrupt), local_copies([there], tmp_path) as (copy,):
        copy.write_bytes(b"a newer one")
        raise KeyboardInterrupt
    assert there.read_bytes() == b"one"
    with local_copies([there], tmp_path) as (copy,):
        assert copy.read_bytes() == b"a newer one"
    assert there.read_bytes() == b"a newer one"
    there.with_name("a.tmx").upload(CORPORA / "README.md")
    with local_copies([there], tmp_path) as (copy,):
        assert copy.read_bytes() == (CORPORA / "README.md").read_bytes()
    assert (tmp_path / RECORD).is_file()


def test_changes_on_both_sides_are_joined_or_refused(store, tmp_path):
    log, memory = store / "a.jsonl", store / "a.tmx"
    put(log, b"1\n")
    put(memory, b"one")
    for file in (log, memory):
        with pytest.raises(KeyError), local_copies([file], tmp_path) as (copy,):
            copy.write_bytes(copy.read_bytes() + b"2 here\n")
            raise KeyError
        put(file, file.read_bytes() + b"3 there\n")
    with local_copies([log], tmp_path, logs=[log.name]) as (copy,):
        pass
    assert log.read_bytes() == b"1\n3 there\n2 here\n" == copy.read_bytes()
    with pytest.raises(
        OutputError, match=r"memory://docs/a.tmx: is not what .*a.tmx was made from"
    ):
        local_copies([memory], tmp_path).__enter__()
