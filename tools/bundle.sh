#!/usr/bin/env bash
# Pack what an installation without internet needs: this commit, and the wheels of requirements.txt.
# Run it on a machine with internet, of the same system and Python as the one without.
set -euo pipefail
venv=$1
version=$("$venv/bin/python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
name=hongmen-$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/wheels" dist
git archive --format=tar HEAD | tar -x -C "$work/$name"
if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    pip=("$venv/bin/python" -m pip)
else
    pip=(uv tool run pip)
fi
"${pip[@]}" wheel --quiet --disable-pip-version-check --wheel-dir "$work/$name/wheels" -r requirements.txt
(cd "$work/$name" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar -C "$work" -czf "dist/$name.tar.gz" "$name"
(cd dist && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
