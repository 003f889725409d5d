# The two commands of the README are `make demo` and `make test`; `make help` lists all.
# Each sets up what it needs: a virtual environment with exactly the packages of requirements.lock.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
READY := .venv/ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: docs pictures help demo test test-fast test-long rehearsal eval bench check format lock wheel clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-10s %s\n' "$$name" "$$text"; done

demo: $(READY)  ## The main job on the bundled sample site, as a Prefect flow (ARGS="--day 2" for the day after)
	@$(BIN)/python -m flows.demo $(ARGS)

test: test-fast  ## All tests, those with a real Prefect server too
	$(BIN)/python -m pytest -m flows $(ARGS)

test-fast: $(READY)  ## All tests but those with a Prefect server
	$(BIN)/python -m pytest -m "not flows" --numprocesses 2 --dist loadfile $(ARGS)

test-long: $(READY)  ## All tests but those with a Prefect server, with every kill and not a few; says at the end where they hit
	$(BIN)/python -m pytest -m "not flows" --long --numprocesses 2 --dist loadfile $(ARGS)

rehearsal: $(READY)  ## Two machines, one killed half way, against one alone: the compose set as real processes, in a few minutes
	@$(BIN)/python -m tests.machines $(ARGS)

eval: $(READY)  ## Score the reading of all hand-made gold; fails below the floors (ARGS="--errors" lists every miss)
	@$(BIN)/python -m tests.gold $(ARGS)

bench: $(READY)  ## Speed of the reading: characters and pages a second, with ratios (python -m tests.benchmarks.harvest: of a harvest)
	@$(BIN)/python -m tests.benchmarks.reading $(ARGS)
	@$(BIN)/python -m tests.benchmarks.pages

check: $(READY)  ## Format, lint, types, import contracts
	$(BIN)/ruff format --check src flows tests
	$(BIN)/ruff check src flows tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY)  ## Format the code
	$(BIN)/ruff format src flows tests
	$(BIN)/ruff check --fix src flows tests

lock: $(READY)  ## Resolve the dependencies anew into requirements.lock (versions and hashes, no hosts)
	$(BIN)/uv pip compile --upgrade --quiet --universal --generate-hashes --no-header --all-extras --group dev --group bench \
		--python-version 3.11 pyproject.toml --output-file requirements.lock

wheel: $(READY)  ## Build the wheel into dist/
	$(BIN)/python -m hatchling build --target wheel

docs: $(READY)  ## Write the reference pages that the code knows (commands, settings, views)
	$(BIN)/python docs/generate.py

pictures: $(READY)  ## Take the pictures of docs/browsing.md in headless Chromium
	@$(BIN)/python docs/pictures.py

clean:  ## Remove the virtual environment and everything built; archives stay
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# uv installs the lock ten times faster than pip; it comes from the lock itself, with its hashes.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found; name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Setting up .venv (once; a few hundred megabytes from the package index) ..."
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^    --hash/p;}' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@
