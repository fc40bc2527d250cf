"""A small document with mistakes to mend."""

from align.alignment import Alignment, Bead, Rival
from align.document import Document, Paragraph, Sentence

EN = [
    "The ferry leaves at nine.",
    "Tickets cost 40 yuan, and children under six travel free.",
    "Please bring your passport.",
    "The crossing takes two hours.",
    "There is a café on deck three.",
    "It opens at ten.",
    "Smoking is not allowed.",
    "Dogs stay on the lower deck.",
]
ZH = [
    "渡轮九点开。",
    "票价40元，六岁以下儿童免费。",
    "请带好护照。",
    "航程两个小时。",
    "三层甲板有一家咖啡馆。",
    "咖啡馆十点开门。",
    "禁止吸烟。",
    "狗只能待在下层甲板。",
]
#: English and Chinese sentences, confidence: as a careless aligner would leave them.
BEADS = [
    ([0], [0], 0.95), ([1], [1], 0.9), ([2], [2, 3], 0.4), ([3], [], 0.3), ([4, 5], [4, 5], 0.6),
    ([6], [6], 0.97), ([7], [], 0.5), ([], [7], 0.5),
]  # fmt: skip
ASIDE = "Page 1 of 2"


def _document(texts: list[str], language: str, aside: str = "") -> Document:
    paragraphs = [Paragraph(text, line) for line, text in enumerate(texts, 1)]
    if aside:
        paragraphs.insert(1, Paragraph(aside, 99, aside="page numbers"))
    sentences = [
        Sentence(p.text, at, 0, len(p.text)) for at, p in enumerate(paragraphs) if not p.aside
    ]
    return Document(tuple(paragraphs), tuple(sentences), language, "ferry")


def ferry() -> Alignment:
    """A document of eight sentences, with mistakes to mend."""
    rival = Rival((2,), (2,), 0.4)
    beads = tuple(
        Bead(tuple(en), tuple(zh), confidence=sure, rival=rival if en == [2] else None)
        for en, zh, sure in BEADS
    )
    return Alignment(_document(EN, "en", ASIDE), _document(ZH, "zh"), beads)
