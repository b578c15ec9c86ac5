# The commands of the README. `make` alone says what there is.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
BIN := .venv/bin
WORKERS ?= 2

.PHONY: help run test lint bench lock
help:
	@echo "make run    a running newsroom with the seed archive at http://$(ADDRESS)/"
	@echo "make test   every test on SQLite, and on PostgreSQL all that ask a database"
	@echo "make lint   layout, style and missing migrations"
	@echo "make bench  measurements, beside Wagtail, into docs/performance.md"
	@echo "make lock   requirements*.txt anew from requirements*.in (needs uv)"

# Installs one lock file, with its hashes. Debian's python3 may come without ensurepip, so that a
# virtual environment has no pip of its own: then the pip outside it installs into it.
define install
	@echo "Installing $(1) ..."
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	 elif $(PYTHON) -m pip --version >/dev/null 2>&1; then pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	 else echo "No pip for $(PYTHON): install it (Debian: apt-get install python3-venv), then try again."; exit 1; fi; \
	 PIP_ROOT_USER_ACTION=ignore $$pip --disable-pip-version-check install --quiet --require-hashes -r $(1)
	@touch $@
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	 { echo "Newsroom needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 ..."; exit 1; }
	@echo "Making the virtual environment .venv ..."
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv --without-pip .venv; }

.venv/.run: requirements.txt | $(BIN)/python
	$(call install,requirements.txt)

.venv/.dev: requirements-dev.txt | $(BIN)/python
	$(call install,requirements-dev.txt)

# The peer of the benchmarks keeps to itself.
.venv-wagtail/.installed: BIN = .venv-wagtail/bin
.venv-wagtail/.installed: benchmarks/requirements-wagtail.txt
	@$(PYTHON) -m venv .venv-wagtail >/dev/null 2>&1 || { rm -rf .venv-wagtail; $(PYTHON) -m venv --without-pip .venv-wagtail; }
	$(call install,benchmarks/requirements-wagtail.txt)

run: export DEBUG = 1
run: .venv/.run
	@$(BIN)/python manage.py open_newsroom
	@# Both in the background, so that the shell hears a signal at once and ends both; the worker ends with the server.
	@$(BIN)/python manage.py work & worker=$$!; \
	 $(BIN)/python manage.py runserver --noreload $(ADDRESS) & server=$$!; \
	 trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	 wait $$server

test: .venv/.dev
	@sh tests/browser/ensure_chromium.sh
	@echo "Tests on SQLite"
	@$(BIN)/python -m pytest -q -n $(WORKERS)
	@echo "Tests on PostgreSQL: all that ask a database, and a day at the desk in the browser"
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n $(WORKERS) tests/articles tests/taxonomy tests/browser/test_day.py

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run
	@DEBUG=1 $(BIN)/python manage.py check

bench: .venv/.dev .venv-wagtail/.installed
	@command -v wrk >/dev/null || { echo "make bench needs wrk, which makes the load (Debian: apt-get install wrk)."; exit 1; }
	@$(BIN)/python -m benchmarks.run

lock:
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url benchmarks/requirements-wagtail.in -o benchmarks/requirements-wagtail.txt
