"""Measure the house: ``python docs/house.py [ROOT]`` prints what tests/test_house.py holds it to.

ROOT is a checkout (this one unless given), so that two states can be compared.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import grimp
import numpy as np
from radon.complexity import cc_visit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

#: What stands above may be imported by what stands below, never the other way round.
FLOORS = (
    "version errors lazy registry parameter document frames tmx_dates unit",
    "languages",
    "alignment",
    "files",
    "runners",
    "readers",
    "formats",
    "segment ledger",
    "embed",
    "score",
    "search",
    "pipeline",
    "pair",
    "memory",
    "batch evaluation",
    "terminology",
    "linking",
    "audit",
    "review",
    "library",
    "commands",
)
LONGEST, SHORTEST, WIDEST, MOST_COMPLEX = 400, 60, 20, 20
#: File names that every package may use: the package says what of.
CONVENTIONAL = {"__init__", "base", "en", "read", "reader", "registry", "report", "write", "zh"}


class House:
    """The modules under ``root/align``: what they import, define and weigh."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = sorted((root / "align").rglob("*.py"))
        self.sources = {self.module(p): p.read_text(encoding="utf-8") for p in self.files}
        self.trees = {name: ast.parse(source) for name, source in self.sources.items()}
        sys.path.insert(0, str(root))
        # imports for type checkers alone do not make a circle at run time, but they do climb
        self.graph = grimp.build_graph("align", cache_dir=None)
        self.runtime = grimp.build_graph(
            "align", cache_dir=None, exclude_type_checking_imports=True
        )

    def module(self, path: Path) -> str:
        """The dotted name of a file."""
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def lines(self) -> dict[str, int]:
        """Lines by module."""
        return {name: source.count("\n") for name, source in self.sources.items()}

    def wide_folders(self) -> list[str]:
        """Folders with more files beside each other than anybody can survey."""
        counts = Counter(path.parent for path in self.files)
        return [
            f"{folder.relative_to(self.root)}: {count} files"
            for folder, count in counts.items()
            if count > WIDEST
        ]

    def long_modules(self) -> list[str]:
        """Modules that are probably two ideas."""
        return [f"{name}: {lines} lines" for name, lines in self.lines.items() if lines > LONGEST]

    def circles(self) -> list[str]:
        """Groups of modules that import each other, directly or by way of others."""
        names = sorted(self.runtime.modules)
        place = {name: n for n, name in enumerate(names)}
        ends = [
            (place[a], place[b])
            for a in names
            for b in self.runtime.find_modules_directly_imported_by(a)
        ]
        starts, stops = np.array(ends).T
        shape = len(names), len(names)
        links = coo_array((np.ones(len(ends)), (starts, stops)), shape=shape)
        _, group = connected_components(links, connection="strong")
        members = defaultdict(list)
        for name, number in zip(names, group.tolist(), strict=True):
            members[number].append(name)
        return [" ↔ ".join(circle) for circle in members.values() if len(circle) > 1]

    def climbing_imports(self) -> list[str]:
        """Imports of something that stands on a lower line of the plan."""
        floor = {room: n for n, rooms in enumerate(FLOORS) for room in rooms.split()}
        found = []
        for importer in sorted(self.graph.modules - {"align"}):
            here = floor.get(importer.split(".")[1])
            if here is None:
                found.append(f"{importer}: not in the plan")
                continue
            for imported in sorted(self.graph.find_modules_directly_imported_by(importer)):
                there = floor.get(imported.partition(".")[2].split(".")[0], -1)
                if there > here:
                    found.append(f"{importer} → {imported}")
        return found

    def repeated_file_names(self) -> list[str]:
        """File names that stand in two places and say nothing of their package."""
        counts = Counter(path.stem for path in self.files if path.stem not in CONVENTIONAL)
        return [f"{name}.py: {count} times" for name, count in sorted(counts.items()) if count > 1]

    def repeated_names(self) -> list[str]:
        """Public classes and functions that two modules define; overloads count once.

        The functions of align.library are named after the commands, whatever does their work.
        """
        places = defaultdict(set)
        for module, tree in self.trees.items():
            if module.startswith("align.library"):
                continue
            for name in _definitions(tree):
                places[name].add(module)
        return [
            f"{name}: {', '.join(sorted(modules))}"
            for name, modules in sorted(places.items())
            if len(modules) > 1
        ]

    def complex_functions(self) -> list[str]:
        """Functions and methods with more paths through them than a reader can hold."""
        return [
            f"{module}.{block.fullname}: {block.complexity}"
            for module, source in self.sources.items()
            for block in cc_visit(source)
            if block.letter in "FM" and block.complexity > MOST_COMPLEX
        ]

    def languages_outside(self) -> list[str]:
        """Comparisons with the code of a language outside of ``align.languages``."""
        return [
            f"{module}, line {node.lineno}"
            for module, tree in self.trees.items()
            if not module.startswith("align.languages")
            for node in ast.walk(tree)
            if isinstance(node, ast.Compare)
            and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
            and any(
                isinstance(c, ast.Constant) and c.value in ("en", "zh")
                for c in (node.left, *node.comparators)
            )
        ]

    def findings(self) -> dict[str, list[str]]:
        """Everything that is not as the plan wants it, by kind."""
        return {
            f"folders with more than {WIDEST} files": self.wide_folders(),
            f"modules over {LONGEST} lines": self.long_modules(),
            "circles": self.circles(),
            "imports that climb": self.climbing_imports(),
            "file names used twice": self.repeated_file_names(),
            "public names defined twice": self.repeated_names(),
            f"functions over complexity {MOST_COMPLEX}": self.complex_functions(),
            "languages told apart outside align/languages": self.languages_outside(),
        }

    def report(self) -> Iterator[str]:
        """The measures, a line each, and what stands behind them."""
        lines = self.lines
        modules = len(lines)
        short = sum(count < SHORTEST for count in lines.values())
        yield f"{modules} modules, {sum(lines.values()):,} lines"
        yield f"{sum(lines.values()) / modules:.0f} lines a module, {short} under {SHORTEST} lines"
        for kind, found in self.findings().items():
            yield f"{len(found)} {kind}"
            yield from (f"    {what}" for what in found)


def _definitions(tree: ast.Module) -> set[str]:
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1]).resolve()
    print("\n".join(House(where).report()))
