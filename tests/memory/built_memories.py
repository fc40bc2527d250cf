"""What the tests of decisions share: documents in a folder, and a memory built of them."""

from align.batch import build
from align.pipeline import Aligner

ALIGNER = Aligner()


def put(folder, name, en, zh):
    for side, texts in (("en", en), ("zh", zh)):
        path = folder / "texts" / side / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")


def make(folder, out="m.tmx", **options):
    return build(folder / "texts", folder / out, aligner=ALIGNER, **options)
