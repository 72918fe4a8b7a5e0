# Everything a newcomer or a developer does, each in this clone's own virtual environment (.venv).
#   make demo       install, plan the Finnish battery study, write its report, say where it is
#   make sure       what would change the demo's answer: minutes of solving again, then in its report
#   make test       lint, types, tests without the heavy ones, documentation
#   make test-all   the same with the heavy tests
# An installation is stamped by pyproject.toml: a second run does not install again.
# PYTHON=/path/to/python chooses the interpreter the environment is made with.

VENV ?= .venv
PY := $(VENV)/bin/python
# Two workers on two cores: more threads in each only stand in the way.
PYTEST := POLARS_MAX_THREADS=1 $(PY) -m pytest -n 2 -q
PUNOS := $(VENV)/bin/punos
STUDY := studies/finland_batteries
CHANGE := "impact_caps[impact=salt, place=kokkola].cap *= 0.5"

.PHONY: help demo sure install test test-all quick lint types docs bench picture words clean
.DEFAULT_GOAL := help

help:
	@sed -n '2,7s/^# \{0,1\}//p' Makefile

$(VENV)/.made: tools/make_venv.sh
	@sh tools/make_venv.sh $(VENV)
	@touch $@

$(VENV)/.installed-user: pyproject.toml $(VENV)/.made
	@echo "Installing Punos into $(VENV) (once)…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-developer: pyproject.toml $(VENV)/.made
	@echo "Installing Punos and the tools to test it into $(VENV) (once)…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -e '.[test,dev,docs]'
	@touch $@ $(VENV)/.installed-user

$(VENV)/.installed-bench: pyproject.toml $(VENV)/.made
	@echo "Installing Punos and what it is measured against into $(VENV) (once)…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@ $(VENV)/.installed-user

install: $(VENV)/.installed-user

demo: $(VENV)/.installed-user
	$(PUNOS) plan $(STUDY) -o demo/base --force
	$(PUNOS) hindcast demo/base
	$(PUNOS) report demo/base -o demo/report.html --force
	$(PUNOS) plan $(STUDY) --set $(CHANGE) -o demo/changed --force
	$(PUNOS) compare demo/base demo/changed -o demo/compare.html --force
	@echo
	@echo "What to build, where and when:  file://$(CURDIR)/demo/report.html"
	@echo "What one changed figure moves:  file://$(CURDIR)/demo/compare.html"
	@echo "Change a figure yourself: run the last two commands above with another --set."
	@echo "What would change the answer (a few minutes of solving again, then in the report): make sure"

sure: $(VENV)/.installed-user
	@test -d demo/base || $(MAKE) --no-print-directory demo
	$(PUNOS) tornado demo/base
	$(PUNOS) flips demo/base
	$(PUNOS) match demo/base
	$(PUNOS) cure demo/base --park kokkola --park harjavalta
	$(PUNOS) share demo/base --park kokkola
	$(PUNOS) share demo/base --park harjavalta
	$(PUNOS) report demo/base -o demo/report.html --force

test: lint types quick docs

test-all: lint types docs $(VENV)/.installed-developer
	$(PYTEST) --hypothesis-profile=explore

quick: $(VENV)/.installed-developer
	$(PYTEST) -m "not heavy"

lint: $(VENV)/.installed-developer
	$(PY) -m ruff check .
	$(PY) -m ruff format --check --quiet .

types: $(VENV)/.installed-developer
	$(PY) -m mypy

docs: $(VENV)/.installed-developer
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet
	@echo "Documentation: file://$(CURDIR)/site/index.html"

# Half an hour: peers side by side (the table and picture of docs/speed.md), a million rows, a few rows, re-solving.
bench: $(VENV)/.installed-bench
	$(PY) -m benchmarks.peers --write
	@for name in lp_layer wide tiny sweep; do echo "== benchmarks.$$name"; $(PY) -m benchmarks.$$name || exit 1; done

picture: $(VENV)/.installed-developer
	$(PY) tools/picture.py demo/report.html docs/images/finland.png --element '#map-home' --width 880

words: $(VENV)/.installed-developer
	$(PY) tools/words.py

clean:
	rm -rf demo site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
