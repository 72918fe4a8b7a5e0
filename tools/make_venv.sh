#!/bin/sh
# Make a virtual environment with pip: sh tools/make_venv.sh FOLDER
#
# A fresh Debian or Ubuntu has python3 but neither venv's ensurepip nor pip. Whatever is there is used
# (venv, virtualenv, uv, a system pip); if nothing is, the message names the one package to install.
set -u
folder=$1
least="3.11"

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
fi
if [ -z "$python" ] || ! "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Punos needs Python $least or newer, and none was found (looked for ${python:-python3, python3.11 … python3.14})." >&2
    echo "On Debian 12 or Ubuntu 24.04 and newer:  sudo apt-get install python3 python3-venv" >&2
    echo "Elsewhere name one:                      make demo PYTHON=/path/to/python3.12" >&2
    exit 1
fi

works() { [ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1; }

works && exit 0
if [ -e "$folder" ] && [ ! -e "$folder/pyvenv.cfg" ]; then
    echo "$folder stands in the way and is no virtual environment. Move it, or choose another: make demo VENV=.punos" >&2
    exit 1
fi
rm -rf "$folder"
echo "Making a virtual environment in $folder with $("$python" --version)…"
"$python" -m venv "$folder" >/dev/null 2>&1
works && exit 0
rm -rf "$folder"
"$python" -m virtualenv --quiet "$folder" >/dev/null 2>&1 ||
    virtualenv --quiet --python "$python" "$folder" >/dev/null 2>&1 ||
    uv venv --quiet --seed --python "$python" "$folder" >/dev/null 2>&1
works && exit 0
rm -rf "$folder"
if "$python" -m venv --without-pip "$folder" >/dev/null 2>&1; then
    "$python" -m pip --python "$folder/bin/python" install --quiet pip >/dev/null 2>&1
    works && exit 0
fi
rm -rf "$folder"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
echo "$python cannot make a virtual environment: its venv module has no ensurepip, and there is no virtualenv or uv." >&2
echo "On Debian or Ubuntu:  sudo apt-get install python3-venv      (or python$version-venv)" >&2
echo "Then run the same make again." >&2
exit 1
