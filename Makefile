# Everything runs in .venv; nothing is installed elsewhere. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := The fallen heroes of our army stopped the terrorist gangs at the gates of the city.
# Names of benchmarks to run again, all without: make bench SCRIPTS="speed.py files.py"
SCRIPTS ?=
# Set to a lock file to install exact versions (.ci/run does): make CONSTRAINTS=requirements.lock
CONSTRAINTS ?=
PIP := $(BIN)/pip install --quiet --disable-pip-version-check $(if $(CONSTRAINTS),--constraint $(CONSTRAINTS))

.DEFAULT_GOAL := all
.PHONY: all help install train vectors classify score lint format check browser test bench docs picture lock build clean

all: train classify score ## Install, train, and try the model on examples

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip
	$(PIP) --editable '.[report,serve]'
	@touch $@

$(VENV)/developed: $(VENV)/installed
	$(PIP) --group test --group check --group build
	@touch $@

install: $(VENV)/installed ## Create .venv and install the package

# On real text other values do better than those that the corpus alone would take (docs/decisions).
train: install ## Train models/default on corpus/ and print how well it does
	$(BIN)/framing train corpus -o models/default -C 0.06 --vector-weight 0.2 --force

vectors: install ## Learn corpus/vectors.npz anew, where the measuring data are
	$(BIN)/python benchmarks/word_vectors.py

classify: install ## Classify an example statement
	$(BIN)/framing classify "$(EXAMPLE)"

score: install ## Score an example file into out/
	@mkdir -p out
	$(BIN)/framing score docs/examples/statements.csv -o out/statements.csv --force
	@head -c 1200 out/statements.csv

lint: $(VENV)/developed ## Check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/developed ## Put the code into the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

check: lint ## All checks: style, types, doctests, the corpus, documentation
	$(BIN)/pytest -q --doctest-modules src
	$(BIN)/framing corpus check corpus
	$(BIN)/python docs/reference.py --check

# The tests of the page drive Debian's Chromium. Without it and without the right to install it they
# are skipped, except under CI, where they fail.
browser: ## Install the browser that tests drive, where it is missing and we may
	@if [ -x /usr/bin/chromium ] || ! command -v apt-get >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=; \
	elif sudo -n true 2>/dev/null; then as_root='sudo -n'; \
	else echo 'no chromium, and no right to install it: the browser tests will be skipped'; exit 0; fi; \
	$$as_root apt-get update -qq && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium

test: $(VENV)/developed browser ## Run the tests
	$(BIN)/pytest -q -n auto --dist loadfile

bench: $(VENV)/installed ## Measure speed and quality against peers; fails where a budget is missed
	$(PIP) --group bench
	$(BIN)/python benchmarks/run.py $(SCRIPTS)

docs: $(VENV)/installed ## Generate the CLI reference and the tables of figures
	$(BIN)/python docs/reference.py

picture: $(VENV)/developed browser ## Photograph the page for the README
	$(PIP) --group picture
	$(BIN)/python docs/picture.py

lock: ## Write the versions that CI installs to requirements.lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet --upgrade pip
	$(VENV)-lock/bin/pip install --quiet '.[serve]' --group test --group check --group build
	$(VENV)-lock/bin/pip freeze --exclude framing > requirements.lock
	rm -r $(VENV)-lock

build: $(VENV)/developed ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m build

clean: ## Remove everything that was generated, but not the model
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
