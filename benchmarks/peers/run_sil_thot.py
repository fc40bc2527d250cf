"""Word alignment by sil-thot, in its own environment: ``python run_sil_thot.py FOLDER MODEL``.

``pairs.json`` of the folder holds ``{"pairs": [[English words, Chinese words], …], "asked": n}``:
the model is trained on all of them in both directions, and the links of the last ``asked`` ones
come back in ``links.json``, by symmetrization: ``{"intersection": [[[i, j], …], …], …}``.
"""

import json
import sys
from pathlib import Path

import thot.alignment as thot

MODELS = {"fast_align": thot.FastAlignModel, "eflomal": thot.EflomalAlignmentModel}
WAYS = ("INTERSECTION", "OCH", "GROW_DIAG", "GROW_DIAG_FINAL_AND", "GROW_DIAG_FINAL", "UNION")


def main(folder: Path, name: str) -> None:
    data = json.loads((folder / "pairs.json").read_text(encoding="utf-8"))
    asked = data["pairs"][-data["asked"] :]
    models = []
    for one, other in ((0, 1), (1, 0)):
        model = MODELS[name]()
        if name == "eflomal":
            model.seed = 1  # the same links in every run
        for pair in data["pairs"]:
            model.add_sentence_pair(pair[one], pair[other], 1)
        model.start_training()
        for _ in range(5 if name == "fast_align" else model.scheduled_iterations):
            model.train()
        model.end_training()
        models.append(model)
    aligner = thot.SymmetrizedAligner(*models)
    found = {}
    for way in WAYS:
        aligner.heuristic = thot.SymmetrizationHeuristic.__members__[way]
        found[way.lower()] = [
            [(i, j) for i in range(len(en)) for j in range(len(zh)) if matrix[i, j]]
            for en, zh in asked
            for matrix in [aligner.get_best_alignment(en, zh)[1]]
        ]
    (folder / "links.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
