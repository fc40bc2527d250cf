"""Clauses at the borders of beads: what the tables say, and that they change the outcome."""

import numpy as np
import pytest

from align import Aligner
from align.embed import load_encoder
from align.score.borders import Clauses, borders, make_clauses


def test_splits_are_those_between_clauses():
    runs, clauses, _ = make_clauses(
        [["a b c d e f, ", "g h i"], ["only one"], ["x, ", "y, ", "z"]], load_encoder()
    )
    assert clauses.begins.tolist() == [0, 1, 1, 3]
    assert clauses.before.shape == clauses.behind.shape == (3, 512)
    np.testing.assert_allclose(np.linalg.norm(clauses.whole, axis=1), 1, atol=1e-4)
    assert np.array_equal(runs[0], clauses.whole)


def test_tables_by_hand():
    """Two whole sentences e0, e1; one cut sentence whose beginning is e0 and whose end is e1."""
    eye = np.eye(2, dtype=np.float32)
    middle = eye.sum(axis=0, keepdims=True) / np.float32(np.sqrt(2))
    cut = Clauses(np.array([0, 1]), eye[:1], eye[1:], middle)
    tables = borders(cut, np.array([0]), eye)
    assert tables.after[0, 0] == 1  # its end belongs to the sentence behind the first
    assert tables.ahead[1, 0] == 1  # its beginning to the one before the second
    assert tables.between[0, 0] == 2
    assert tables.after_rest[0, 0] == pytest.approx(2 - np.sqrt(0.5))
    assert tables.part.ravel().tolist() == [1, 1]
    assert tables.one.tolist() == [0]


def test_a_sentence_of_one_clause_is_not_evidence():
    eye = np.eye(3, dtype=np.float32)
    cut = Clauses(np.array([0, 0, 0]), eye[:0], eye[:0], eye[:2])
    tables = borders(cut, np.array([0, 1]), eye)
    assert not tables.after.any()
    assert not tables.between.any()
    assert tables.one.tolist() == [1, 1]


def test_a_clause_that_moved_to_the_next_sentence_joins_the_two():
    en = (
        "The station opened on Monday.\n"
        "Trains run every ten minutes during the day. "
        "At night the doors are closed, and guards with dogs walk along the platforms.\n"
        "Tickets cost two yuan."
    )
    zh = "车站周一启用。\n列车白天每十分钟一班，夜里大门关闭。保安牵着狗在站台上巡逻。\n票价两元。"
    assert [bead.type for bead in Aligner().align_texts(en, zh)] == ["1-1", "2-2", "1-1"]
