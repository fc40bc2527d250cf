# Two commands: `make demo` does the main job on corpora/, `make test` runs every test.
# Each sets up what it needs; only Python 3.11+ and a package registry have to be there.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test setup lint site packages accuracy fuzz clean

demo: $(VENV)/installed
	$(BIN)/tmxalign build corpora -o out/memory.tmx
	$(BIN)/tmxalign evaluate out/memory.alignments corpora/gold --short

test: $(VENV)/tested lint
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The documentation: what tmxalign finds in it, and the site (out/site).
site: $(VENV)/tested
	$(BIN)/python docs/make_memory.py --check
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# Strict F1 on every evaluation set that lies beside the checkout.
accuracy: $(VENV)/tested
	$(BIN)/python benchmarks/accuracy.py

# Mutated files through every command for an hour; `make test` has two minutes of it.
fuzz: $(VENV)/tested
	OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/fuzz/run.py --minutes $(or $(MINUTES),60)

setup: $(VENV)/tested

# constraints.txt pins the tree that CI tests; it names torch, so that the right build is taken.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[test]'
	touch $@

# The sdist and the wheel, checked and installed in new environments (PYTHONS: with these, too).
packages: $(VENV)/tested
	$(BIN)/python .ci/packages.py $(PYTHONS)
	TMXALIGN_FRESH=1 $(BIN)/python -m pytest -q -n 0 tests/test_readme.py

clean:
	rm -rf $(VENV) out build dist
