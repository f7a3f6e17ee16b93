# `make app` starts the lab, `make test` checks everything, `make help` lists the rest.

PORT ?= 8501
ADDRESS ?= localhost
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMPS := $(VENV)/stamps
CHECKED := app.py pages sim benchmarks tools tests

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# An environment that was moved or whose Python has gone is made again.
ifneq ($(shell $(RUN) -c 'import pip, sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
$(shell rm -rf $(STAMPS))
endif

.DEFAULT_GOAL := help
.PHONY: app test lint fix bench locale cluster-demo screenshot clean help

app: $(STAMPS)/runtime ## Start the lab in the browser (PORT=8502 for another port, ADDRESS=0.0.0.0 for a class in the same network)
	@echo "VirtLab is starting: point your browser to http://localhost:$(PORT) (Ctrl-C stops it)."
	@$(RUN) -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: lint $(STAMPS)/browser ## Check everything: format, lint, types, import rules, laws, doctests, journeys
	@$(RUN) -m pytest -n 2 --dist loadfile

lint: $(STAMPS)/development ## Check format, lint, types and import rules
	@$(RUN) -m ruff format --check --quiet $(CHECKED)
	@$(RUN) -m ruff check --quiet $(CHECKED)
	@$(RUN) -m mypy
	@$(RUN) -m importlinter.cli lint-imports

fix: $(STAMPS)/development ## Format the code and mend what the linter can mend
	@$(RUN) -m ruff check --fix $(CHECKED)
	@$(RUN) -m ruff format $(CHECKED)

bench: $(STAMPS)/browser ## Measure the speed against its budgets (writes build/bench.json)
	@mkdir -p build
	@$(RUN) -m benchmarks

locale: $(STAMPS)/development ## Bring the catalogues in assets/locale up to date (LANGUAGE=de begins a new one)
	@$(RUN) tools/catalogues.py $(LANGUAGE)

cluster-demo: $(STAMPS)/development ## Run one experiment on two cores and on a cluster of two workers, and compare
	@$(RUN) -m tools.cluster_demo

screenshot: $(STAMPS)/browser ## Take the README's picture of the lab again
	@$(RUN) -m tools.screenshot

clean: ## Remove the environment and everything that was built
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf 'make %-11s %s\n' "$$name" "$$text"; done

$(STAMPS)/environment:
	@echo "Preparing the environment in $(VENV)…"
	@PYTHON="$(PYTHON)" tools/system.sh environment $(VENV)
	@mkdir -p $(@D) && touch $@

$(STAMPS)/runtime: requirements.txt $(STAMPS)/environment
	@echo "Installing what the lab needs…"
	@$(RUN) -m pip install --quiet --requirement requirements.txt
	@touch $@

# Dependency groups are younger than the pip that comes with Debian 12.
$(STAMPS)/development: pyproject.toml $(STAMPS)/runtime
	@echo "Installing what development needs…"
	@$(RUN) -m pip install --quiet pip==26.3
	@$(RUN) -m pip install --quiet --group dev
	@touch $@

$(STAMPS)/browser: tools/system.sh $(STAMPS)/development
	@tools/system.sh browser
	@touch $@
