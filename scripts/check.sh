#!/bin/sh
# Every check that needs no running hub. Runs all of them, then fails if one did.
set -u
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
faults=0

step() {
    name=$1
    shift
    begun=$(date +%s)
    if output=$("$@" 2>&1); then verdict=ok; else
        verdict=FAILED
        faults=$((faults + 1))
        printf '%s\n' "$output"
    fi
    printf '%-10s %-6s %3ss\n' "$name" "$verdict" "$(($(date +%s) - begun))"
}

step format ruff format --check --quiet .
step lint ruff check --quiet .
step types mypy
step layers lint-imports --no-logo
step schema hub schema --check
step budgets python -m scripts.budgets
[ "$faults" -eq 0 ]
