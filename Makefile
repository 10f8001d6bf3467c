# make run    the sample documents on http://127.0.0.1:8080
# make test   every test that can run here
# make check  format, lint, types, tests
# make fork   the tests that open an index, with whoosh3, a fork, in place of whoosh
# make env    what the others do first: .venv with everything in it
# make lock   write requirements.lock anew from pyproject.toml
.DELETE_ON_ERROR:
.PHONY: run test check fork env lock

# The first Python that the project supports, unless PYTHON=… names one.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
HDND_HOME ?= ./var
export HDND_HOME

IN = .venv/bin/python
READY = .venv/ready
SAMPLE = $(HDND_HOME)/sample-added

env: $(READY)

$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: install one, or say make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "Python's venv module is needed (Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(IN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

run: $(SAMPLE)
	@$(IN) -m indexer build --quiet
	@$(IN) -m search_api

$(SAMPLE): $(READY) $(shell find corpus/sample -type f)
	$(IN) -m corpus add corpus/sample --source "Cổng thông tin điện tử huyện Lam Khê"
	@touch $@

# As many tests at once as there are cores; those that ask one server stay together (tests/conftest.py).
PYTEST = $(IN) -m pytest -n auto --dist loadgroup

test: $(READY)
	$(PYTEST)

check: $(READY)
	$(IN) -m ruff format --check .
	$(IN) -m ruff check .
	$(IN) -m mypy
	$(MAKE) --no-print-directory test

# Every file that opens an index on the disk in its own process, found by how it does so, as nobody keeps a list: some 75
# seconds. Commands, service and ranking (tests/test_evaluate.py) ask nothing of Whoosh that these do not.
FORKED = $(shell grep -lE 'whoosh:|WhooshEngine|engine: Engine|import .*searching' -r tests --include='test_*.py')

fork: $(READY)
	$(IN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade \
		--target .venv/whoosh3 -r requirements-whoosh3.lock
	PYTHONPATH=.venv/whoosh3 $(PYTEST) $(FORKED) -m 'not cluster'

# Universal: one file for every Python that the project supports and every machine.
lock: $(READY)
	$(IN) -m uv pip compile --quiet --universal --python-version 3.11 --group dev pyproject.toml \
		--generate-hashes --no-emit-index-url --upgrade --output-file requirements.lock
