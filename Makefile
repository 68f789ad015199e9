# make serve   set up, index the folder ARTICLES (default: articles) and serve it at http://HOST:PORT;
#              TRUSTED is the host name to answer where HOST lets others in
# make test    run every test
# make quick   run the tests that take under a minute of processor time together
# make check   format, lint, types, architecture
# make format  mend what the formatter and the linter can mend
# make cover   run every test and hold branch coverage of index/ and search/ to 95 %
# make cluster start three nodes of OpenSearch on loopback until Ctrl-C; CLUSTER_ARGS has options
# make bench   measure; EVAL=folder (an evaluation set) and LAWS=file (texts) add what needs them
# make lock    renew the lock files
# make clean   remove all that make has made, built indexes included

PYTHON   ?= python3
ARTICLES ?= articles
HOST     ?= 127.0.0.1
PORT     ?= 8000
export ARTICLES INDEX HOST PORT TRUSTED EVAL LAWS

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
UV   := uv==0.13.8

# A process for each core; `tests/conftest.py` says which tests stay in one.
AT_ONCE := --numprocesses=auto --dist=loadscope

.DEFAULT_GOAL := help
.PHONY: help serve test quick check format cover bench cluster lock browser opensearch clean FORCE

help:
	@sed -n 's/^# \(make .*\|  .*\)/\1/p' Makefile

# A corpus elsewhere gets an index of its own, named after its path. Exit status 1 means that some articles were
# left out, each reported with file and line; the others are served.
serve: $(VENV)/ready
	@[ -d "$$ARTICLES" ] || { echo "make serve: there is no folder $$ARTICLES" >&2; exit 2; }; \
	folder=$$(cd "$$ARTICLES" && pwd -P); \
	if [ "$$folder" = "$$(pwd -P)/articles" ]; then own=var/index; \
	else own=var/index-$$(printf '%s' "$$folder" | cksum | cut -d' ' -f1); fi; \
	index=$${INDEX:-$$own}; \
	$(BIN)/jiansuo index --articles "$$ARTICLES" --index "$$index" || [ $$? -eq 1 ] || exit 2; \
	kept="$$ARTICLES/validations.json"; [ -f "$$kept" ] || kept=; \
	exec $(BIN)/jiansuo serve --index "$$index" --host "$$HOST" --port "$$PORT" \
	  $${TRUSTED:+--trusted-host "$$TRUSTED"} $${kept:+--validations "$$kept"}

test: $(VENV)/ready-test browser opensearch
	@$(BIN)/python -m pytest $(AT_ONCE) $(PYTEST_ARGS)

quick: $(VENV)/ready-test
	@$(BIN)/python -m pytest -m "not slow and not browser and not cluster" --hypothesis-profile=quick $(PYTEST_ARGS)

check: $(VENV)/ready-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready-test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# Processes that the tests start are measured too; each leaves a file of its own, which the report unites.
cover: $(VENV)/ready-test browser opensearch
	@mkdir -p var
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(AT_ONCE) $(PYTEST_ARGS)
	@$(BIN)/coverage report >var/covered.txt || { cat var/covered.txt; exit 2; }
	@grep ^TOTAL var/covered.txt

bench: $(VENV)/ready-bench
	@$(BIN)/python -m bench $${EVAL:+--eval "$$EVAL"} $${LAWS:+--laws "$$LAWS"} $(BENCH_ARGS)

cluster: $(VENV)/ready opensearch
	@exec $(BIN)/python -m bench.cluster $(CLUSTER_ARGS)

clean:
	rm -rf $(VENV) var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find index search web bench tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- what the targets stand on: a virtual environment with the locked versions, and stamps that say it is there

# The stamp holds the folder it was made in: the scripts of a moved or copied .venv would start another Python.
ifneq ($(shell cat $(VENV)/locked 2>/dev/null),$(CURDIR))
$(VENV)/locked: FORCE
endif

# setuptools goes: jieba looks for it at every start, which costs time and, with some versions, a warning.
$(VENV)/locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "make: $(PYTHON) is missing or older than Python 3.11; try PYTHON=python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "make: Python's venv is missing; install the Debian package python3-venv" >&2; exit 2; }
	@echo "Installing the locked versions into $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) uninstall --yes setuptools 2>/dev/null
	@$(PIP) install --require-hashes --requirement requirements.lock
	@pwd -P > $@

$(VENV)/ready: $(VENV)/locked pyproject.toml
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/ready-test: requirements-test.lock $(VENV)/ready
	@echo "Installing what the tests and checks need into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements-test.lock
	@touch $@

$(VENV)/ready-bench: requirements-bench.lock $(VENV)/ready
	@echo "Installing what the measures need into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@touch $@

# Without a browser and a font the browser tests are skipped, but fail where CI=true.
browser:
	@if [ -x "$${CHROMIUM:-/usr/bin/chromium}" ] && [ -n "$$(fc-list :lang=zh-cn 2>/dev/null)" ]; then exit 0; fi; \
	if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium and a CJK font for the browser tests"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null && exit 0; \
	fi; \
	echo "make: no Chromium or no CJK font here, and no way to install them; browser tests will be skipped" >&2

# Without OpenSearch the tests of it are skipped, but fail where CI=true. It is fetched once for all checkouts.
opensearch: $(VENV)/ready
	@command -v mvn >/dev/null && $(BIN)/python -m bench.cluster --fetch 2>/dev/null && exit 0; \
	if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Java and Maven for the tests with OpenSearch"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless maven >/dev/null; \
	fi; \
	$(BIN)/python -m bench.cluster --fetch || \
	echo "make: OpenSearch cannot be had here; tests with a cluster will be skipped" >&2

LOCK := $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command 'make lock' pyproject.toml

lock: $(VENV)/locked
	@$(BIN)/python -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --quiet --disable-pip-version-check install $(UV)
	$(LOCK) --output-file requirements.lock
	$(LOCK) --constraint requirements.lock --extra test --output-file requirements-test.lock
	$(LOCK) --constraint requirements.lock --extra bench --output-file requirements-bench.lock
