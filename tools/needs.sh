#!/usr/bin/env bash
# See that the Debian packages for the tests are there; install what is missing where one may.
# With arguments: those packages and no others.
set -euo pipefail
missing=("$@")
if [ $# -eq 0 ]; then
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    command -v redis-server >/dev/null || missing+=(redis-server)
    [ -x /usr/sbin/nginx ] || missing+=(nginx)
    command -v chromium >/dev/null || missing+=(chromium)
    compgen -G '/usr/share/fonts/*/*/*CJK*' >/dev/null || missing+=(fonts-noto-cjk)
fi
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Please install these packages and run again: ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # what is installed is not started
apt-get update -q -o DPkg::Lock::Timeout=300
apt-get install -qy -o DPkg::Lock::Timeout=300 --no-install-recommends "${missing[@]}"
