# The face for people. Everything runs in .venv, which `install` makes from the hashed lock.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# byte code is kept, as by default: without it every process compiles its libraries anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo check test lint lock bench mutate reference clean help
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "unstipple needs Python 3.11 or newer; run e.g. 'make PYTHON=python3.12'"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "installing the test packages ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

install: $(VENV)/.run ## a working .venv/bin/unstipple

demo: install ## the bundled invented patient, all the way, into demo-out/
	@$(BIN)/unstipple demo --out demo-out

lint: $(VENV)/.test ## style, types, floors
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

check: $(VENV)/.test ## the fast lane: style, types, floors, quick tests
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -m "not slow and not browser" -n $(WORKERS)

test: $(VENV)/.test ## everything
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n $(WORKERS)

$(VENV)/.bench: requirements/bench.txt $(VENV)/.run
	@echo "installing the peers that are measured beside us ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

bench: $(VENV)/.bench ## speed and accuracy, beside peers, in one run
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

$(VENV)/.mutate: requirements/mutate.txt $(VENV)/.test
	@echo "installing what changes the rules to test their tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutate.txt
	@touch $@

mutate: $(VENV)/.mutate ## the rules: every branch taken, and how many small changes their tests notice (about half an hour)
	@WORKERS=$(WORKERS) $(BIN)/python tests/mutation/rules.py

reference: install ## write the reference pages anew from the tables, the catalogue and the rules
	@$(BIN)/unstipple evidence atlas --out docs/reference/parameters.md
	@$(BIN)/unstipple lasers book --out docs/reference/lasers.md
	@$(BIN)/unstipple rules book --out docs/reference/rules.md
	@$(BIN)/unstipple evidence guide --out docs/explanation/guide.md

lock: ## write the hashed locks anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/run.txt requirements/run.in pyproject.toml
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra test -c requirements/run.txt -o requirements/test.txt requirements/run.in pyproject.toml
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra test --extra mutate -c requirements/test.txt -o requirements/mutate.txt requirements/run.in pyproject.toml
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra bench -c requirements/run.txt -o requirements/bench.txt requirements/run.in pyproject.toml

clean: ## remove what the targets made
	@rm -rf $(VENV) demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
