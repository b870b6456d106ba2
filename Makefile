.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv/bin
ARGS ?=
N ?= 20000

.PHONY: help setup demo test test-slow test-live torture bench-mails bench-admin bench-books check plugin clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup: ## Install what is missing: Debian packages, WordPress under var/, .venv
	@$(PYTHON) scripts/setup --tests

# exec, so that a signal for make's child reaches Python itself, which clears everything up.
demo: ## A studio to try out, on this machine only; ends with Ctrl-C
	@$(PYTHON) scripts/setup
	@exec $(VENV)/python -m demo $(ARGS)

test: ## All tests against the real stack; make test ARGS="-m redemption"
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m pytest -n 2 --dist loadscope $(ARGS)

test-slow: ## The longer proofs that `make test` leaves out
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m pytest -m slow $(ARGS)

test-live: ## The same promises at the providers' own test modes; needs keys, see docs/operating.md
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m pytest -m live -rs $(ARGS)

torture: ## Everything that can happen to a package, N operations; SEED=… repeats a run
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m tests.torture $(N) $(if $(SEED),--seed $(SEED))

bench-mails: ## How fast 100,000 packages that end soon are warned of
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m bench.mails

bench-admin: ## The owner's lists on a million customer packages, beside a thousand
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m bench.admin

bench-books: ## Exports of a million ledger entries, or of N=…, beside the database's own client
	@$(PYTHON) scripts/setup --tests
	@exec $(VENV)/python -m bench.books $(if $(filter file,$(origin N)),,$(N))

check: ## Lint, types, PHP syntax, architecture
	@$(PYTHON) scripts/setup
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy -p sidecar -p wp_bridge -p jobs -p devstack -p demo
	find wp-plugin-stub devstack -name '*.php' -print0 | xargs -0 -n1 -P4 php -l > /dev/null
	$(VENV)/python -m pytest -q tests/test_architecture.py

plugin: ## Build the installable zips in var/dist
	@$(PYTHON) scripts/build_plugins.py

clean: ## Remove everything made by running: var/, .venv/, caches
	rm -rf var .venv *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
