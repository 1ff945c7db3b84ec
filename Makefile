# Two commands: `make report` renders the notebooks, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
export JUPYTER_CONFIG_PATH := $(CURDIR)/.jupyter
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: report test lab refresh lint lock clean
.DEFAULT_GOAL := report

report: .venv/installed
	$(BIN)/python -m helpers report

test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2

lab: .venv/installed
	$(BIN)/jupyter lab $(firstword $(wildcard notebooks/*.ipynb))

refresh: .venv/installed
	$(BIN)/python -m helpers refresh

# Installs again only when the lock or the package's metadata has changed.
.venv/installed: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# Resolves the direct dependencies of pyproject.toml anew; uv is needed for this step alone.
lock:
	uv pip compile --quiet pyproject.toml --universal --generate-hashes --python-version 3.11 \
	  --custom-compile-command "make lock" --output-file requirements.txt

lint: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv reports rostrum.egg-info
