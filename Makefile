# Everything a developer or an evaluator types. `make demo` and `make test` need python3 (3.11 or later) with its venv module;
# on a bare Debian: apt install python3-venv make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
WORKERS ?= 2
# Compiled kernels are kept here between processes and sessions.
export NUMBA_CACHE_DIR ?= $(CURDIR)/.numba_cache

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench check-statistics docs messages samples constraints notebooks clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

# -- environment -------------------------------------------------------------------------------------------------------
# A stamp says what the environment holds, so that a second run starts at once.

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { printf '%s\n' \
	  "Python 3.11 ou plus récent est nécessaire : sudo apt install python3 python3-venv" \
	  "Python 3.11 or later is needed: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { printf '%s\n' \
	  "$$($(PYTHON) --version) est trop ancien : il faut Python 3.11 ou plus récent (make PYTHON=python3.12 demo)." \
	  "$$($(PYTHON) --version) is too old: Python 3.11 or later is needed (make PYTHON=python3.12 demo)." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { printf '%s\n' \
	  "Il manque le module venv de Python. Sur Debian ou Ubuntu : sudo apt install python3-venv, puis relancez la commande." \
	  "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv, then run the command again." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready-demo: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installation des bibliothèques (une seule fois, environ une minute)… / Installing libraries (once, about a minute)…"
	$(PIP) --editable .
	@touch $@

$(VENV)/ready-test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installation des bibliothèques et outils (une seule fois)… / Installing libraries and tools (once)…"
	$(PIP) --editable '.[dev,docs]'
	@touch $@ $(VENV)/ready-demo

# -- for everybody -----------------------------------------------------------------------------------------------------

demo: $(VENV)/ready-demo  ## the whole path on synthetic data: build/rapport/index.html
	@$(BIN)/cooperation-graph demo

test: lint  ## everything CI runs: style, types, documentation, doctests, tests, notebooks
	$(BIN)/python tests/catalogues.py
	$(BIN)/sphinx-build -M html docs build/docs -W --keep-going -q -D execute_notebooks=0
	$(BIN)/python -m pytest -n $(WORKERS) --doctest-modules --nbmake src tests notebooks

lint: $(VENV)/ready-test  ## style and types
	$(BIN)/ruff check src tests docs notebooks
	$(BIN)/mypy

# -- for developers ----------------------------------------------------------------------------------------------------

bench: $(VENV)/ready-test  ## speed against every installed peer (tests/benchmarks)
	$(BIN)/python tests/benchmarks/speed.py
	$(BIN)/python -m pytest tests/benchmarks

check-statistics: $(VENV)/ready-test  ## long simulations: false alarms, power, uniformity (tests/statistics)
	$(BIN)/python -m pytest tests/statistics

docs: $(VENV)/ready-test  ## documentation with executed notebooks: build/docs/html/index.html
	$(BIN)/sphinx-build -M html docs build/docs -W --keep-going -q
	@echo "build/docs/html/index.html"

messages: $(VENV)/ready-test  ## compile the French catalogues and list what is not translated
	$(BIN)/python tests/catalogues.py --compile

samples: $(VENV)/ready-test  ## write data/samples again from their seeds
	$(BIN)/python -m cooperation_graph.synthetic data/samples

notebooks: $(VENV)/ready-test  ## strip the output of the notebooks before a commit
	$(BIN)/nbstripout notebooks/*.ipynb

constraints: $(VENV)/ready-test  ## pin again the newest versions that resolve together, without any address
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade --quiet \
	  --no-annotate --no-header --no-emit-index-url --output-file constraints.txt

clean:  ## remove everything that was made
	rm -rf $(VENV) build dist .numba_cache .pytest_cache .mypy_cache .ruff_cache .hypothesis docs/reference/generated
	find src tests docs -name __pycache__ -type d -prune -exec rm -rf {} +
