# Trazo: make run, make test, make bench. Windows: see README.

# Python 3.11 to 3.13, whatever it is called here.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	2>/dev/null && echo $$python && break; done)
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test bench soak fuzz audit messages

run: $(ENVIRONMENT)/run-ready
	$(BIN)/streamlit run app.py

test: $(ENVIRONMENT)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m scripts.audit
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --ignore=tests/browser
	$(BIN)/pytest --numprocesses 2 --dist worksteal tests/browser

bench: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.bench

soak: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.soak $(SECONDS)

fuzz: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

audit: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.audit

messages: $(ENVIRONMENT)/test-ready
	$(BIN)/python scripts/catalogue.py

$(ENVIRONMENT)/python-ready:
	@test -n "$(PYTHON)" || { echo "Trazo needs Python 3.11, 3.12 or 3.13."; exit 1; }
	$(PYTHON) -m venv $(ENVIRONMENT)
	touch $@

$(ENVIRONMENT)/run-ready: $(ENVIRONMENT)/python-ready requirements.txt
	$(PIP) -r requirements.txt
	touch $@

$(ENVIRONMENT)/test-ready: $(ENVIRONMENT)/run-ready requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	$(BIN)/python scripts/install_browser.py
	$(BIN)/python scripts/install_servers.py
	touch $@
