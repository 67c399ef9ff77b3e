# Every target makes .venv by itself; nothing but a Python >= 3.11 with pip is expected.
BIN := .venv/bin
ARGS ?=
# Each test that starts a process would read every module from its text again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test long soak check schema bench bench-gate serve lock clean run-ready dev-ready
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: run-ready ## hub, simulated agencies and 60 cases, live (ONCE=1 ends after the table; PORT=8000)
	@$(BIN)/hub demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT)) $(ARGS)

test: dev-ready ## the whole suite, on SQLite and on a real PostgreSQL (ARGS="-k words")
	@$(BIN)/pytest -n 2 --dist loadgroup -m "not long and not soak" $(ARGS)

long: dev-ready ## what takes too long for every day: kill tests, whole demos, set-ups, benchmarks under test
	@$(BIN)/pytest -n 2 --dist loadgroup -m "long and not soak" $(ARGS)

soak: dev-ready ## random hands for hours: 5,000 runs of 100 steps over rules and whole hubs
	@$(BIN)/pytest -n 2 --dist loadgroup -m soak $(ARGS)

check: dev-ready ## format, lint, types, layers, schema and budgets; under a minute
	@scripts/check.sh

schema: dev-ready ## write hub/schema/schema.graphql
	@$(BIN)/hub schema --write

bench: dev-ready ## the hub beside its rivals: requests, processor time, ratios (ARGS=--quick; =--write for docs)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-gate: dev-ready ## fails when the hub has become dearer beside the stock implementation
	@$(BIN)/python -m benchmarks gate $(ARGS)

serve: run-ready ## the hub alone, in the foreground (PORT=8000)
	@$(BIN)/hub serve --embedded --port $(or $(PORT),8000) $(ARGS)

lock: dev-ready ## bring both lock files up to date (ARGS=--upgrade)
	@scripts/lock.sh $(ARGS)

clean: ## remove what the other targets made
	@rm -rf .venv .boot .set-up.log .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var .bench
	@find hub sandbox tests benchmarks migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

run-ready:
	@scripts/bootstrap.sh run

dev-ready:
	@scripts/bootstrap.sh dev
