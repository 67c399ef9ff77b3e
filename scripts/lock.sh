#!/bin/sh
# Writes both lock files: exact versions with hashes, for every platform, without an index address.
#
#   scripts/lock.sh [--upgrade]     without it, pins that still fit stay as they are
set -eu
cd "$(dirname "$0")/.."

compile() {
    out=$1
    shift
    .venv/bin/uv pip compile --quiet pyproject.toml --generate-hashes --universal --no-header --no-annotate \
        --no-emit-index-url --output-file "$out" "$@"
}

compile requirements-dev.lock --group build --group dev "$@"
compile requirements.lock --group build --constraint requirements-dev.lock "$@"
