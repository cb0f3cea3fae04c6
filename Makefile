# What a contributor types. `make site` and `make test` need nothing but Python >= 3.11 and make:
# the first run sets up .venv from wheels, later runs start at once.

.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --only-binary :all:
EXAMPLES := $(wildcard examples/*/runbook.yaml)
HANDBOOK := build/handbook
PYTEST := RUNBOOK_AXE=$$(echo $(VENV)/lib/python*/site-packages/axe_core_python/axe.min.js) $(BIN)/python -m pytest
WORKERS ?= 2
COVERAGE ?=
ARGS ?=

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# --- the two stages of .venv: what runs runbook, and what tests it ---

$(BIN)/pip:
	@for python in $(PYTHON) python3 python python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo 'make: no Python >= 3.11 found ; name one with PYTHON=/path/to/python' >&2; \
	exit 1

$(VENV)/.run: pyproject.toml | $(BIN)/pip
	@echo 'Setting up $(VENV) ...'
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.run
	@echo 'Adding what the tests need ...'
	$(PIP) --editable '.[test]'
	@touch $@

# --- what to type ---

.PHONY: site
site: $(VENV)/.run ## build the handbook of the two examples
	$(BIN)/runbook build $(EXAMPLES) --out $(HANDBOOK)

.PHONY: test
test: $(VENV)/.test ## run all tests; COVERAGE=1 measures and gates, ARGS="..." goes to pytest
	$(PYTEST) -n $(WORKERS) $(if $(COVERAGE),--cov --cov-report=term,) $(ARGS)

.PHONY: coverage
coverage: ## run all tests and fail below the branch coverage gate of pyproject.toml
	@$(MAKE) --no-print-directory test COVERAGE=1

.PHONY: test-browser
test-browser: $(VENV)/.test ## open the built pages in headless Chromium
	$(PYTEST) -m browser $(ARGS)

.PHONY: lint
lint: $(VENV)/.test ## ruff, mypy and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: check
check: lint test ## what a change must pass

.PHONY: picture
picture: site ## take the README's picture anew, with Chromium
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1280,860 --virtual-time-budget=3000 \
	  --screenshot=$(CURDIR)/site/picture.png file://$(CURDIR)/$(HANDBOOK)/site/quilt-mcp-server/index.html

.PHONY: renew
renew: $(VENV)/.test ## rewrite the golden files and print what changed
	$(PYTEST) --renew -q $(ARGS)

.PHONY: clean
clean: ## remove what was built and installed here
	rm -rf build dist $(VENV) .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
