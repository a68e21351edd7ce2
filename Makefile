# make run   open the site on the sample city (sets everything up)
# make check what answers in two minutes: lint, types, contracts, the tests that are quick
# make test  everything that must hold (sets everything up)
# make lint  format, lint, types, import contracts
# make accessibility  the checks behind the accessibility statement, and what it says of them
# make bench build, queries, files, load and pages beside other tools: benchmarks/RESULTS.md
# make simulate  the simulation study behind the methods page, a quarter of an hour
# make placebo   what the comparison says of published cities at dates without a policy
# make alarms    whether the month keeps its promise of few false signals
# make lock  newer versions for production, with hashes, and the page of their licences
# make sbom  the lock installed apart, and its parts as CycloneDX JSON: dist/accord.cdx.json
# make disclosure what cities' counts of race, sex and age tell together, and two vintages; some minutes
# make mutations raw files spoiled at random: what a build makes of each, half an hour
# make mutants   small faults put in one at a time: which of them no test notices, some minutes

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNNING := $(VENV)/.running
STAMP := $(VENV)/.installed

SQL := $(shell find sql -name '*.sql')
SQL_LINTED := $(VENV)/.sql-linted
# their values are bound, written $name: sqlfluff reads either these or templates
BINDING := sql/pages/% sql/steps/% sql/protected/released_%
TO_LINT = $(if $(filter-out %.sql,$?),$(SQL),$?)
lint_sql = $(if $(1),$(BIN)/sqlfluff lint --processes 2 $(2) $(1))

.PHONY: run check test lint bench simulate placebo alarms disclosure mutants lock sbom mutations accessibility

run: $(RUNNING)
	$(BIN)/accord demo

check: lint
	$(BIN)/pytest -n 2 --dist worksteal -m 'not browser and not whole_city and not slow'

test: lint
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(STAMP) $(SQL_LINTED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# only files that changed are linted again: all of them take half a minute on two cores
$(SQL_LINTED): $(SQL) .sqlfluff data/fields.toml | $(STAMP)
	$(call lint_sql,$(filter-out $(BINDING),$(TO_LINT)))
	$(call lint_sql,$(filter $(BINDING),$(TO_LINT)),--templater placeholder)
	touch $@

accessibility: $(STAMP)
	$(BIN)/python -m tests.accessibility

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]'
	$(BIN)/python -m benchmarks

simulate: $(STAMP)
	$(BIN)/python -m benchmarks.simulation

placebo: $(STAMP)
	$(BIN)/python -m benchmarks.placebo

alarms: $(STAMP)
	$(BIN)/python -m benchmarks.alarms

disclosure: $(STAMP)
	$(BIN)/python -m benchmarks.disclosure
	$(BIN)/python -m benchmarks.successive

mutations: $(STAMP)
	$(BIN)/python -m benchmarks.mutations

mutants: $(STAMP)
	$(BIN)/python -m benchmarks.mutants

LOCK := docs/production/requirements.lock

lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-annotate --custom-compile-command 'make lock' --output-file $(LOCK) pyproject.toml
	$(BIN)/python -m tests.supply

sbom: $(STAMP)
	$(PYTHON) -m venv --clear dist/locked
	dist/locked/bin/python -m pip install --quiet --require-hashes --requirement $(LOCK)
	dist/locked/bin/python -m pip install --quiet --no-deps .
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
		--output-file dist/accord.cdx.json dist/locked/bin/python

# what the site needs; the tools of development, Spark among them, weigh three times as much
$(RUNNING): pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Accord needs Python 3.11 or newer') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[portals]'
	touch $@

$(STAMP): $(RUNNING)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@
