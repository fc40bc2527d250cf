"""A search by meaning finds the same with kept vectors as without; no text is embedded twice."""

import errno
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from xml.sax.saxutils import escape
from zlib import crc32

import numpy as np
import pytest

import align.memory.matching.by_meaning as meaning_module
import align.memory.matching.index as index_module
import align.memory.matching.vectors as embedding_module
from align.memory import search
from align.memory.matching.index import SUFFIX
from align.memory.matching.vectors import Vectors, vectors_path
from align.pipeline import Aligner

GOLD = Path(__file__).resolve().parents[3] / "corpora" / "gold"
PAIRS = [
    ("The laboratory opened in May.", "实验室五月启用。"),
    ("Ninety people attended the ceremony.", "九十人参加了仪式。"),
    ("The company issued certificates.", "该公司颁发了证书。"),
]
ASKED = "People came to the ceremony."


@dataclass
class Words:
    """An encoder that adds up a made-up vector for each word, and remembers what it was given."""

    name: str = "words"
    dimensions: int = 48
    seen: list[str] = field(default_factory=list)
    stops: int = 10**9

    def encode(self, texts):
        self.seen += texts
        if len(self.seen) > self.stops:
            raise KeyboardInterrupt
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.split():
                row += np.random.default_rng(crc32(word.encode())).standard_normal(len(row))
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(norms > 0, norms, 1)


def make(path, pairs):
    """A TMX in which a unit may have one text, or none: :func:`write` would leave it out."""
    rows = ['<tmx version="1.4"><header srclang="en"/><body>']
    for number, pair in enumerate(pairs):
        variants = [
            f'<tuv xml:lang="{code}"><seg>{escape(text)}</seg></tuv>'
            for code, text in zip(("en", "zh"), pair, strict=True)
            if text
        ]
        rows.append(f'<tu tuid="{number}">{"".join(variants)}</tu>')
    path.write_text("\n".join([*rows, "</body></tmx>"]), encoding="utf-8")
    return path


def numbered(count):
    return [(f"Lamp {n} of the hall.", f"大厅的灯 {n}") for n in range(count)]


def ask(path, encoder, text=ASKED, **options):
    options = {"index": True, "minimum": 10, **options}
    return search(path, text, mode="meaning", aligner=Aligner(encoder=encoder), **options)


def embedded(path, text=ASKED, encoder=None, **options):
    """What is found, and the texts that had to be embedded to make the vectors."""
    encoder, told = encoder or Words(), []
    found = ask(path, encoder, text, embedding=lambda done, of: told.append((done, of)), **options)
    return found, told[-1][1] if told else 0


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The sentences of all releases; which belong together makes no difference here."""
    texts = [
        [
            line.strip()
            for path in sorted(GOLD.glob(f"*.{side}.txt"))
            for line in path.open(encoding="utf-8")
        ]
        for side in ("en", "zh")
    ]
    return make(tmp_path_factory.mktemp("m") / "m.tmx", list(zip_longest(*texts, fillvalue="")))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("visitors to the laboratory", {}),
        ("质量认证服务企业发展", {"minimum": 35}),
        ("chargers for electric cars", {"limit": 3}),
        ("an award for young engineers", {"minimum": 0, "limit": 50}),
        ("The zebra sleeps.", {"minimum": 90}),
    ],
)
def test_vectors_do_not_change_the_result(corpus, text, language, options):
    options = {"mode": "meaning", "language": language, **options}
    read = search(corpus, text, index=False, **options)
    found = search(corpus, text, index=True, **options)
    assert found.index in ("used", "built")
    assert found.hits == read.hits
    assert found.fitting == read.fitting if found.complete else found.fitting < read.fitting
    assert found.units == read.units


def test_a_text_without_letters_is_searched_on_both_sides(tmp_path):
    path = make(tmp_path / "m.tmx", [*numbered(40), ("7", ""), ("", "7 7"), ("", "")])
    for minimum in (0, 40):
        read = ask(path, Words(), "7", index=False, minimum=minimum, limit=70)
        found = ask(path, Words(), "7", minimum=minimum, limit=70)
        assert replace(found, index="") == read
    assert [hit.id for hit in found.hits[:2]] == ["40", "41"]
    assert vectors_path(path, "en").is_file()
    assert vectors_path(path, "zh").is_file()


def test_only_the_searched_side_is_embedded_once(tmp_path):
    path = make(tmp_path / "m.tmx", [*PAIRS, *PAIRS, ("", "只有中文。")])
    found, texts = embedded(path, language="en")
    assert (found.index, texts) == ("built", 3)
    assert not vectors_path(path, "zh").exists()
    again, texts = embedded(path, "certificates The company")
    assert (again.index, texts) == ("used", 0)
    assert [hit.id for hit in again.hits[:2]] == ["2", "5"]


def test_only_new_texts_of_a_changed_memory_are_embedded(tmp_path):
    path = make(tmp_path / "m.tmx", [("", "零"), *numbered(60), *PAIRS])
    embedded(path, language="en")
    make(path, [*PAIRS, ("A new one.", "新的。"), *numbered(50)[::-1], ("", "零"), PAIRS[0]])
    found, texts = embedded(path)
    assert (found.index, texts) == ("built", 1)
    read = ask(path, Words(), index=False)
    assert replace(found, index="") == read
    Path(f"{path}{SUFFIX}").unlink()
    assert embedded(path)[1] == 0  # vectors stand on any index of the same memory


def test_a_memory_that_was_empty_at_first(tmp_path):
    path = make(tmp_path / "m.tmx", [])
    found, texts = embedded(path)
    assert (found.index, found.units, found.hits, texts) == ("built", 0, (), 0)
    make(path, PAIRS)
    found, texts = embedded(path)
    assert (found.fitting > 0, texts) == (True, 3)


def test_another_encoder_makes_its_own_vectors(tmp_path):
    path = make(tmp_path / "m.tmx", PAIRS)

    class Other(Words):
        def encode(self, texts):
            return super().encode([text[::-1] for text in texts])

    for encoder in (Words(), Words("model"), Words(dimensions=32), Other(dimensions=32)):
        found, texts = embedded(path, "ceremony", encoder=encoder)
        assert texts == 3
        assert replace(found, index="") == ask(path, encoder, "ceremony", index=False)


def test_vectors_made_before_an_interruption_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(embedding_module, "TEXTS", 10)
    path = make(tmp_path / "m.tmx", [*PAIRS, *numbered(97)])
    with pytest.raises(KeyboardInterrupt):
        ask(path, Words(stops=55))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "m.tmx",
        f"m.tmx{SUFFIX}",
        vectors_path(path, "en").name,
    ]
    found, texts = embedded(path)
    assert texts == 50  # five blocks were done
    assert replace(found, index="") == ask(path, Words(), index=False)


KILLED = """
import os, sys
import align.memory.matching.vectors as embedding
from align.memory import search
embedding.TEXTS = 10
search(
    sys.argv[1], "lamp", mode="meaning", index=True,
    embedding=lambda done, of: os._exit(9) if done == 30 else None,
)
"""


def test_vectors_made_before_a_kill_are_kept(tmp_path):
    path = make(tmp_path / "m.tmx", numbered(50))
    assert subprocess.run([sys.executable, "-c", KILLED, path]).returncode == 9
    told = []
    options = {"mode": "meaning", "limit": 60, "minimum": 0, "language": "en"}
    found = search(path, "lamp", embedding=lambda *step: told.append(step), **options)
    assert told[-1] == (20, 20)
    assert found.hits == search(path, "lamp", index=False, **options).hits


@pytest.mark.parametrize(
    "damage", ["empty", "text", "head", "endless", "cut", "long", "vectors", "numbers"]
)
def test_damaged_vectors_are_rebuilt(tmp_path, damage):
    path = make(tmp_path / "m.tmx", [*PAIRS, *numbered(500)])
    before, _ = embedded(path)
    file = vectors_path(path, "en")
    data = file.read_bytes()
    start, half = data.index(b"\n") + 1, len(data) // 2
    file.write_bytes(
        {
            "empty": b"",
            "text": b"Dear Sir",
            "head": data[: start - 9] + b"}" * 8 + data[start - 1 :],
            "endless": re.sub(rb'"units": ?\d+', b'"units": 1e999', data, count=1),
            "cut": data[:half],
            "long": data + b"!",
            "vectors": data[:half] + bytes(100) + data[half + 100 :],
            "numbers": data[: start + 503 * 8] + bytes(400) + data[start + 503 * 8 + 400 :],
        }[damage]
    )
    found, texts = embedded(path)
    assert found == before
    assert texts == {"vectors": 3, "numbers": 100}.get(damage, 503)
    assert embedded(path)[1] == 0


@pytest.mark.parametrize("error", [errno.EACCES, errno.ENOSPC])
def test_without_writable_vectors_the_memory_is_embedded_while_reading(
    tmp_path, monkeypatch, error
):
    path = make(tmp_path / "m.tmx", PAIRS)
    search(path, "laboratory", index=True)

    def refused(*_args):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(embedding_module, "create", refused)
    found, texts = embedded(path)
    assert (found.index, texts, found.fitting > 0) == ("", 0, True)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_disk_error_loses_no_vectors(tmp_path, monkeypatch):
    monkeypatch.setattr(embedding_module, "TEXTS", 10)
    path = make(tmp_path / "m.tmx", [*PAIRS, *numbered(47)])
    write, left = Vectors.write, [1] * 3

    def failing(*arguments):
        if not left:
            raise OSError(errno.EIO, "input/output error")
        left.pop()
        write(*arguments)

    monkeypatch.setattr(Vectors, "write", failing)
    found, _ = embedded(path)
    assert found == ask(path, Words(), index=False)
    monkeypatch.setattr(Vectors, "write", write)
    again, texts = embedded(path)
    assert texts == 20
    assert replace(again, index="") == found


def test_a_folder_in_place_of_the_vectors(tmp_path):
    path = make(tmp_path / "m.tmx", PAIRS)
    vectors_path(path, "en").mkdir()
    found, _ = embedded(path)
    assert (found.index, found.fitting > 0) == ("", True)
    assert len(list(tmp_path.iterdir())) == 3


def test_only_a_large_memory_gets_vectors_automatically(tmp_path, monkeypatch):
    path = make(tmp_path / "m.tmx", PAIRS)
    assert embedded(path, index=None)[0].index == ""
    assert embedded(path, index=False)[0].index == ""
    assert not vectors_path(path, "en").exists()
    monkeypatch.setattr(index_module, "LARGE", 100)
    assert embedded(path, index=None)[0].index == "built"


def test_an_uncertain_count_is_at_least(tmp_path, monkeypatch):
    monkeypatch.setattr(meaning_module, "ROOM", 0)
    path = make(tmp_path / "m.tmx", numbered(3000))
    read = ask(path, Words(), "Lamp 7 of the", index=False, limit=1, minimum=60)
    found = ask(path, Words(), "Lamp 7 of the", limit=1, minimum=60)
    assert found.hits == read.hits
    assert not found.complete
    assert 0 < found.fitting <= read.fitting


def test_the_first_of_equal_texts_are_shown(tmp_path):
    path = make(tmp_path / "m.tmx", [("The lamp.", f"{n}灯") for n in range(500)])
    found = ask(path, Words(), "The lamp.", limit=3)
    assert [hit.id for hit in found.hits] == ["0", "1", "2"]
    assert (found.fitting, found.complete) == (500, True)
