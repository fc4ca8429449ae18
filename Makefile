# Everything runs from .venv, which is made from hash-pinned locks on first use.
# make run    the app with everything it needs, at http://127.0.0.1:$(PORT)
# make test   all tests on real PostgreSQL, Redis and Chromium    make lint   style, types, layers, templates
# make bench  ratios against floors measured in the same run      make clean  remove what these made (asks before data)
# make shots  the README's picture, from the app that runs at PORT; ARGS="--all FOLDER" takes every page

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
.SUFFIXES:
.DEFAULT_GOAL := run
.PHONY: run test lint bench shots clean install install-dev

run: $(VENV)/.run-stamp
	@PORT="$(PORT)" exec $(BIN)/python -m apps.core.supervisor

test: $(VENV)/.dev-stamp
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev-stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python manage.py makemigrations --check --dry-run

bench: $(VENV)/.dev-stamp
	@$(BIN)/python -m benchmarks $(ARGS)

shots: $(VENV)/.dev-stamp
	@$(BIN)/python tools/shots.py "http://localhost:$(PORT)" $(ARGS)

install: $(VENV)/.run-stamp
install-dev: $(VENV)/.dev-stamp

$(VENV)/.run-stamp: requirements.lock
	@[ -e $(VENV)/.dev-stamp ] && [ $(VENV)/.dev-stamp -nt requirements-dev.lock ] || sh deploy/install $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.lock
	@sh deploy/install $(VENV) requirements-dev.lock
	@touch $@

clean:
	@if [ -d .run ]; then printf 'Remove all data in .run too? [y/N] '; read answer || answer=; \
		case "$$answer" in y|Y) rm -rf .run;; *) echo 'Kept .run.';; esac; fi
	@rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
