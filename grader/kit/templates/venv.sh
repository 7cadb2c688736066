#!/bin/sh
# Make .venv when it is missing or broken, and install into it exactly what the lock names.
# Run in the kit's folder. uv is used when it is there (it also brings a Python); otherwise
# python -m venv and pip. Hashes are checked either way.
set -eu

wanted='import sys, venv; sys.exit(sys.version_info < (3, 11))'

fail() {
    printf 'Error: %s\n%s\n' "$1" "$2" >&2
    exit 2
}

works() {
    "$1" -c "$wanted" >/dev/null 2>&1
}

works .venv/bin/python || {
    rm -rf .venv
    echo "Setting up .venv (once, a minute at most) ..." >&2
}

set -- --require-hashes --no-deps --find-links .grader/wheels -r .grader/requirements.lock

if command -v uv >/dev/null 2>&1; then
    [ -d .venv ] || uv venv --quiet --python '>=3.11' .venv
    exec uv pip install --quiet --python .venv/bin/python "$@"
fi

# A setting up that was interrupted, and uv, leave a Python without pip.
[ ! -d .venv ] || .venv/bin/python -m pip --version >/dev/null 2>&1 || rm -rf .venv
if [ ! -d .venv ]; then
    found=
    for python in python3.13 python3.12 python3.11 python3.14 python3 python; do
        if works "$python"; then
            found=$python
            break
        fi
    done
    [ -n "$found" ] || fail "no Python 3.11 or newer was found." \
        "Install one (python.org, or your system's packages), or uv (docs.astral.sh/uv)."
    "$found" -m venv .venv || {
        rm -rf .venv
        fail "$found can't make a virtual environment." \
            "On Debian and Ubuntu: sudo apt install python3-venv"
    }
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" ||
    fail "what the grader needs could not be installed (see above)." \
        "Check the network, then run the same command again."
