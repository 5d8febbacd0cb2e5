# Everything happens in .venv; nothing but Python, git and make has to be there beforehand.
BIN := .venv/bin
NOW ?= 2026-11-20T14:05+08:00
export PYTHON
# Every process of the tests and the demo would compile the same modules anew, which takes as long as loading the rest.
unexport PYTHONDONTWRITEBYTECODE

# What the installed package is made from, beyond the code itself.
SOURCES := pyproject.toml $(wildcard callguard/web/assets/*.*) $(wildcard callguard/translations/*/LC_MESSAGES/*.po)

# Databases that are thrown away needn't reach a disk; where memory is scarce they do.
IN_MEMORY := $(shell [ "$$(df --output=avail -BG /dev/shm 2>/dev/null | tail -n 1 | tr -dc 0-9)" -ge 4 ] 2>/dev/null && echo TMPDIR=/dev/shm)

.PHONY: help demo test tour races soak bench mutants packages lint format translations clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

demo: .venv/installed ## the whole product with an invented company; FRESH=1 starts over, PORT=… chooses the port
	@$(BIN)/python .ci/foreground.py $(BIN)/callguard demo --now $(NOW) $(if $(PORT),--port $(PORT)) $(if $(filter 1,$(FRESH)),--fresh)

# Three tests at once on two processors: every fourth second is waiting, for a clock or a page.
PYTEST := $(IN_MEMORY) $(BIN)/python -m pytest --numprocesses 3 --dist loadgroup
# Traced, Python runs at two thirds of its speed: only these answer for every line of domain and services.
TRACED := $(addprefix tests/,domain services)

test: packages lint ## lint, types, layers and the tests, on SQLite, PostgreSQL and in Chromium
	$(PYTEST) --cov --cov-report= $(TRACED)
	$(BIN)/coverage report --include='callguard/domain/*,callguard/services/*' --fail-under=100 --skip-covered --show-missing
	$(PYTEST) -m 'not tour' $(addprefix --ignore=,$(TRACED))

tour: packages .venv/test-installed ## every state of every page, which make test sees once, for any eyes, on any screen, in both languages: ten minutes
	$(PYTEST) -m tour tests/browser/tour

# libatomic1: the Node.js inside Playwright.
packages:
	@.ci/system-packages chromium-headless-shell fonts-noto-cjk libatomic1 postgresql

lint: .venv/test-installed ## style, types, layers and templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/djlint --quiet --check templates

races: .venv/test-installed ## what must not go wrong when many do it at once: 200 rounds of each, written to var/races.md too
	@$(BIN)/python -m tests.races

bench: packages .venv/test-installed ## measures guard, queue and pages, each beside a counterpart; written to var/bench.md too
	@$(BIN)/python -m tests.benchmarks

mutants: .venv/test-installed ## breaks the guard in every small way: takes an hour, ONLY='callguard.domain.guard.gaps*' is a part
	@$(BIN)/python -m pip install -qq --group mutants
	@$(BIN)/mutmut run $(if $(ONLY),'$(ONLY)')
	@$(BIN)/mutmut results

soak: .venv/test-installed ## hours of random stories and simulated days; SOAK_MINUTES=… and SOAK_SEEDS=… say how long, SOAK_JOBS=… on how many processors
	@$(IN_MEMORY) $(BIN)/python -m tests.simulation.soak

format: .venv/test-installed ## puts code and templates into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djlint --quiet --reformat templates

translations: .venv/test-installed ## brings the catalogues up to date; new texts come out untranslated
	$(BIN)/python .ci/translations.py

clean: ## removes what was built; the demo's data stays
	rm -rf .venv dist mutants callguard/web/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	find callguard tests migrations -name __pycache__ -prune -exec rm -rf {} +
	find callguard/translations -name '*.mo' -delete

.venv/ready:
	@.ci/venv

.venv/installed: .venv/ready $(SOURCES)
	@echo 'Installing callguard (the first time takes a minute or two)'
	@$(BIN)/python -m pip install -qq --editable .
	@touch $@

.venv/test-installed: .venv/installed
	@echo 'Installing what the tests need'
	@$(BIN)/python -m pip install -qq --group test
	@touch $@
