"""Word links of a bead, words without a counterpart, and where a cut is on the other side."""

import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.document import Document
from align.languages import LANGUAGES
from align.linking.link_evidence import LONGEST
from align.linking.lone_words import bead_words
from align.memory import write
from align.pipeline import Aligner
from align.review.cuts import best_cut, best_split
from align.review.session import Session
from tests.review.running import page_of, project_of, running


def linked(en, zh):
    """The links of a pair, as ``english~chinese:kind``."""
    found = bead_words([en], [zh])
    text = [(en[a:b], zh[c:d], kind) for i, j, kind in found.links
            for _, a, b in [found.en[i]] for _, c, d in [found.zh[j]]]  # fmt: skip
    return {f"{one}~{other}:{kind}" for one, other, kind in text}


def alone(en, zh):
    """The words without a counterpart."""
    found = bead_words([en], [zh])
    return [en[a:b] for _, a, b in found.alone_en], [zh[a:b] for _, a, b in found.alone_zh]


@pytest.mark.parametrize(
    ("en", "zh", "link"),
    [
        ("The laboratory issued certificates.", "实验室颁发了证书。", "laboratory~实验室:word"),
        ("It cost 60,000 yuan.", "花费了6万元。", "60,000 yuan~6万元:number"),
        ("They met on May 5, 2021.", "他们于2021年5月5日会面。", "May 5, 2021~2021年5月5日:number"),
        ("Three ships came.", "来了三艘船。", "Three~三:number"),
        ("It meets GB/T 19001-2016.", "符合ＧＢ／Ｔ１９００１—２０１６。",
         "GB/T 19001-2016~ＧＢ／Ｔ１９００１—２０１６:code"),
        ("See www.example.org/en/a.", "见www.example.org/zh/a。",
         "www.example.org/en/a~www.example.org/zh/a:code"),
        ("Then Zhou Qiming spoke.", "随后周启明致辞。", "Qiming~周启明:name"),
        ("Install Kubernetes here.", "在此安装Kubernetes。", "Kubernetes~Kubernetes:name"),
    ],
)  # fmt: skip
def test_words_numbers_codes_and_people_find_their_counterparts(en, zh, link):
    assert link in linked(en, zh)


def test_a_foreign_name_is_known_by_its_sound():
    # the segmenter makes two words of it
    found = linked("Then Deoran left the tower.", "于是迪奥兰离开了塔楼。")
    assert {"Deoran~迪奥:name", "Deoran~兰:name"} < found


def test_of_two_equal_words_each_is_linked_to_the_nearer():
    found = bead_words(["The cat saw a dog, and a cat."], ["猫看见了狗，还有一只猫。"])
    cats = [
        (found.en[i][1], found.zh[j][1]) for i, j, _ in found.links if found.zh[j][1] in (0, 10)
    ]
    assert cats == [(4, 0), (25, 10)]


def test_links_reach_over_the_borders_of_sentences_and_name_them():
    found = bead_words(["He came.", "She sold apples."], ["他来了，她卖苹果。"])
    assert ((1, 9, 15), (0, 6, 8), "word") in [
        (found.en[i], found.zh[j], kind) for i, j, kind in found.links
    ]


def test_what_the_other_side_lacks_is_underlined():
    assert alone("The chairman signed the contract in Berlin.", "董事长签署了合同。") == (
        ["Berlin"],
        [],
    )
    assert alone("We sold 300 cars.", "我们卖出了汽车。") == (["300"], [])
    assert alone("It meets the standard.", "符合GB/T 19001-2016标准。")[1] == ["GB/T 19001-2016"]


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("Then, however, they went on with it and did so again.", "然而他们随后又继续这样做了。"),
        ("The laboratory issued certificates.", "实验室颁发了证书。"),
        ("", "实验室颁发了证书。"),
        ("The laboratory issued certificates.", ""),
        ("", ""),
    ],
)
def test_nothing_is_underlined_in_a_whole_translation_and_where_a_side_is_empty(en, zh):
    assert alone(en, zh) == ([], [])


def test_a_very_long_sentence_is_linked_as_far_as_the_limit():
    en, zh = "The laboratory issued 3 certificates. " * 25_000, "实验室颁发了3张证书。" * 25_000
    found = bead_words([en], [zh])
    assert found.links and max(end for _, _, end in found.en) <= LONGEST
    middle = len(en) // 2 // 38 * 38
    piece, offset = best_cut([en], [zh], "en", 0, middle)
    assert piece == 0 and abs(offset / len(zh) - middle / len(en)) < 0.01


WORDS = st.text(alphabet="Ab 好的5,.，。“\n𠀀é-", max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3), st.data())
def test_places_are_those_of_the_texts_whatever_they_are(en, zh, data):
    sides = {"en": en, "zh": zh}
    found = bead_words(en, zh)
    for name, places in (("en", found.en), ("zh", found.zh), ("en", found.alone_en)):
        for piece, start, end in places:
            assert 0 <= start < end <= len(sides[name][piece])
    side = data.draw(st.sampled_from(sorted(code for code in sides if sides[code]) or ["en"]))
    if sides[side]:
        piece = data.draw(st.integers(0, len(sides[side]) - 1))
        offset = data.draw(st.integers(0, len(sides[side][piece])))
        (other,) = (sides[code] for code in sides if code != side)
        at, start = best_cut(en, zh, side, piece, offset)
        assert (at == len(other) and start == 0) or 0 <= start <= len(other[at])
        assert 0 <= best_split(en, zh, side, piece) <= len(other)


CUTS = [
    # both are one sentence: at the comma that parts the same clauses
    (["He came home, ate his supper, and went to bed."], ["他回到家，吃了晚饭，就上床睡觉了。"],
     "en", 14, (0, 5)),
    (["He came home, ate his supper, and went to bed."], ["他回到家，吃了晚饭，就上床睡觉了。"],
     "en", 30, (0, 10)),
    (["He came home, ate his supper, and went to bed."], ["他回到家，吃了晚饭，就上床睡觉了。"],
     "zh", 10, (0, 30)),
    # the other side has a border there
    (["The rain stopped, and the children ran out."], ["雨停了。", "孩子们跑了出去。"],
     "en", 18, (1, 0)),
    # … or the sentences come in another order of length
    (["The mayor cut the ribbon. Music played."], ["市长剪彩。音乐响起，人们欢呼，孩子们跳舞。"],
     "en", 26, (0, 5)),
    # no mark at all
    (["The mayor spoke and the crowd cheered"], ["市长讲了话人群欢呼起来"], "en", 16, (0, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("en", "zh", "side", "offset", "wanted"), CUTS)
def test_a_cut_is_proposed_where_the_links_part(en, zh, side, offset, wanted):
    assert best_cut(en, zh, side, 0, offset) == wanted


def test_a_split_takes_the_sentences_that_belong_to_the_first_part():
    en = ["The bridge was built in 1932.", "It is 300 metres long.", "Trains use it."]
    zh = ["这座桥建于1932年。", "桥长300米，有火车通行。"]
    assert best_split(en, zh, "en", 1) == 1
    assert best_split(en, zh, "zh", 1) == 1
    # one sentence on the other side goes with what it translates
    assert best_split(en[:2], zh[:1], "en", 1) == 1
    assert best_split(en[:2], ["桥长300米。"], "en", 1) == 0
    assert best_split(en, [], "en", 1) == 0


def made(*texts):
    """An alignment of the sentences of two sides."""
    documents = (
        Document.from_sentences(some, code) for some, code in zip(texts, LANGUAGES, strict=True)
    )
    return Aligner(force=True).align_documents(*documents)


def test_a_session_cuts_where_it_is_proposed(tmp_path):
    write(
        made(
            ["The rain stopped, and the children ran out.", "Dogs barked."],
            ["雨停了。", "孩子们跑了出去，狗叫了。"],
        ),
        tmp_path / "a.align.json",
        format="align.json",
    )
    session = Session.open(tmp_path / "a.align.json", tmp_path / "a.decisions.jsonl")
    while len(session.table) > 1:
        session.merge([row.id for row in session.table[:2]])
    name = session.table[0].id
    assert session.place(name, "en", 0, 18) == (1, 0)
    session.cut(name, "en", 0, 18)
    assert [row.zh for row in session.table] == [("雨停了。",), ("孩子们跑了出去，狗叫了。",)]


def test_the_server_says_links_and_places(tmp_path):
    alignment = made(["He came, and she sold apples."], ["他来了，她卖苹果。"])
    with running(tmp_path / "work", project_of(tmp_path / "a", one=alignment)) as server:
        api = page_of(server, server.projects[0], "one").replace("/doc/", "/api/")

        def get(call):
            with urlopen(f"{api}/{call}") as answer:
                return json.load(answer)

        row = get("rows")["rows"][0]["id"]
        found = get(f"links?row={row}")
        assert [2, 2, "word"] not in found["links"]
        pairs = {(tuple(found["en"][i]), tuple(found["zh"][j])) for i, j, _ in found["links"]}
        assert ((0, 22, 28), (0, 6, 8)) in pairs
        assert found["row"] == row and found["alone_en"] == []
        assert get(f"place?row={row}&side=en&piece=0&offset=9") == {"other": [0, 4]}
        assert get("links?row=e9z9") == {}  # it is gone: nothing to light up
        with pytest.raises(HTTPError) as refused:
            get(f"place?row={row}&side=fr&piece=0&offset=1")
        assert refused.value.code == 400 and json.load(refused.value)["error"]
