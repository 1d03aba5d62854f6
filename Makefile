# Trazo: make run, make check, make test, make bench. Windows: see README.

# Python 3.11 to 3.13, whatever it is called here.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	2>/dev/null && echo $$python && break; done)
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
# The tests of one file share what is dear to start; a file goes to one process.
UNITS := --numprocesses 2 --dist loadfile --no-loadscope-reorder --ignore=tests/browser
BROWSER := --numprocesses 2 --dist worksteal tests/browser
INSTALL := $(BIN)/python scripts/setup/packages.py install

.PHONY: run class test check lint types quick units browser coverage bench soak attack attack-host outages fuzz audit notice messages sheets lock

run: $(ENVIRONMENT)/run-ready
	$(BIN)/python -m streamlit run scripts/hosting/serve.py --server.address 127.0.0.1

# The same for a class: everybody on the local network can open it.
class: $(ENVIRONMENT)/run-ready
	$(BIN)/python -m scripts.hosting.serve_class

# Everything. The parts that take long run side by side: each often waits.
test: lint audit
	@$(MAKE) --jobs 3 --keep-going --no-print-directory types units browser

# For the loop of somebody who changes things: no TensorFlow, no server, no browser.
check: lint
	@$(MAKE) --jobs 2 --keep-going --no-print-directory types quick

quick: $(ENVIRONMENT)/test-ready
	$(BIN)/pytest --quick --numprocesses 2 --dist loadfile --quiet

lint: $(ENVIRONMENT)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(ENVIRONMENT)/test-ready
	$(BIN)/mypy

units: $(ENVIRONMENT)/test-ready
	$(BIN)/pytest $(UNITS)

browser: $(ENVIRONMENT)/test-ready
	$(BIN)/pytest $(BROWSER)

# Lines and branches that the tests reach, in workers and servers too; writes htmlcov.
coverage: $(ENVIRONMENT)/test-ready
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(UNITS)
	$(BIN)/coverage run -m pytest $(BROWSER)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage html --quiet
	$(BIN)/coverage report

bench: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.bench

# ADVERSARY=1: with somebody among the visitors who attacks once a minute.
# CLASS=1: they are a class, with its teacher.
soak: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.soak $(SECONDS) $(if $(CLASS),--class) $(if $(ADVERSARY),--adversary)

# NAME="second-engine long-run": those alone.
attack: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.attack $(NAME)

# All at once, under a host's memory limit.
attack-host: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.attack.host

# The database stopped, hanging, locked, its disk full: NAME="store-hangs" SECONDS=30.
outages: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.outages $(NAME) --seconds $(or $(SECONDS),30)

fuzz: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

audit: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.audit_dependencies

# NOTICE, and a bill of materials in .sbom, from the lock.
notice: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.make_notice

messages: $(ENVIRONMENT)/test-ready
	$(BIN)/python scripts/update_translations.py

# To print for a lesson, in .sheets: ADDRESS=http://192.168.1.20:8501 for QR codes, PDF=1.
sheets: $(ENVIRONMENT)/test-ready
	$(BIN)/python -m scripts.make_sheets $(if $(ADDRESS),--address $(ADDRESS)) $(if $(PDF),--pdf)

# After a change of requirements.in or requirements-dev.in.
lock: $(ENVIRONMENT)/python-ready
	@$(BIN)/python scripts/setup/packages.py lock

$(ENVIRONMENT)/python-ready:
	@test -n "$(PYTHON)" || { echo "Trazo needs Python 3.11, 3.12 or 3.13."; exit 1; }
	@echo "==> Making an environment in $(ENVIRONMENT) with $(PYTHON)."
	@$(PYTHON) -m venv $(ENVIRONMENT)
	@touch $@

$(ENVIRONMENT)/run-ready: $(ENVIRONMENT)/python-ready requirements.txt
	@$(INSTALL) requirements.txt
	@touch $@

$(ENVIRONMENT)/test-ready: $(ENVIRONMENT)/run-ready requirements-dev.txt
	@$(INSTALL) requirements-dev.txt
	@echo "==> Looking for a browser and for servers that the tests need."
	@$(BIN)/python scripts/setup/install_browser.py
	@$(BIN)/python scripts/setup/install_servers.py
	@touch $@
