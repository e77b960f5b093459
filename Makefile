# `make run` serves, `make test` proves, `make check` reads. The rest is listed by `make help`.
# It needs Python 3.11 or newer and, on Debian, nothing else: what is missing is installed when
# run as root and named otherwise.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--no-input --require-hashes --only-binary :all:
APT := DEBIAN_FRONTEND=noninteractive apt-get
# What the scripts that seal and open in the browser hang on, and the scripts; seen from js/.
SEALING := LICENSES build.mjs package-lock.json package.json src/*.js ../static/js/seal.js \
	../static/js/stretch.js ../static/js/offline.js ../static/js/open.js ../static/js/files.js
INPUTS := requirements.in and requirements-dev.in
INPUTS_DIGEST = $(shell cat requirements.in requirements-dev.in | sha256sum | cut -c1-64)
TEST := $(BIN)/python -m pytest
SHARED := -n 3 --dist loadfile --no-loadscope-reorder
PRODUCTION := FARSHORE_ORIGIN=https://help.example \
	FARSHORE_SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG
AS_ROOT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null

# Modules are compiled once, not again by each of the many processes that a test starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo test check bench soak lock venv messages browser firefox format js

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: $(VENV)/runtime.stamp ## install, migrate and serve on http://localhost:8000
	@$(BIN)/python manage.py serve

demo: $(VENV)/runtime.stamp ## fill a believable organisation to try things on; SIZE=100000 cases
	@$(BIN)/python manage.py serve --prepare
	@$(BIN)/python manage.py demo $(if $(SIZE),--cases $(SIZE))

venv: $(VENV)/dev.stamp ## install everything that tests and checks need

# A stamp is newer than its lock file when the environment holds what the lock says.
$(VENV)/runtime.stamp: requirements.txt | $(BIN)/python
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/python
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(VENV)/runtime.stamp $@

# Debian splits `ensurepip` off into python3-venv; a half-made environment is worse than none.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Farshore needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { $(AS_ROOT) && $(APT) update -qq && $(APT) install -y -qq python3-venv >/dev/null; } \
		|| { echo "Python's venv is missing: sudo apt-get install python3-venv"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }


lock: $(VENV)/dev.stamp ## write both lock files, with hashes (UPGRADE=--upgrade: the newest of all)
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --no-config --universal --generate-hashes --only-binary :all: \
			--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header \
			--annotation-style line $(UPGRADE) $$name.in -o $$name.txt \
		&& { echo "# Made by make lock from $(INPUTS): $(INPUTS_DIGEST)"; cat $$name.txt; } \
			> $$name.new && mv $$name.new $$name.txt || exit 1; \
	done
	@$(MAKE) --no-print-directory venv

check: $(VENV)/dev.stamp ## read everything: format, lint, types, migrations, settings, locks
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	@for name in requirements requirements-dev; do \
		head -1 $$name.txt | grep -q "$(INPUTS_DIGEST)" \
			|| { echo "$$name.txt is older than its $$name.in: make lock"; exit 1; }; \
	done
	@(cd js && sha256sum $(SEALING) | cmp -s - SHA256SUMS) \
		|| { echo "static/js/ is older than its sources in js/: make js"; exit 1; }
	$(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	@for doors in front,desk front desk; do \
		FARSHORE_DOORS=$$doors $(PRODUCTION) $(BIN)/python manage.py check --deploy \
			--fail-level WARNING || exit 1; \
	done

# Two cores are the least we promise to test on; a third process works while a browser is waited for.
# The tests of one file stay in one process: those of a journey share a walk, and xdist's groups do
# nothing under pytest 9.2. The browsers' files go first (tests/conftest.py). PostgreSQL repeats what
# hangs on the database: rows, locks, what is undone and what happens at once; of the pages, every
# address for everybody (tests/test_doors.py). `make soak` repeats all of it.
ON_POSTGRESQL := TEST_DATABASE=postgresql $(TEST) $(SHARED) -m "not browser and not soak"
APART := $(addprefix --ignore=tests/,crypto crash desk sealing web test_benchmarks.py test_hostile.py \
	test_layers.py test_traces.py test_writer.py cases/files/test_hostile.py \
	cases/files/test_showing.py cases/index/test_sequences.py operations/test_demo.py \
	operations/test_restore_refused.py intake/test_asking.py intake/test_bad_input.py \
	intake/test_exchange.py intake/test_fields.py intake/test_never.py intake/test_tables.py)

test: $(VENV)/dev.stamp browser ## run the suite, on SQLite and then on PostgreSQL
	$(TEST) $(SHARED)
	$(ON_POSTGRESQL) $(APART)
	TEST_DATABASE=postgresql $(TEST) tests/retention/test_finishing.py

soak: $(VENV)/dev.stamp browser firefox ## run the long tests: load, crashes, growth, every look
	$(TEST) -m soak
	$(ON_POSTGRESQL)

bench: $(VENV)/dev.stamp browser ## measure; NAMES="page submit" for some, ARGS=--json for machines
	$(BIN)/python -m benchmarks $(ARGS) $(NAMES)

messages: $(VENV)/dev.stamp ## gather the words of the pages into locale/
	$(BIN)/python manage.py messages

# Only whoever changes the sources needs node: the bundle is committed. No package runs a script.
js: ## make the scripts that seal and open in the browser, in static/js, from js/
	@command -v node >/dev/null || { echo "This needs node 20.11 or newer"; exit 1; }
	@cd js && npm ci --ignore-scripts --no-audit --no-fund --silent && node build.mjs

format: $(VENV)/dev.stamp ## lay out the code as `make check` wants it
	$(BIN)/ruff format --quiet
	$(BIN)/ruff check --quiet --fix

# Playwright drives Debian's Chromium and never fetches one of its own. strace shows what is written
# to disk; the fonts make Arabic legible in pictures. The shell is Chromium without its windows: tests
# that look at no window take half as long with it, and go without it where there is none.
browser:
	@{ command -v chromium || command -v google-chrome; } >/dev/null && command -v strace >/dev/null \
		|| { $(AS_ROOT) && $(APT) update -qq \
			&& $(APT) install -y -qq --no-install-recommends chromium strace fonts-noto-core >/dev/null; } \
		|| { echo "The tests need: sudo apt-get install chromium strace fonts-noto-core"; exit 1; }
	@command -v chromium-headless-shell >/dev/null || { $(AS_ROOT) && $(APT) update -qq \
		&& $(APT) install -y -qq --no-install-recommends chromium-headless-shell >/dev/null; } || true

# Firefox is asked in the long tests alone: it brings 300 MB along.
firefox:
	@{ command -v firefox-esr || command -v firefox; } >/dev/null \
		|| { $(AS_ROOT) && $(APT) update -qq \
			&& $(APT) install -y -qq --no-install-recommends firefox-esr >/dev/null; } \
		|| { echo "The long tests need: sudo apt-get install firefox-esr"; exit 1; }
