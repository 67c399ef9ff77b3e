#!/bin/sh
# Makes .venv from the hash-locked requirements and puts the hub into it. Quick when nothing has changed.
#
#   scripts/bootstrap.sh [run|dev]     run: what the hub needs; dev: also the tests and checkers
#
# Needs a Python >= 3.11 with pip; neither ensurepip nor an administrator. $PYTHON names one to be used.
# Settings of pip that say *where from* (index, proxy, certificates, cache) are respected; those that would
# change *what* is installed or *where to* are not.
set -eu
cd "$(dirname "$0")/.."

kind=${1:-dev}
case $kind in
run) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*) echo "usage: scripts/bootstrap.sh [run|dev]" >&2; exit 2 ;;
esac

say() { echo "set-up: $*"; }
fail() { echo "set-up failed: $*" >&2; exit 1; }
suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
quietly() { "$@" >.set-up.log 2>&1 || { tail -n 20 .set-up.log >&2; return 1; }; }
mark() { { pwd; cat "$@"; } | cksum; }
fresh() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

quiet_environment() {
    unset VIRTUAL_ENV PYTHONHOME PYTHONPATH __PYVENV_LAUNCHER__ CDPATH
    for name in $(env | sed -n 's/^\(PIP_[A-Z0-9_]*\)=.*/\1/p'); do
        case $name in
        PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_FIND_LINKS | PIP_NO_INDEX | PIP_TRUSTED_HOST) ;;
        PIP_CERT | PIP_CLIENT_CERT | PIP_PROXY | PIP_CONFIG_FILE | PIP_CACHE_DIR | PIP_NO_CACHE_DIR) ;;
        PIP_DEFAULT_TIMEOUT | PIP_TIMEOUT | PIP_RETRIES | PIP_KEYRING_PROVIDER | PIP_USE_FEATURE) ;;
        *) unset "$name" ;;
        esac
    done
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        suits "$PYTHON" || fail "PYTHON=$PYTHON does not start or is older than 3.11"
        python=$PYTHON
        return
    fi
    for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if suits "$python"; then return; fi
    done
    fail "the hub needs Python 3.11 or newer, and none was found.
Install one, or name it: make demo PYTHON=/path/to/python3.12"
}

make_venv() {
    find_python
    say ".venv with $("$python" -V 2>&1)"
    rm -rf .venv
    if "$python" -m venv .venv >/dev/null 2>&1 && .venv/bin/python -m pip --version >/dev/null 2>&1; then return; fi
    say "this Python brings no ensurepip: pip comes from the lock"
    rm -rf .venv .boot
    quietly "$python" -m venv --without-pip .venv || fail "\"$python -m venv\" does not work here (see above)"
    "$python" -m pip --version >/dev/null 2>&1 || fail "$python has neither ensurepip nor pip; install either"
    mkdir .boot
    awk '/^pip==/ { on = 1 } on { print } on && !/\\$/ { exit }' "$lock" >.boot/pip.lock
    install="install --quiet --require-hashes --only-binary=:all:"
    quietly "$python" -m pip $install --target .boot/pip -r .boot/pip.lock || fail "could not fetch pip (see above)"
    export PYTHONPATH=.boot/pip
    quietly .venv/bin/python -m pip $install --ignore-installed -r .boot/pip.lock || fail "could not install pip (see above)"
    unset PYTHONPATH
    rm -rf .boot
}

install_locked() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv
    packages=$(grep -c '^[a-z0-9]' "$lock")
    say "$packages packages of $lock"
    quietly .venv/bin/python -m pip install --quiet --no-user --require-hashes --only-binary=:all: -r "$lock" ||
        fail "a package of $lock could not be installed (see above)"
    echo "$locked" >".venv/.locked-$kind"
    if [ "$kind" = dev ]; then mark requirements.lock >.venv/.locked-run; fi
}

install_hub() {
    say "the hub itself"
    quietly .venv/bin/python -m pip install --quiet --no-user --no-deps --no-build-isolation --no-index -e . ||
        fail "the package in this folder could not be installed (see above)"
    echo "$package" >.venv/.package
}

quiet_environment
trap 'rm -f .set-up.log' EXIT
if [ ! -x .venv/bin/python ] || ! suits .venv/bin/python; then make_venv; fi
locked=$(mark "$lock")
fresh ".venv/.locked-$kind" "$locked" || install_locked
package=$(mark pyproject.toml)
fresh .venv/.package "$package" || install_hub
# Starting a process must not mean compiling it, also where Python is told to write no byte code.
.venv/bin/python -m compileall -q hub sandbox migrations || fail "the code in this folder does not compile (see above)"
