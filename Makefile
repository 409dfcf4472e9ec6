# Everything starts here: `make demo` and `make test` set up what they need by themselves, and a second run sets up
# nothing. Needs Python 3.11-3.13 and make; the tests also need Node and Chromium, which `.ci/system` gets where it can.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PORT ?= 8080
DATA ?= .data
VENV ?= .venv
ARGS ?=

# A PYTHON asked for by name is obeyed: a .venv of another version is made anew. Without one, the .venv that is there stays.
ifeq ($(origin PYTHON),undefined)
PYTHON := python3
else
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
endif

BIN := $(VENV)/bin
MADE := $(VENV)/.python$(VERSION)
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
# Packages come pinned and hashed; those that are built here are built with the setuptools that is pinned too.
PIP_LOCKED := $(PIP) install --require-hashes --no-deps --no-build-isolation --use-pep517
GATEWAY := tests/gateway/node_modules/.package-lock.json
UV := 0.13.9
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

.PHONY: help
help: ## shows this
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r goal text; do \
		printf '  make %-22s %s\n' "$$goal" "$$text"; done

.PHONY: install
install: $(VENV)/.run ## makes .venv with all that running needs

.PHONY: demo
demo: install ## starts the demo; PORT chooses the page's port (8080), DATA the folder (.data)
	@exec $(BIN)/python -m bot demo --port "$(PORT)" --data "$(DATA)"

.PHONY: test
test: develop ## runs all tests; ARGS goes to pytest
	@$(BIN)/python -m pytest $(ARGS)

.PHONY: check
check: lint test ## runs the static checks, then all tests

.PHONY: lint
lint: $(VENV)/.dev ## runs the static checks: format, ruff, mypy, the import contract
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/.dev ## formats the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: bench
bench: $(VENV)/.dev ## measures speed and says how it compares with the limits
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: bench-understanding
bench-understanding: $(VENV)/.run ## measures how well messages are understood
	@$(BIN)/python -m benchmarks.understanding $(ARGS)

.PHONY: model
model: $(VENV)/.run ## trains the network of the understanding anew from the lines in benchmarks/data
	@$(BIN)/python -m benchmarks.train

.PHONY: docs-permissions
docs-permissions: $(VENV)/.run ## makes the tables of who may do what, docs/permissions.md and docs/zh/权限表.md, anew
	@$(BIN)/python -m bot.permissions_table

.PHONY: develop
develop: $(VENV)/.dev $(GATEWAY) ## sets up what the tests need, without running them
	@.ci/system browser

.PHONY: lock
lock: $(BIN)/uv ## makes the lock files again; UPGRADE=--upgrade takes the newest versions
	@$(LOCK) --group build --output-file requirements/build.txt
	@$(LOCK) pyproject.toml --extra wechaty --output-file requirements/run.txt
	@$(LOCK) pyproject.toml --extra wechaty --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

.PHONY: clean
clean: ## removes what was set up; keeps the data
	rm -rf $(VENV) tests/gateway/node_modules *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find bot handlers storage tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@.ci/system venv "$(PYTHON)"
	@echo "making $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $(VENV)/.python $(VENV)/.python$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

$(VENV)/.run: $(MADE) requirements/build.txt requirements/run.txt pyproject.toml
	@echo "installing what the bot needs (about 55 MB)"
	@$(PIP_LOCKED) -r requirements/build.txt
	@$(PIP_LOCKED) -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "installing what the tests need (about 120 MB more)"
	@$(PIP_LOCKED) -r requirements/dev.txt
	@touch $@

$(GATEWAY): tests/gateway/package.json tests/gateway/package-lock.json tests/gateway/.npmrc
	@.ci/system node
	@echo "installing the gateway of the tests"
	@npm ci --prefix tests/gateway --silent --no-audit --no-fund
	@touch $@

$(BIN)/uv: | $(VENV)/.run
	@$(PIP) install uv==$(UV)
