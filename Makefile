# All there is to run. Needs Python 3.11 with venv, git and make; the rest is installed into .venv on first use.

PYTHON ?= python3
BIN := .venv/bin
# Named after the content of pyproject.toml: a changed dependency makes a new environment, a new checkout does not.
READY := .venv/ready-$(firstword $(shell sha256sum pyproject.toml))

# Start-up is several times slower without compiled files.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check test-servers test-browser lab docs locales bench bench-read fuzz fuzz-read worlds

demo: $(READY)  ## the whole story in one minute, without network
	@$(BIN)/mailmend demo

test: $(READY)  ## all tests but those that need DNS servers
	@$(BIN)/python -m compileall -q src
	@$(BIN)/pytest

check: $(READY)  ## style, types, floors, docs
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest tests/house
	@$(BIN)/python tools/locales.py --check
	@$(BIN)/python tools/pages.py --check
	@$(BIN)/python tools/readme.py | diff -u README.md - || { echo "README.md is stale: run make docs"; exit 1; }

test-servers: $(READY)  ## the tests against real DNS servers; as root, what is missing is installed from Debian
	@tools/dns-servers
	@$(BIN)/pytest -m servers

test-browser: $(READY)  ## the pages in Chromium, with axe-core; as root, what is missing is installed from Debian and npm
	@tools/browser
	@$(BIN)/pytest -m browser tests/browser

lab: $(READY)  ## refused, mended and delivered with real mail and DNS servers; as root on Debian, no network is touched
	@$(BIN)/python -m lab

bench: $(READY)  ## speed and latency beside other SPF engines; as root, what is missing is installed from Debian
	@tools/bench-peers
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.parsing
	@$(BIN)/python -m bench.latency

fuzz: $(READY)  ## 100,000 random record trees and addresses, asked of mailmend, pyspf and mailauth
	@tools/bench-peers
	@$(BIN)/python -m bench.fuzz

worlds: $(READY)  ## the promises of every plan over 50,000 random stories, on all cores
	@PYTHONPATH=src $(BIN)/python -m tests.properties.many_worlds

locales: $(READY)  ## collect all words into the .po files
	@$(BIN)/python tools/locales.py

bench-read: $(READY)  ## reading mail: speed and score beside others, memory, worst cases, broken mails, MIME differences
	@tools/bench-peers
	@$(BIN)/python -m bench.reading
	@$(BIN)/python -m bench.reading_score
	@$(BIN)/python -m bench.worst
	@$(BIN)/python -m bench.memory
	@$(BIN)/python -m bench.mime_difference
	@$(BIN)/python -m bench.mutate --prefixes
	@$(BIN)/python -m bench.mutate

fuzz-read: $(READY)  ## ten minutes of coverage-guided fuzzing of the reading path (tests/fuzz/README.md)
	@tools/bench-peers
	@PYTHONPATH=src:. .venv-bench/bin/python -m bench.fuzz_read

docs: $(READY)  ## write the pages that are made from code
	@$(BIN)/python tools/pages.py
	@$(BIN)/python tools/readme.py > .venv/readme && cp .venv/readme README.md

$(READY): pyproject.toml
	@echo "setting up .venv (once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@
