#!/bin/sh
# Make .venv when it is missing or broken, and install this project into it.
# Usage: tools/venv.sh WHAT, where WHAT is "." or ".[dev]". Run in the project's folder.
# uv is used when it is there (it also brings a Python); otherwise python -m venv and pip.
set -eu

wanted='import sys, venv; sys.exit(sys.version_info < (3, 11))'

fail() {
    printf 'Error: %s\n%s\n' "$1" "$2" >&2
    exit 2
}

works() {
    "$1" -c "$wanted" >/dev/null 2>&1
}

case $(uname -s 2>/dev/null) in
MINGW* | MSYS* | CYGWIN*)
    fail "Windows itself can't run this: it has no fork and no signals." \
        "Use WSL: 'wsl --install -d Ubuntu' in PowerShell, then clone the course inside of Ubuntu."
    ;;
esac

works .venv/bin/python || {
    rm -rf .venv
    echo "Setting up .venv (once, a minute at most) ..." >&2
}

if command -v uv >/dev/null 2>&1; then
    [ -d .venv ] || uv venv --quiet --python '>=3.11' .venv
    exec uv pip install --quiet --python .venv/bin/python --editable "$1"
fi

# A setting up that was interrupted, and uv, leave a Python without pip.
[ ! -d .venv ] || .venv/bin/python -m pip --version >/dev/null 2>&1 || rm -rf .venv
if [ ! -d .venv ]; then
    found=
    for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
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
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable "$1" ||
    fail "the dependencies could not be installed (see above)." \
        "Check the network, then run the same command again."
