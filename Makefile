# `make run` serves, `make test` proves, `make check` reads. The rest is listed by `make help`.
# It needs Python 3.11 or newer and, on Debian, nothing else: what is missing is installed when
# run as root and named otherwise.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--no-input --require-hashes --only-binary :all:
APT := DEBIAN_FRONTEND=noninteractive apt-get
AS_ROOT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null

.PHONY: help run demo test check bench soak lock venv messages browser format

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: $(VENV)/runtime.stamp ## install, migrate and serve on http://localhost:8000
	@$(BIN)/python manage.py serve

demo: $(VENV)/runtime.stamp ## fill a believable organisation to try things on
	@$(BIN)/python manage.py demo

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
		|| { $(AS_ROOT) && $(APT) update -qq && $(APT) install -y -qq python3-venv; } \
		|| { echo "Python's venv is missing: sudo apt-get install python3-venv"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

lock: $(VENV)/dev.stamp ## write both lock files anew, with hashes
	@$(BIN)/python -m tools.lock
	@$(MAKE) --no-print-directory venv
