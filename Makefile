# Everything starts here. Each target stands alone on a fresh machine: it builds .venv/ first if needed.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: help setup demo test check format lock clean bench-import bench-certificate bench-planner bench-reading bench-replan bench-scale

help:            ## What there is to type
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready  ## Build .venv/ from the pinned, hashed lock

.venv/.ready: requirements.lock pyproject.toml
	bash tools/setup.sh "$(PYTHON)"
	touch $@

demo: setup      ## Plan two real examples; the pages land in out/demo/
	.venv/bin/clearway demo

test: setup      ## Pass the tests
	bash tools/setup_browser.sh
	bash tools/postgresql.sh
	$(PY) -m pytest -n auto

check: setup     ## Format, lint, strict types, docs
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(PY) -m pytest tests/test_docs.py tests/test_floors.py

format: setup    ## Put the code in its one form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock: setup      ## Pin the dependencies anew (needs uv)
	uv pip compile pyproject.toml --all-extras --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --no-annotate --python-version 3.11 -o requirements.lock

bench-import: setup .venv-bench/.ready  ## A map into a network, beside osmnx and pyrosm (MAP=city.osm.pbf)
	$(PY) benchmarks/bench_import.py $(MAP)

.venv-bench/.ready: benchmarks/import.lock
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/python -m pip install -qq --require-hashes --no-deps -r $<
	touch $@

bench-certificate: setup  ## The proof alone: time, memory, how close to the best known
	$(PY) benchmarks/bench_certificate.py --fine

bench-planner: setup  ## Clearway, CCRP and leaving at once on the same cases (about an hour)
	$(PY) benchmarks/bench_planner.py

bench-replan: setup  ## Seven changes while a plan is followed: time, beside planning afresh, whom it disturbs
	$(PY) benchmarks/bench_replan.py

bench-scale: setup  ## How time and memory grow from 1,000 to 200,000 links (hours; SCALE="--links 1000 3000" for less)
	$(PY) benchmarks/bench_scale.py $(SCALE)

bench-reading: setup  ## What the readers get right, beside simple baselines, and how fast
	$(PY) benchmarks/bench_reading_reports.py
	$(PY) benchmarks/bench_reading_appeals.py
	$(PY) benchmarks/bench_reading_categories.py

bench-maps: setup  ## Six maps from file to judged plan, by the commands
	$(PY) benchmarks/bench_maps.py

clean:           ## Remove what was built
	rm -rf .venv .venv-bench out build dist
