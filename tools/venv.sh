#!/usr/bin/env bash
# Make the virtual environment at $1 and install both lists of requirements: by uv where it is, else by pip.
set -euo pipefail
venv=$1
python=$(command -v python3.11 || command -v python3)
if command -v uv >/dev/null; then
    [ -x "$venv/bin/python" ] || uv venv --quiet --python "$python" "$venv"
    uv pip install --quiet --python "$venv/bin/python" -r requirements.txt -r requirements-dev.txt
else
    if ! [ -x "$venv/bin/python" ]; then
        "$python" -c 'import ensurepip' 2>/dev/null || "$(dirname "$0")/needs.sh" python3-venv
        "$python" -m venv "$venv"
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
fi
