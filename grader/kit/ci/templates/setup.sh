#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the assignment.
set -euo pipefail
root=${AUTOGRADER:-/autograder}
source=$root/source

fail() {
    printf 'Error: %s\n' "$@" >&2
    exit 1
}

works() {
    "$1" -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

export DEBIAN_FRONTEND=noninteractive
apt-get update
# Bubblewrap is the best sandbox there is; without it the grader looks for the next one.
apt-get install -y --no-install-recommends bubblewrap || echo 'No bubblewrap here.' >&2
python=
for candidate in python3.13 python3.12 python3.11 python3; do
    if works "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    for version in 3.12 3.11; do
        if apt-get install -y --no-install-recommends "python$version" "python$version-venv" &&
            works "python$version"; then
            python=python$version
            break
        fi
    done
fi
[ -n "$python" ] || fail 'no Python 3.11 or newer can be installed here.' \
    'Choose a newer Ubuntu as base image: Configure Autograder, Base Image OS.'

"$python" -I -m venv "$root/grader"
"$root/grader/bin/python" -I -m pip install --disable-pip-version-check --require-hashes \
    --only-binary :all: --find-links "$source/wheels" --requirement "$source/requirements.lock"
# The checks are for root alone: students' code runs as somebody else.
chmod -R go-rwx "$source"
"$root/grader/bin/python" -I -m grader doctor || true
