PYTHON ?= python3
VENV := .venv
PORT ?= 7860

.PHONY: chat test lint fix reference screens bench

chat: $(VENV)/.installed
	$(VENV)/bin/fonti serve --port $(PORT)

# Modules are compiled once, also where Python is told not to keep what it compiles: tests start many
# processes.
test: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

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

# The package `fonti` as an installed one looks, for tools that read code and do not run it.
.lint/fonti:
	mkdir -p $@
	ln -s ../../index ../../qa ../../ui $@
	ln -s $(addprefix ../../,$(wildcard .package/fonti/*)) $@
