# The commands of the README. `make` alone says what there is.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
BIN := .venv/bin
WORKERS ?= 2
SEED := $(or $(SEED),$(shell date +%s))

.PHONY: help run test lint bench lock translations
help:
	@echo "make run    a running newsroom with the seed archive at http://$(ADDRESS)/"
	@echo "make test   every test on SQLite, and on PostgreSQL all that ask a database"
	@echo "make lint   layout, style, scripts, types, directions of imports, missing migrations"
	@echo "make bench  measurements, beside Wagtail and django-ninja, into docs/performance.md"
	@echo "make translations   the texts of the interface into locale/, and what was translated there compiled"
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

# The checker of HTML is a program in Java that npm brings; its scripts, which fetch a Java, are not run.
.venv/.node: tests/package.json tests/package-lock.json | $(BIN)/python
	@sh tests/ensure_package.sh npm "The tests of pages' HTML" npm
	@echo "Installing tests/package-lock.json ..."
	@mkdir -p .venv/node && cp tests/package.json tests/package-lock.json .venv/node/
	@cd .venv/node && npm ci --ignore-scripts --no-audit --no-fund --silent || \
	 { echo "npm could not install tests/package-lock.json; try: cd .venv/node && npm ci --ignore-scripts"; exit 1; }
	@touch $@

# The peer of the benchmarks keeps to itself.
.venv-wagtail/.installed: BIN = .venv-wagtail/bin
.venv-wagtail/.installed: benchmarks/requirements-wagtail.txt
	@$(PYTHON) -m venv .venv-wagtail >/dev/null 2>&1 || { rm -rf .venv-wagtail; $(PYTHON) -m venv --without-pip .venv-wagtail; }
	$(call install,benchmarks/requirements-wagtail.txt)

# The peer of the API runs in one process with it: the newsroom's own requirements, and one more.
.venv-ninja/.installed: BIN = .venv-ninja/bin
.venv-ninja/.installed: requirements.txt benchmarks/requirements-ninja.txt
	@$(PYTHON) -m venv .venv-ninja >/dev/null 2>&1 || { rm -rf .venv-ninja; $(PYTHON) -m venv --without-pip .venv-ninja; }
	$(call install,requirements.txt -r benchmarks/requirements-ninja.txt)

run: export DEBUG = 1
run: .venv/.run
	@$(BIN)/python manage.py open_newsroom
	@# Both in the background, so that the shell hears a signal at once and ends both; the worker ends with the server.
	@$(BIN)/python manage.py work & worker=$$!; \
	 $(BIN)/python manage.py runserver --noreload $(ADDRESS) & server=$$!; \
	 trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	 wait $$server

# Nothing set here keeps Python from compiling once for all processes that a run starts.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/.dev .venv/.node
	@sh tests/ensure_package.sh chromium "The browser tests" chromium chromium-browser google-chrome
	@sh tests/ensure_package.sh libpangoft2-1.0-0 "The tests of PDFs" libpangoft2-1.0.so.0
	@sh tests/ensure_package.sh nginx "The tests of docs/nginx.conf" nginx
	@sh tests/ensure_package.sh openssl "The tests of docs/nginx.conf" openssl
	@sh tests/ensure_package.sh default-jre-headless "The tests of pages' HTML" java
	@echo "Tests on SQLite, in an order that comes again with: make test SEED=$(SEED)"
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --randomly-seed=$(SEED)
	@echo "Tests on PostgreSQL: all that ask a database, and a day at the desk in the browser"
	@# Judges of pages need them once.
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --randomly-seed=$(SEED) \
	 --ignore=tests/articles/site/validators tests/articles tests/taxonomy tests/newsroom/login tests/newsroom/test_database.py tests/browser/test_day.py

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/oxlint --deny-warnings articles/static
	@$(BIN)/lint-imports --no-logo
	@DEBUG=1 $(BIN)/mypy
	@DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run
	@DEBUG=1 $(BIN)/python manage.py check

bench: .venv/.dev .venv-wagtail/.installed .venv-ninja/.installed
	@command -v wrk >/dev/null || { echo "make bench needs wrk, which makes the load (Debian: apt-get install wrk)."; exit 1; }
	@$(BIN)/python -m benchmarks.run

# The compiled files are in the repository: no machine needs gettext. What is new stands untranslated in the text
# files; a test names it.
translations: .venv/.dev
	@$(BIN)/pybabel -q extract -F locale/babel.cfg -k gettext_noop -k _noop --no-location -o locale/django.pot .
	@$(BIN)/pybabel -q update -D django -d locale -i locale/django.pot -w 110 -N --ignore-obsolete --ignore-pot-creation-date
	@rm locale/django.pot
	@$(BIN)/pybabel -q compile -D django -d locale

lock:
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url benchmarks/requirements-wagtail.in -o benchmarks/requirements-wagtail.txt
	uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header --no-emit-index-url benchmarks/requirements-ninja.in -o benchmarks/requirements-ninja.txt
