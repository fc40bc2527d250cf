"""Until align.review.session is there: outline and rows of an alignment, read only."""

from align.memory import read_alignment


class Session:
    version = 1

    @classmethod
    def open(cls, path, decisions, *, document=None, aligner=None, who=""):
        self = cls()
        self.made = read_alignment(path)
        self.beads = {
            f"e{','.join(map(str, b.en))}z{','.join(map(str, b.zh))}": b for b in self.made
        }
        return self

    def summary(self):
        doubtful = sum(b.confidence < 0.8 for b in self.made)
        return {
            "beads": len(self.beads), "decided": 0, "approved": 0, "left": len(self.beads),
            "doubtful": doubtful, "wrong_estimate": sum(1 - b.confidence for b in self.made),
            "excluded": 0, "nulls": 0, "asides": 0, "can_undo": False, "can_redo": False,
        }  # fmt: skip

    def outline(self):
        return [
            [id, b.type, round(b.confidence, 3), "c" if b.crossing else "",
             *map(len, self.made.text(b)), b.en[0] if b.en else None, b.zh[0] if b.zh else None]
            for id, b in self.beads.items()
        ]  # fmt: skip

    def rows(self, ids):
        found = []
        for id in ids:
            b = self.beads[id]
            found.append({
                "id": id, "en": [self.made.en.texts[n] for n in b.en],
                "zh": [self.made.zh.texts[n] for n in b.zh], "confidence": b.confidence,
                "flags": "c" if b.crossing else "", "status": "", "note": "",
                "place": ["", ""], "aside": "", "rival": b.rival is not None,
            })  # fmt: skip
        return found


def _written(self):
    from collections import Counter

    return self.made, Counter()


def _containing(self, text):
    return [
        {"row": id, "en": "".join(row["en"]), "zh": "".join(row["zh"])}
        for id in self.beads
        for [row] in [self.rows([id])]
        if text in "".join([*row["en"], *row["zh"]]).casefold()
    ]


Session.containing = _containing
Session.written = _written


def changes(session, since):
    return {"version": 1, "said": "", "summary": session.summary(), "splices": [], "rows": []}
