# The two commands of the README are `make demo` and `make test`; `make help` lists all.
# Each sets up what it needs: a virtual environment with exactly the packages of requirements.lock.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
READY := .venv/ready
BENCH := .venv-bench
LOCK = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --all-extras --group dev --python-version 3.11 pyproject.toml
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: docs pictures help demo test test-fast test-long rehearsal eval bench bench-quick check format lock wheel clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-11s %s\n' "$$name" "$$text"; done

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

bench: $(BENCH)/ready  ## Measure everything beside its peers and write docs/benchmarks.md (ARGS="html quantities": these chapters alone)
	@$(BENCH)/bin/python -m tests.benchmarks.suite --write docs/benchmarks.md $(ARGS)

bench-quick: $(BENCH)/ready  ## The same in a minute and a half, on less, printed beside the goals
	@$(BENCH)/bin/python -m tests.benchmarks.suite --quick $(ARGS)

check: $(READY)  ## Format, lint, types, import contracts
	$(BIN)/ruff format --check src flows tests
	$(BIN)/ruff check src flows tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY)  ## Format the code
	$(BIN)/ruff format src flows tests
	$(BIN)/ruff check --fix src flows tests

lock: $(READY)  ## Resolve the dependencies anew into the locks (versions and hashes, no hosts)
	$(LOCK) --upgrade --output-file requirements.lock
	$(LOCK) --upgrade --group bench --constraints requirements.lock --output-file tests/benchmarks/requirements.lock

wheel: $(READY)  ## Build the wheel into dist/
	$(BIN)/python -m hatchling build --target wheel

docs: $(READY)  ## Write the reference pages that the code knows (commands, settings, views)
	$(BIN)/python docs/generate.py

pictures: $(READY)  ## Take the pictures of docs/browsing.md in headless Chromium
	@$(BIN)/python docs/pictures.py

clean:  ## Remove the virtual environment and everything built; archives stay
	rm -rf .venv $(BENCH) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# uv installs a lock ten times faster than pip; it comes from the lock itself, with its hashes.
define set_up
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found; name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Setting up $(@D) (once; a few hundred megabytes from the package index) ..."
	@$(PYTHON) -m venv $(@D)
	@sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^    --hash/p;}' $< > $(@D)/uv.txt
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(@D)/uv.txt
	@$(@D)/bin/uv pip sync --quiet --compile-bytecode --python $(@D)/bin/python $<
	@$(@D)/bin/uv pip install --quiet --python $(@D)/bin/python --no-deps --editable .
	@touch $@
endef

$(READY): requirements.lock pyproject.toml
	$(set_up)

$(BENCH)/ready: tests/benchmarks/requirements.lock pyproject.toml
	$(set_up)
