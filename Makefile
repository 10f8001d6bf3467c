# make run        the sample documents on http://127.0.0.1:8080
# make quick      tests of the folders that were changed since the last commit, without servers
# make test       every test that can run here
# make check      format, lint, types, tests
# make test-long  what a release is tried with besides: another release of OpenSearch, a fork of Whoosh
# make pictures   take the pictures of the pages in docs/ anew, of the sample in the system's Chromium
# make env-run    .venv with what serving needs: what `make run` does first
# make env        .venv with everything: what the tests do first
# make lock       write both lock files anew from pyproject.toml
.DELETE_ON_ERROR:
.PHONY: run quick test lint check test-long fork pictures env-run env lock

# The first Python that the project supports, unless PYTHON=… names one.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$p && break; done)
HDND_HOME ?= ./var
export HDND_HOME

IN = .venv/bin/python
READY_RUN = .venv/ready-run
READY = .venv/ready
SAMPLE = $(HDND_HOME)/sample-added

env-run: $(READY_RUN)

env: $(READY)

# Install what a lock file names, one line for each package as it comes. The mark is made where pip ends well, since a
# pipe has the exit code of its last command only.
define install
	@rm -f $@
	@all=$$(grep -o '^[a-z0-9-]*==' $(1) | sort -u | wc -l); \
	{ $(IN) -u -m pip install --disable-pip-version-check --require-hashes $(2) -r $(1) && touch $@; } | \
		while read -r word name rest; do case "$$word" in \
			Requirement) n=$$((n + 1));; \
			Collecting) n=$$((n + 1)); echo "  $$n/$$all $$name";; \
			Installing) echo "  all downloaded; unpacking them into .venv";; \
		esac; done
	@test -f $@
endef

# pyvi is here for its model's two files. What pyvi itself would need to run them (scikit-learn, SciPy) is left out of
# this lock, and --no-deps says so to pip.
$(READY_RUN): requirements-run.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12, 3.13 or 3.14 is needed: install one, or say make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "Python's venv module is needed (Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	@echo "Installing what the service needs into .venv:"
	$(call install,requirements-run.lock,--no-deps)

$(READY): requirements.lock $(READY_RUN)
	@echo "Installing what the tests need into .venv:"
	$(call install,requirements.lock)

# Exit code 1 is "done with failures": what is there is served.
run: $(SAMPLE)
	@$(IN) -m indexer build --quiet || [ $$? -eq 1 ]
	@$(IN) -m search_api

$(SAMPLE): $(READY_RUN) $(shell find corpus/sample -type f)
	$(IN) -m corpus add corpus/sample --source "Cổng thông tin điện tử huyện Lam Khê" || [ $$? -eq 1 ]
	@touch $@

# As many tests at once as there are cores; those that ask one server stay together (tests/conftest.py).
PYTEST = $(IN) -m pytest -n auto --dist loadgroup

quick: $(READY)
	@files=$$($(IN) -m tests.support.changed_tests) && $(PYTEST) -m 'not cluster and not postgresql' $$files

test: $(READY)
	$(PYTEST)

# .pre-commit-config.yaml runs the same commands.
lint: $(READY)
	$(IN) -m ruff format --check .
	$(IN) -m ruff check .
	$(IN) -m mypy

check: lint
	$(MAKE) --no-print-directory test

# The cluster's tests on OpenSearch 3, whose Java not every system has, with every text that tests know.
test-long: fork
	@if $(IN) -c 'import sys; from tests.support.opensearch import jdk; sys.exit(jdk(21) is None)'; then \
		HDND_TEST_ALL=yes HDND_TEST_OPENSEARCH=3.3.2 $(IN) -m pytest -m cluster; \
	else echo "OpenSearch 3.3.2 is not tried here: it needs a JDK from 21 on (apt install openjdk-21-jdk-headless)."; fi

# Every test file that opens an index on the disk, with whoosh3, a fork, in place of whoosh: some 75 seconds. Found by how
# they open it, as nobody keeps a list. Commands, service and evaluation ask nothing of Whoosh that these do not.
FORKED = $(shell grep -lE 'whoosh:|WhooshEngine|engine: Engine|import .*search(ing|_over)' -r tests --include='test_*.py')

fork: $(READY)
	$(IN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade \
		--target .venv/whoosh3 -r requirements-whoosh3.lock
	PYTHONPATH=.venv/whoosh3 $(PYTEST) $(FORKED) -m 'not cluster'

pictures: $(READY)
	$(IN) -m bench pictures

# Universal: one file for every Python that the project supports and every machine. The second is the part of the first
# that serving needs, at the same versions.
COMPILE = $(IN) -m uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock'

lock: $(READY)
	$(COMPILE) --group dev --extra ocr --upgrade --output-file requirements.lock
	printf 'scikit-learn\nsklearn-crfsuite\n' | $(COMPILE) --excludes - --constraints requirements.lock \
		--upgrade --output-file requirements-run.lock
