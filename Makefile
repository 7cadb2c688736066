# Everything a student or an author types. Each target makes .venv by itself when it is missing;
# the stamps below make a second call instant. Works with make 3.81 (macOS) and in folders with
# spaces: nothing here uses an absolute path, and EX and FILE reach the shell through the
# environment, so they need no quoting of ours.
#
# The exit code: a recipe that ends with 1 (not full marks) makes GNU make itself end with 2
# ("make: *** [check] Error 1"). Scripts that care call .venv/bin/python -m grader instead.

PYTHON := .venv/bin/python
GRADER := $(PYTHON) -m grader
READY  := .venv/.ready
DEV    := .venv/.ready-dev
ONE    := $${EX:+"$$EX"}

.DEFAULT_GOAL := help
.PHONY: help check watch list hint reset open solution new verify doctor test lint schema lock clean

help: ## Show this
	@echo 'make check EX=lock [FILE=path]   grade your file, write reports/lock.html'
	@echo 'make check EX=lock REPLAY=...    run one schedule again, as the report says it'
	@echo 'make watch [EX=lock]             grade on every save; keys for hints and more'
	@echo 'make list                        the exercises, and what you have reached'
	@echo 'make hint EX=lock                one more hint'
	@echo 'make reset EX=lock               back to the stub (a backup is kept)'
	@echo 'make open EX=lock                the report, in the browser'
	@echo 'make solution EX=lock            the reference, once you have full marks'
	@echo 'make doctor                      how well submissions are isolated here'
	@echo
	@echo 'For authors:'
	@echo 'make new EX=latch ARGS="..."     begin an exercise; see docs/AUTHORING.md'
	@echo 'make verify [EX=lock]            prove the checks: stubs, solutions, wrong solutions'
	@echo 'make test                        the tests of the grader itself'
	@echo 'make lint                        ruff and mypy'
	@echo 'make schema                      write docs/report.schema.json'
	@echo 'make lock                        pin anew what a student kit installs'
	@echo 'make clean                       remove .venv, reports and caches'
	@echo
	@echo 'ARGS="..." is passed on, for example: make check EX=lock ARGS="--seed 7"'

check: $(READY)
	@$(GRADER) check $(ONE) $${FILE:+--file "$$FILE"} $${REPLAY:+--replay "$$REPLAY"} $(ARGS)

list doctor schema: $(READY)
	@$(GRADER) $@ $(ARGS)

watch hint reset open solution new verify: $(READY)
	@$(GRADER) $@ $(ONE) $(ARGS)

test: $(DEV)
	@$(PYTHON) -m pytest $(ARGS)

lint: $(DEV)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

# Versions that are pinned stay, as long as they fit; ARGS=--upgrade takes the newest.
lock: $(DEV)
	@$(PYTHON) -m uv pip compile pyproject.toml --quiet --extra kit --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file grader/kit/requirements.lock $(ARGS)

clean:
	rm -rf .venv reports .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	@sh tools/venv.sh '.' && touch $@

$(DEV): pyproject.toml
	@sh tools/venv.sh '.[dev]' && touch $@ $(READY)
