# Every target that a newcomer needs; `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8080
DATA   ?= data
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help

# `make test PATH=tests/core/test_money.py` names tests. The variable is the shell's too: what was meant for pytest is
# taken from the command line only, and commands get the search path that make itself was started with.
ifeq ($(origin PATH),command line)
ONLY := $(PATH)
MAKEOVERRIDES :=
override PATH := $(shell if [ -r /proc/$$PPID/environ ]; \
  then command -p tr '\0' '\n' </proc/$$PPID/environ | command -p sed -n 's/^PATH=//p'; \
  else command -p printenv PATH; fi)
endif

.PHONY: help setup demo test side-by-side quick format lint types layers licences unit standins evals recordings mutation strength strength-change worlds nightly real-model resilience browser bundle bench client lock audit sbom clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv from the hash-locked requirements, saying how far it is (nothing to do when it is current)

# Bytecode is kept, whatever the surroundings say: without it each run compiles and rewrites every test again.
export PYTHONDONTWRITEBYTECODE :=

# The lock is installed with hashes, and as it stands (--no-deps: it is complete): resolving it once more, the pip of a
# stock venv wants the newest release of what a package asks for with an extra, and stops because that has no hash. The
# project itself is linked in without asking a registry for anything more.
$(STAMP): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python project/install_lock.py requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip --disable-pip-version-check check >/dev/null
	@echo "  compiling what is imported"
	@-$(BIN)/pytest -q --collect-only >/dev/null
	@touch $@

demo: setup ## rewards API, chat and sidebar on 127.0.0.1:$(PORT), with a demo world
	@exec $(BIN)/rewards-agent demo --port $(PORT) --data $(DATA)

ifdef ONLY
test: setup
	@$(BIN)/pytest -q $(ONLY)
else
test: setup side-by-side unit evals browser ## every check there is; PATH=tests/core runs these tests alone
endif

# The type checker uses one core for most of a minute; the other one does all of this meanwhile.
side-by-side: setup
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types format lint layers licences worlds

# A file at a time on every core: what a file sets up for all of its tests is set up once. Many tests wait for processes,
# so there is one more worker than cores. Files run in the order of tests/conftest.py, the slow ones first.
SIDE_BY_SIDE := -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile --no-loadscope-reorder

# Further stand-ins for DynamoDB that the contract of the stores is run against. ministack pins other releases than the
# product does, so it has a separate environment. DynamoDB Local is AWS's own, in an npm package (57 MB)
# of which nothing but the jar is used, and needs Java.
STAND_INS := .venv-stand-ins
DYNAMODB_LOCAL := amplify-dynamodb-simulator@2.9.30

standins: $(STAND_INS)/.installed $(STAND_INS)/.dynamodb-local

$(STAND_INS)/.installed: requirements-stand-ins.lock
	@test -x $(STAND_INS)/bin/python || $(PYTHON) -m venv $(STAND_INS)
	@$(STAND_INS)/bin/python project/install_lock.py requirements-stand-ins.lock
	@touch $@

$(STAND_INS)/.dynamodb-local: $(STAND_INS)/.installed
	@if ! command -v java >/dev/null || ! command -v npm >/dev/null; then \
	  echo "DynamoDB Local: no java or npm, its tests are skipped"; \
	elif (cd $(STAND_INS) && npm pack --silent $(DYNAMODB_LOCAL) >/dev/null && tar xzf amplify-*.tgz && rm amplify-*.tgz); then \
	  touch $@; \
	else \
	  echo "DynamoDB Local: npm could not fetch it, its tests are skipped"; \
	fi

# npm packages of tests and of the bundle: the clients that other platforms use, and esbuild. Nothing of them is served.
node_modules/.installed: package.json package-lock.json
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --silent && touch $@; \
	else echo "no npm: the tests with Node clients are skipped"; fi

quick: setup lint types layers ## the inner loop: static checks and the unit tests that start nothing
	@$(BIN)/pytest $(SIDE_BY_SIDE) -q -x -m "not browser and not postgres and not slow and not nightly"

format: setup
	@$(BIN)/ruff format --check .

lint: setup
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

layers: setup
	@$(BIN)/lint-imports

unit: setup standins node_modules/.installed
	@$(BIN)/pytest $(SIDE_BY_SIDE) -m "not browser and not nightly"

evals: setup ## the evaluation suite: every task against the offline and the scripted model
	@$(BIN)/rewards-agent evals run

RECORDED := follow-up model-looks-further scratch-card-customer story-order
recordings: setup ## record the stand-in model again, after a change to the prompt, the tools or the facts
	@$(BIN)/rewards-agent evals run --tier scripted --record evals/recordings $(addprefix --task ,$(RECORDED))

mutation: setup ## plant faults, harmless changes and useless agents: does the suite notice what it should?
	@$(BIN)/rewards-agent evals mutation

strength: setup ## make 400 mutants: which do the evals notice, which the unit tests, which nothing?
	@$(BIN)/rewards-agent evals strength

strength-change: setup ## at most 40 mutants of the lines that differ from origin/main, for two minutes: a report only
	@$(BIN)/rewards-agent evals strength --changed origin/main --sample 40 --within 120 --evals-only

worlds: setup ## 200 episodes of a hostile model for each role, in two worlds that must look alike
	@$(BIN)/python -m evals.noninterference --episodes 200 --alternate

nightly: setup standins ## what takes too long for every change
	@TEST_THOROUGHLY=1 $(BIN)/pytest $(SIDE_BY_SIDE) -m "nightly or wide"
	@$(BIN)/python -m evals.noninterference --episodes 2000 --seed 1000
	@$(BIN)/rewards-agent evals mutation --matrix
	@$(BIN)/rewards-agent evals strength --seed $$(date +%Y%m%d)
	@$(BIN)/rewards-agent evals coverage
	@$(BIN)/rewards-agent evals relations --wide --every 10
	@$(BIN)/python -m bench.fuzz_model --turns 100000
	@$(MAKE) --no-print-directory real-model

# A small real model: its weights come in a wheel, its runtime from npm. Of the runtime's packages only the one of this
# platform is fetched; npm would fetch those for graphics cards as well (640 MB).
SMALL_MODEL := .venv-small-model
PLATFORM = $$(node -p 'process.platform + "-" + process.arch')
$(SMALL_MODEL)/.installed: requirements-small-model.lock evals/small_model/package.json evals/small_model/package-lock.json
	@test -x $(SMALL_MODEL)/bin/python || $(PYTHON) -m venv $(SMALL_MODEL)
	@$(SMALL_MODEL)/bin/python project/install_lock.py requirements-small-model.lock
	@cp evals/small_model/package.json evals/small_model/package-lock.json $(SMALL_MODEL)
	@cd $(SMALL_MODEL) && npm install --no-save --omit=optional --ignore-scripts --no-audit --no-fund --silent \
	  @node-llama-cpp/$(PLATFORM)@$$(node -p 'require("./package.json").dependencies["node-llama-cpp"]')
	@touch $@

real-model: setup ## ask a small real model, freely and constrained to a selection: no figure may be wrong (half an hour)
	@if ! command -v npm >/dev/null; then echo "small model: not run: npm is missing"; \
	elif ! $(MAKE) --no-print-directory $(SMALL_MODEL)/.installed; then echo "small model: not run: it could not be fetched"; \
	else $(BIN)/python -m evals.small_model --packages $(SMALL_MODEL)/node_modules \
	  --model $$(find $(SMALL_MODEL) -name '*.gguf'); fi

resilience: setup ## break every part under load: what users saw, what was lost, how long until right again
	@$(BIN)/python -m bench.resilience

browser: setup ## the sidebar in a real Chromium (skipped with a message when there is none, a failure in CI)
	@$(BIN)/pytest $(SIDE_BY_SIDE) -m "browser and not nightly" tests/web

bundle: setup node_modules/.installed ## make the files of web/v1, which embedding pages load, from the modules of web/
	@$(BIN)/python -m project.bundle

# The peers that a turn is compared with have their own environment; it finds this tree by its path.
BENCH := .venv-bench
$(BENCH)/.installed: requirements-bench.lock
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python project/install_lock.py requirements-bench.lock
	@touch $@

bench: setup $(BENCH)/.installed ## measure what the documents claim
	@$(BENCH)/bin/python -m bench.turn
	@$(BIN)/python -m bench.demo_turn
	@$(BIN)/python -m bench.rewards
	@$(BIN)/python -m bench.ingest
	@$(BIN)/python -m bench.windows
	@$(BIN)/python -m bench.scale
	@$(BIN)/python -m bench.guards
	@$(BIN)/python -m bench.pii_quality
	@$(BIN)/python -m bench.pii
	@$(BIN)/python -m bench.startup

client: setup $(BENCH)/.installed ## generate a Python client of each service from its OpenAPI document, and call the service with it
	@$(BENCH)/bin/python -m project.generated_client

# No link list or index of this machine gets into a lock. The bench's peers want other releases than the product does.
COMPILE := PIP_FIND_LINKS= uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --quiet $(UPGRADE)
lock: ## resolve the dependencies into the four locks (needs uv; UPGRADE=--upgrade takes the newest)
	@$(COMPILE) --extra redis --extra kafka --extra mcp --extra postgres --extra otel -o requirements.lock
	@$(COMPILE) --extra dev --constraints requirements.lock -o requirements-dev.lock
	@$(COMPILE) --extra bench --no-annotate -o requirements-bench.lock
	@$(subst pyproject.toml,--group stand-ins,$(COMPILE)) -o requirements-stand-ins.lock

licences: setup ## the licences of what the product installs: each allowed, and as docs/dependencies.md has them
	@$(BIN)/python -m project.licences

audit: setup ## known vulnerabilities of what the product installs (asks a vulnerability service: needs a network)
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

sbom: setup ## what the product installs as a CycloneDX document, dist/sbom.cdx.json
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
	  --output-reproducible --output-format JSON --output-file dist/sbom.cdx.json

clean: ## remove the environment, caches and demo data
	@rm -rf $(VENV) $(BENCH) $(STAND_INS) $(DATA) node_modules dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
