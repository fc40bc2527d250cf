"""Anchors: what a person decided is in the result, and the rest is aligned between it."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.alignment import Bead
from align.document import Document, Paragraph
from align.embed.models import encoders_of
from align.errors import UsageError
from align.pipeline import Aligner
from align.score.measures import Manner, Pair, make_side
from align.score.weights import Scorer, shipped_weights
from align.search import beads as bead_search
from align.search import first_pass
from align.search.anchors import Decided, members, taken
from align.search.two_pass import find_beads

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
NAMES = sorted(path.name for path in (CORPORA / "en").glob("*.txt"))

PAIRS = [
    ("The library reopened after two years of repairs.", "图书馆经过两年的修缮重新开放。"),
    ("Its roof had leaked since the storm of 1998.", "自1998年的暴风雨以来，屋顶一直漏水。"),
    ("Volunteers carried 40,000 books to a school.", "志愿者把四万册图书搬到了一所学校。"),
    ("Nobody was paid for the work.", "这项工作没有任何报酬。"),
    ("The new reading room faces the river.", "新阅览室面向河流。"),
    ("Children may borrow three films a week.", "儿童每周可以借三部电影。"),
    ("A café will open in autumn.", "咖啡馆将于秋天开业。"),
    ("Membership costs twelve euros a year.", "会员费每年十二欧元。"),
    ("The director thanked the city council.", "馆长向市议会表示感谢。"),
    ("Doors close at eight in the evening.", "晚上八点闭馆。"),
]


class Remembering:
    """The embedded model, asked once for each sentence."""

    def __init__(self, encoder):
        self._encoder, self._runs, self._texts = encoder, {}, {}
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def encode(self, texts):
        key = tuple(texts)
        if key not in self._texts:
            self._texts[key] = self._encoder.encode(texts)
        return self._texts[key].copy()

    def encode_runs(self, texts, joiner, longest):
        key = tuple(texts), joiner
        if key not in self._runs:
            self._runs[key] = self._encoder.encode_runs(texts, joiner, longest)
        return self._runs[key].copy()


@pytest.fixture(scope="module")
def aligner():
    return Aligner(encoder=Remembering(Aligner().encoders.sentences), force=True)


@pytest.fixture(scope="module")
def releases(aligner):
    return [aligner.align_files(CORPORA / "en" / n, CORPORA / "zh" / n) for n in NAMES[:5]]


def documents(en, zh):
    """Two documents of these pairs, by number."""
    return (
        Document.from_sentences([PAIRS[n][0] for n in en], "en", name="en"),
        Document.from_sentences([PAIRS[n][1] for n in zh], "zh", name="zh"),
    )


def ranges(beads):
    return [(bead.en, bead.zh) for bead in beads]


def check(found, anchors):
    """Every anchor is there as it is, and every sentence is in one bead."""
    there = {(b.en, b.zh): b for b in found}
    for anchor in anchors:
        bead = there[anchor.en, anchor.zh]
        assert bead.confidence == 1
        kept = {"confidence": 1, "crossing": bead.crossing, "status": anchor.status or "approved"}
        assert bead == replace(anchor, **kept)
    assert sorted(i for b in found for i in b.en) == list(range(len(found.en)))
    assert sorted(j for b in found for j in b.zh) == list(range(len(found.zh)))
    order = [b.en[0] for b in found if b.en]
    assert order == sorted(order)


@st.composite
def decided_documents(draw):
    """Two documents of some of the pairs, and any anchors in them: right, wrong, moved, null."""
    en = draw(st.lists(st.integers(0, 9), min_size=1, max_size=9, unique=True).map(sorted))
    zh = draw(st.lists(st.integers(0, 9), min_size=1, max_size=9, unique=True).map(sorted))

    def runs(size):
        cuts = sorted(draw(st.sets(st.integers(1, size), max_size=size)) | {0, size})
        return [tuple(range(a, z)) for a, z in pairwise(cuts)]

    runs_en, runs_zh = runs(len(en)), draw(st.permutations(runs(len(zh))))
    anchors = []
    for k, own in enumerate(runs_en):
        what = draw(st.sampled_from(["free", "null", "pair"]))
        if what == "null":
            anchors.append(Bead(own, (), note="omitted"))
        elif what == "pair" and k < len(runs_zh):
            anchors.append(Bead(own, runs_zh[k], score=2.5, status="corrected"))
    anchors += [Bead((), z) for z in runs_zh[len(runs_en) :] if draw(st.booleans())]
    return en, zh, draw(st.permutations(anchors))


@settings(deadline=None, max_examples=25)
@given(decided_documents(), st.integers(2, 30))
def test_anchors_never_break(aligner, made, piece):
    en, zh, anchors = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bead_search, "PIECE", piece)
        found = aligner.align_documents(*documents(en, zh), anchors=anchors)
    check(found, anchors)


@settings(deadline=None, max_examples=15)
@given(decided_documents(), st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=20))
def test_anchors_never_break_in_rows(aligner, made, keys):
    en, zh, anchors = made
    sides = documents(en, zh)
    keyed = []
    for side, own in zip(sides, (keys[:10], keys[10:]), strict=True):
        paragraphs = tuple(Paragraph(t, key=key) for t, key in zip(side.texts, own, strict=False))
        sentences = tuple(
            replace(s, paragraph=n, start=0, end=len(s.text)) for n, s in enumerate(side.sentences)
        )
        keyed.append(replace(side, paragraphs=paragraphs, sentences=sentences))
    check(aligner.align_documents(*keyed, anchors=anchors), anchors)


@settings(deadline=None, max_examples=15)
@given(
    st.sets(st.integers(0, 9), max_size=4),
    st.booleans(),
    st.sets(st.integers(0, 9), min_size=1, max_size=4),
)
def test_what_lies_between_is_what_the_pieces_give(aligner, lost, english, fixed):
    en, zh = (
        [n for n in range(10) if is_side or n not in lost] for is_side in (not english, english)
    )
    places = [(en.index(n), zh.index(n)) for n in sorted(fixed) if n in en and n in zh]
    anchors = [Bead((i,), (j,)) for i, j in places]
    found = aligner.align_documents(*documents(en, zh), anchors=anchors)
    expected = {((i,), (j,)) for i, j in places}
    top = left = 0
    for i, j in [*places, (len(en), len(zh))]:
        if i > top and j > left:
            piece = aligner.align_documents(*documents(en[top:i], zh[left:j]))
            expected |= {
                (tuple(n + top for n in b.en), tuple(n + left for n in b.zh)) for b in piece
            }
        else:
            expected |= {((n,), ()) for n in range(top, i)} | {((), (n,)) for n in range(left, j)}
        top, left = i + 1, j + 1
    assert set(ranges(found)) == expected


def pieces_alone(aligner, whole, chain):
    """The beads of each piece between these beads, aligned as documents of their own."""
    top = left = 0
    for bead in [*chain, None]:
        i, j = (bead.en[0], bead.zh[0]) if bead else (len(whole.en), len(whole.zh))
        if i > top and j > left:
            en = replace(whole.en, sentences=whole.en.sentences[top:i])
            zh = replace(whole.zh, sentences=whole.zh.sentences[left:j])
            for b in aligner.align_documents(en, zh):
                yield tuple(n + top for n in b.en), tuple(n + left for n in b.zh)
        if bead:
            top, left = bead.en[-1] + 1, bead.zh[-1] + 1


def test_between_anchors_of_releases_are_the_beads_of_the_pieces(aligner, releases):
    same = total = 0
    for number, whole in enumerate(releases):
        chain = [b for b in whole.units if not b.crossing][number % 3 + 2 :: 6]
        found = aligner.align_documents(whole.en, whole.zh, anchors=chain)
        check(found, [replace(b, confidence=1) for b in chain])
        pieces = set(pieces_alone(aligner, whole, chain))
        same += len(pieces & set(ranges(found)))
        total += len(pieces)
    # what is estimated from a document (manner, rarity of words, rate of nulls) is the same for all
    # its pieces, so that a few close decisions are others than in a piece of three sentences
    assert same >= 0.92 * total


def test_a_piece_does_not_depend_on_what_is_decided_elsewhere(aligner, releases, monkeypatch):
    monkeypatch.setattr(first_pass.Manner, "estimate", lambda *_: Manner())
    # neither the manner of the documents nor their rate of nulls is estimated
    scorer = Scorer(replace(shipped_weights(), nulls={}))
    encoders = encoders_of(aligner.encoders.sentences)
    for whole in releases[:4]:
        sides = make_side(whole.en, encoders), make_side(whole.zh, encoders)
        middle = [b for b in whole.units if not b.crossing][4::5]

        def aligned(anchors, sides=sides):
            decided = Decided.in_order(anchors, *map(len, sides))
            return find_beads(Pair.make(*sides), scorer, cross=False, decided=decided).beads

        few = aligned(middle)
        for before, after in pairwise(middle):
            here = [
                b for b in few
                if any(before.en[-1] < i < after.en[0] for i in b.en)
                or any(before.zh[-1] < j < after.zh[0] for j in b.zh)
            ]  # fmt: skip
            own = taken(middle)
            rest = [Bead(b.en, b.zh) for b in few if b not in here]
            rest = [b for b in rest if own.isdisjoint(members(b))]
            again = {(b.en, b.zh): b for b in aligned([*middle, *rest])}
            for bead in here:
                assert again[bead.en, bead.zh].posterior == pytest.approx(bead.posterior, abs=1e-6)


def test_approved_beads_leave_the_others_as_they_are(aligner, releases):
    changed = total = 0
    for whole in releases:
        approved = [Bead(b.en, b.zh, crossing=b.crossing) for b in whole][::3]
        found = aligner.align_documents(whole.en, whole.zh, anchors=approved)
        sure = {(b.en, b.zh) for b in whole if b.confidence > 0.7}
        changed += len(sure - set(ranges(found)))
        total += len(whole.beads)
    assert changed <= 0.01 * total


def test_a_wrong_bead_is_mended_and_the_rest_follows(aligner):
    # the second sentence of each pair says the same; only a person knows which is which
    en, zh = documents(range(10), range(10))
    found = aligner.align_documents(en, zh, anchors=[Bead((3, 4), (3,)), Bead((5,), (4, 5))])
    expected = [((n,), (n,)) for n in (0, 1, 2)] + [((3, 4), (3,)), ((5,), (4, 5))]
    assert ranges(found) == expected + [((n,), (n,)) for n in (6, 7, 8, 9)]


def test_a_sentence_without_a_counterpart_stays_alone(aligner):
    found = aligner.align_documents(
        *documents(range(10), range(10)), anchors=[Bead((4,), ()), Bead((), (4,)), Bead((), (7,))]
    )
    assert {((4,), ()), ((), (4,)), ((), (7,)), ((7,), ())} < set(ranges(found))
    assert sum(b.type == "1-1" for b in found) == 8
    assert not any(b.crossing for b in found)


@pytest.mark.parametrize("flagged", [True, False])
@pytest.mark.parametrize("moved", [0, 4, 9])
def test_a_moved_pair_does_not_disturb_the_rest(aligner, flagged, moved):
    order = [n for n in range(10) if n != moved]
    order.insert(9 - moved if moved != 4 else 9, moved)  # in the Chinese text it stands elsewhere
    anchor = Bead((moved,), (order.index(moved),), crossing=flagged)
    found = aligner.align_documents(*documents(range(10), order), anchors=[anchor])
    assert {(i, order[j]) for b in found for i in b.en for j in b.zh} == {(n, n) for n in range(10)}
    assert [b.en for b in found if b.crossing] == [(moved,)]


def test_of_two_that_cross_one_is_in_order(aligner):
    order = [3, *range(3), *range(4, 10)]
    anchors = [Bead((n,), (order.index(n),)) for n in (1, 2, 3, 6)]
    found = aligner.align_documents(*documents(range(10), order), anchors=anchors)
    assert [b.en for b in found if b.crossing] == [(3,)]
    assert [b.type for b in found] == ["1-1"] * 10


def test_anchors_are_kept_where_text_comes_back(aligner):
    def side(number, language, aside):
        texts = [pair[number] for pair in PAIRS[:6]]
        paragraphs = tuple(
            Paragraph(t, n + 1, aside="navigation" if n in aside else "")
            for n, t in enumerate(texts)
        )
        return Document(paragraphs, aligner.reader.sentences(paragraphs, language), language)

    en, zh = side(0, "en", ()), side(1, "zh", {1, 4})
    plain = aligner.align_documents(en, zh)
    assert ranges(plain) == [((n,), (n,)) for n in range(6)]  # both come back
    # numbers are those of the documents that were given; Chinese 2 was 1 before text came back
    found = aligner.align_documents(en, zh, anchors=[Bead((2,), (1,)), Bead((4,), ())])
    assert [found.text(b) for b in found if b.status] == [PAIRS[2], (PAIRS[4][0], "")]
    assert [p.text for p in found.zh.aside] == [PAIRS[4][1]]  # its counterpart is decided: none
    # what stands inside of an anchor cannot come back
    found = aligner.align_documents(en, zh, anchors=[Bead((0, 1, 2), (0, 1))])
    assert found.beads[0].zh == (0, 1)
    assert PAIRS[1][1] in [p.text for p in found.zh.aside]


@pytest.mark.parametrize(
    ("anchors", "message"),
    [
        ([Bead((10,), (0,))], r"anchor 10:0: there is no English sentence 10 \(0 to 9\)"),
        ([Bead((0,), (-1,))], "there is no Chinese sentence -1"),
        ([Bead((0, 2), (0,))], "anchor 0,2:0: its English sentences do not follow each other"),
        ([Bead((0,), (1, 0))], "its Chinese sentences do not follow each other"),
        ([Bead((0, 0), (1,))], "its English sentences do not follow each other"),
        ([Bead((0,), (0,)), Bead((0,), (1,))], "English sentence 0 is in another anchor"),
        ([Bead((0,), (0,)), Bead((), (0,))], "anchor :0: Chinese sentence 0 is in another anchor"),
        ([Bead((), ())], "an anchor without sentences"),
    ],
)
def test_anchors_that_cannot_be_are_refused(aligner, anchors, message):
    with pytest.raises(UsageError, match=message):
        aligner.align_documents(*documents(range(10), range(10)), anchors=anchors)
