PYTHON ?= python3
VENV := .venv
PORT ?= 7860

.PHONY: chat test test-cluster lint fix reference screens bench

chat: $(VENV)/.installed
	$(VENV)/bin/fonti serve --port $(PORT)

# Modules are compiled once, also where Python is told not to keep what it compiles: tests start many
# processes.
test: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

# On the server that MILVUS_URI names (http://HOST:PORT), or else on a cluster of an old version, which has no
# network: that needs Linux, and Debian's etcd-server.
ifdef MILVUS_URI
test-cluster: $(VENV)/.installed-dev
	$(VENV)/bin/python -m pytest --numprocesses 0 tests/index/milvus tests/index/test_engines.py
else
test-cluster: $(VENV)/.installed-dev .cluster/.installed
	unshare --map-root-user --net $(VENV)/bin/python -m pytest --numprocesses 0 tests/cluster
endif

lint: $(VENV)/.installed-dev .lint/fonti
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

fix: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

reference: $(VENV)/.installed-dev
	$(VENV)/bin/python -m tests.reference .reference

screens: $(VENV)/.installed-dev
	$(VENV)/bin/python -m tests.screens .screens

bench: $(VENV)/.installed-bench
	$(VENV)/bin/python -m tests.bench

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(VENV)/bin/python -m pip install --editable ".[dev]"
	touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	$(VENV)/bin/python -m pip install --editable ".[bench]"
	touch $@

# The packages of the old cluster, which nothing else may have.
.cluster/.installed:
	$(PYTHON) -m venv .cluster
	.cluster/bin/python -m pip install milvus==2.3.5 "pymilvus>=2.3.0b1,<2.4" "setuptools<70" "marshmallow<3.20" confluent-kafka
	touch $@

# The package `fonti` as an installed one looks, for tools that read code and do not run it.
.lint/fonti:
	mkdir -p $@
	ln -s ../../index ../../qa ../../ui $@
	ln -s $(addprefix ../../,$(wildcard .package/fonti/*)) $@
