# Two commands do everything: make book, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto
RAW ?= raw

.DEFAULT_GOAL := help
.PHONY: help book test pdf epub zip check update variant reproduce bench lint lock clean

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

book: $(VENV)/installed  ## Environment, tables checked, stale notebooks run, HTML book
	$(BIN)/python -m analysis check --tables
	$(BIN)/python -m analysis run
	$(BIN)/jupyter-book build . --quiet -W -n --keep-going
	@echo "The book: _build/html/index.html"

# In the order of the files: notebooks, which are short pieces of work, come last and fill the gaps.
test: book  ## Everything that proves the book: code, tables, notebooks, built pages
	$(BIN)/python -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder --nbval

update: $(VENV)/installed  ## Tables from the publishers' files in RAW, then all that depends on them
	$(BIN)/python -m analysis build --raw "$(RAW)"
	$(BIN)/python -m analysis run
	-$(BIN)/python -m analysis changes --page  # outside git there is nothing to compare with
	$(MAKE) book

variant: $(VENV)/installed  ## A book of its own: make variant P="start_year=2000" OUT=_variants/later
	$(BIN)/python -m analysis run $(addprefix -p ,$(P)) --out "$(OUT)"
	$(BIN)/jupyter-book build "$(OUT)" --quiet -W -n --keep-going
	@echo "The variant: $(OUT)/_build/html/index.html"

pdf epub zip: book
	$(BIN)/python -m analysis form $@
pdf:   ## The book as PDF, offered on its front page (needs Pango)
epub:  ## The book as EPUB, offered on its front page
zip:   ## The HTML book as one file, offered on its front page

check: $(VENV)/installed  ## Hashes, schemas and stamps, in seconds
	$(BIN)/python -m analysis check

reproduce: $(VENV)/installed  ## Twice from nothing, under other circumstances: the same bytes?
	rm -rf _build
	$(MAKE) pdf epub
	$(BIN)/python -m analysis reproduce pdf epub

bench: $(VENV)/installed  ## How long reruns take beside stock Jupyter Book, and pages to load, in ten minutes
	$(BIN)/python -m analysis.bench

lint: $(VENV)/installed  ## Style of the code
	$(BIN)/ruff check

lock:  ## Lock requirements.in (needs uv and the network)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		requirements.in -o requirements.txt

clean:  ## Remove what was built; notebooks and tables stay
	rm -rf _build _variants $(VENV) .pytest_cache .ruff_cache .hypothesis analysis.egg-info

# The stamp file is written last: an interrupted set-up starts again.
$(VENV)/installed: requirements.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 13) else 'Python 3.11 or 3.12 is needed: make PYTHON=python3.12 ...')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
