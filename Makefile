# Two commands are enough: `make demo` shows what the project does, `make test` proves it.
# Both set up everything they need in .venv; nothing but Python 3.11, pip and make must be there before.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# A workday morning, from an estate in Yanjiao to Beijing's business district.
FROM ?= 天洋城
TO ?= 国贸
BY ?= 09:00
DATE ?= 2026-11-24

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY)  ## install everything into .venv

demo: $(READY)  ## journeys FROM -> TO by BY on DATE, and the network map as out/map.html
	@$(BIN)/transit route "$(FROM)" "$(TO)" --arrive-by $(BY) --date $(DATE)
	@mkdir -p out && $(BIN)/transit map -o out/map.html

test: $(READY)  ## lint, types and the whole suite, under ten minutes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

test-long: $(READY)  ## the property tests with 5,000 examples each
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n 2 -m "not browser"

bench: $(READY)  ## this project beside its peers, in ratios: about ten minutes
	$(BIN)/python -m benchmarks --write

bench-all: $(READY)  ## the same with a city, a country and growth: about an hour
	$(BIN)/python -m benchmarks --all --write

data: $(READY)  ## compile the fact tables into GTFS again
	$(BIN)/python -m gtfs_data.build

notebooks: $(READY)  ## run the notebooks again and keep their outputs
	$(BIN)/python notebooks/refresh.py

lock: $(READY)  ## resolve requirements.lock anew
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 -o requirements.lock

clean:  ## remove what the targets made
	rm -rf $(VENV) out

.PHONY: help setup demo test test-long bench bench-all data notebooks lock clean
