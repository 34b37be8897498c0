# Four commands: `make demo`, `make view`, `make test` and `make gates`. Each sets up everything it needs in .venv, in a fresh
# clone with nothing but Python 3.11 or later, pip, git and make. Another Python: make PYTHON=python3.13 test

PYTHON ?= python3
VENV := .venv
RUNS ?= 200
DEMO := results/liberia-demo
STRATEGIES := none,security_only,consult,partner,integrated

VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
RECENT := $(shell $(PYTHON) -c 'import sys; print("yes" if sys.version_info >= (3, 11) else "no")' 2>/dev/null)
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check install --quiet
MADE := $(VENV)/.python-$(VERSION)
INSTALLED := $(VENV)/.installed-$(VERSION)
INSTALLED_WEB := $(VENV)/.installed-web-$(VERSION)
INSTALLED_DEV := $(VENV)/.installed-dev-$(VERSION)

.PHONY: help demo view test gates
.DELETE_ON_ERROR:

help:
	@echo 'make demo   compare five strategies on the Liberia scenario; results in $(DEMO)'
	@echo 'make view   the page for planners, in a browser on this machine'
	@echo 'make test   formatting, lint, types and all tests'
	@echo 'make gates  the promises that take minutes to check: one line each, with its figure and its bound'

demo: $(INSTALLED)
	$(VENV)/bin/cse-sim compare liberia --strategies $(STRATEGIES) --runs $(RUNS) --out $(DEMO)

view: $(INSTALLED_WEB)
	$(VENV)/bin/cse-sim view liberia

test: $(INSTALLED_DEV)
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m pytest -n 2 --dist loadgroup

gates: $(INSTALLED_DEV)
	@missed=0; for gates in benchmarks/gates_*.py 'benchmarks/engine_gates.py --quick' 'benchmarks/speed_ratio.py --quick'; do \
	  $(RUN) $$gates || missed=1; done; exit $$missed

$(MADE):
ifeq ($(VERSION),)
	@echo 'There is no $(PYTHON) here. Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)' >&2; exit 1
endif
ifneq ($(RECENT),yes)
	@echo '$(PYTHON) is Python $(VERSION); 3.11 or later is needed: make PYTHON=python3.11 $(MAKECMDGOALS)' >&2; exit 1
endif
	@test "$$($(RUN) -m pip --version 2>/dev/null | sed 's/.*(python \(.*\))/\1/')" = '$(VERSION)' || { \
	  rm -f $(VENV)/.python-* $(VENV)/.installed-*; \
	  $(PYTHON) -m venv --clear $(VENV) || { \
	    echo '$(PYTHON) could not make a virtual environment (on Debian and Ubuntu: apt-get install python3-venv)' >&2; \
	    exit 1; }; }
	@touch $@

$(INSTALLED): pyproject.toml constraints.txt | $(MADE)
	@echo 'Installing cse-sim and its libraries in $(VENV) ...'
	@$(PIP) --editable . --constraint constraints.txt
	@touch $@

$(INSTALLED_WEB): pyproject.toml constraints.txt | $(MADE)
	@echo 'Installing cse-sim, its libraries and the page in $(VENV) ...'
	@$(PIP) --editable '.[web]' --constraint constraints.txt
	@touch $(INSTALLED) $@

$(INSTALLED_DEV): pyproject.toml constraints.txt | $(MADE)
	@echo 'Installing cse-sim, its libraries and the test tools in $(VENV) ...'
	@$(PIP) --editable '.[dev]' --constraint constraints.txt
	@touch $(INSTALLED) $(INSTALLED_WEB) $@
