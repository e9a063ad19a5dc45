# make demo, make test: everything from a plain clone with python3 (3.11 or later) and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: setup demo test lint bench model corpora notebooks clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gongkai needs Python 3.11 or later: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)
	$(BIN)/gongkai run corpora/demo -o demo-dataset
	$(BIN)/gongkai trends demo-dataset -o demo-trends.html --reports corpora/demo

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/pipeline.py
	$(BIN)/python benchmarks/themes.py
	$(BIN)/python benchmarks/web_pages.py
	$(BIN)/python benchmarks/pdf.py
	$(BIN)/python benchmarks/panel.py
	$(BIN)/python benchmarks/reuse.py
	$(BIN)/python benchmarks/memory.py 20000 --workers 2

model: $(READY)
	$(BIN)/python benchmarks/learners.py --spacy --out models/themes-1.learners.csv
	$(BIN)/gongkai themes train --data corpora/clauses --also corpora/phrases --name themes-1 \
		--out models/themes-1.npz --card models/themes-1.md --compared models/themes-1.learners.csv

corpora: $(READY)
	$(BIN)/python -m corpora.build_demo
	$(BIN)/python -m corpora.render_formats

notebooks: $(READY)
	$(BIN)/jupytext --quiet --sync notebooks/*.py
	$(BIN)/python -m pytest -n 0 tests/test_notebooks.py

clean:
	rm -rf $(VENV) demo-dataset demo-trends.html dist build .pytest_cache .ruff_cache .mypy_cache .hypothesis
