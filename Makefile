# Every target that a newcomer needs; `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8080
DATA   ?= data
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test quick format lint types layers unit evals recordings strength worlds nightly browser bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv from the hash-locked requirements (does nothing when it is current)

# The lock is installed with hashes, and as it stands (--no-deps: it is complete): resolving it once more, the pip of a
# stock venv wants the newest release of what a package asks for with an extra, and stops because that has no hash. The
# project itself is linked in without asking a registry for anything more.
$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing from requirements.lock (about half a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip --disable-pip-version-check check >/dev/null
	@touch $@

demo: setup ## rewards API, chat and sidebar on 127.0.0.1:$(PORT), with a demo world
	@exec $(BIN)/rewards-agent demo --port $(PORT) --data $(DATA)

test: setup format lint types layers unit evals worlds browser ## every check there is

# What starts processes, servers or a DynamoDB stand-in takes half of the time and is left to `make test`.
SLOW := tests/cli tests/rewards/stores tests/rewards/ingest/test_durability.py tests/rewards/http/test_openapi.py \
  tests/agent/test_questions.py tests/evals/noninterference/test_two_worlds.py tests/evals/mutation/test_guard_faults.py \
  tests/guardrails/pii/test_bounds.py \
  tests/evals/harness/test_runner.py tests/evals/test_command.py tests/evals/tiers/scripted/test_scripted_model.py tests/evals/mutation/test_mutation_run.py \
  tests/core/identity/test_jwks_http.py tests/api/test_rate_limits_redis.py tests/evals/tiers/live/test_live_runner.py \
  tests/evals/tiers/recorded/test_replay_server.py tests/rewards/backfill/test_search.py tests/api/test_hostile_names.py \
  tests/agent/provider/test_bad_models.py tests/agent/test_outages.py tests/agent/test_model_fuzz.py \
  tests/agent/reading/test_linear_steps.py tests/agent/reading/test_questions.py tests/statements/test_truth.py \
  tests/statements/test_audience.py tests/statements/test_figures.py tests/statements/test_naming.py \
  tests/statements/test_falsifying_changes.py

# A file at a time on every core: what a file sets up for all of its tests is set up once.
SIDE_BY_SIDE := -n auto --dist loadfile

quick: setup lint types layers ## the inner loop: static checks and the unit tests that start nothing
	@$(BIN)/pytest $(SIDE_BY_SIDE) -q -x -m "not browser and not postgres" $(addprefix --ignore=,$(SLOW))

format: setup
	@$(BIN)/ruff format --check .

lint: setup
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

layers: setup
	@$(BIN)/lint-imports

unit: setup
	@$(BIN)/pytest $(SIDE_BY_SIDE) -m "not browser"

evals: setup ## the evaluation suite: every task against the offline and the scripted model
	@$(BIN)/rewards-agent evals run

RECORDED := follow-up model-looks-further scratch-card-customer story-order
recordings: setup ## record the stand-in model again, after a change to the prompt, the tools or the facts
	@$(BIN)/rewards-agent evals run --tier scripted --record evals/recordings $(addprefix --task ,$(RECORDED))

strength: setup ## plant faults, harmless changes and useless agents: is the suite strong enough?
	@$(BIN)/rewards-agent evals strength

worlds: setup ## 200 episodes of a hostile model for each role, in two worlds that must look alike
	@$(BIN)/python -m evals.noninterference --episodes 200 --alternate

nightly: setup ## what takes too long for every change
	@$(BIN)/python -m evals.noninterference --episodes 2000 --seed 1000
	@$(BIN)/rewards-agent evals strength --matrix
	@$(BIN)/python -m bench.fuzz_model --turns 100000

browser: setup ## the sidebar in a real Chromium (skipped with a word when there is none, a failure in CI)
	@$(BIN)/pytest -m browser

# The peers that a turn is measured beside have an environment of their own; this tree is found by its place.
BENCH := .venv-bench
$(BENCH)/.installed: requirements-bench.lock
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@echo "installing from requirements-bench.lock (about half a minute) ..."
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

bench: setup $(BENCH)/.installed ## measure what the documents claim
	@$(BENCH)/bin/python -m bench.turn
	@$(BIN)/python -m bench.demo_turn
	@$(BIN)/python -m bench.rewards
	@$(BIN)/python -m bench.ingest
	@$(BIN)/python -m bench.guards
	@$(BIN)/python -m bench.pii_quality
	@$(BIN)/python -m bench.pii

lock: ## resolve the dependencies into requirements.lock (needs uv; UPGRADE=--upgrade takes the newest)
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header $(UPGRADE) --quiet -o requirements.lock
	@uv pip compile pyproject.toml --extra bench --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate $(UPGRADE) --quiet -o requirements-bench.lock

clean: ## remove the environment, caches and demo data
	@rm -rf $(VENV) $(BENCH) $(DATA) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
