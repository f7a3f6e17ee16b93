#!/usr/bin/env bash
# What the system must provide: installed with apt-get where that is permitted, else asked for in one sentence.
#
#   tools/system.sh environment DIR   a virtual environment in DIR
#   tools/system.sh browser           what the browser tests need: Chromium, its driver's library, a reader of PDF, fonts for the signs on the pages
#   tools/system.sh install PACKAGE…  these packages
set -eu

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

works() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

install() {
    if ! may_install; then
        echo "VirtLab needs $*, please install it first (on Debian or Ubuntu: sudo apt-get install $*)." >&2
        exit 1
    fi
    echo "Installing $* with apt-get…"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

environment() {
    if works "$1/bin/python" && "$1/bin/python" -c 'import pip'; then return; fi
    python=${PYTHON:-python3}
    if ! command -v "$python" >/dev/null; then
        if [ "$python" != python3 ]; then
            echo "VirtLab finds no “$python”: check PYTHON=…." >&2
            exit 1
        fi
        install python3 python3-venv
    fi
    if ! works "$python"; then
        echo "VirtLab needs Python 3.11 or newer, and $python is $("$python" -V 2>&1): install a newer one and say which, as in “make app PYTHON=python3.12”." >&2
        exit 1
    fi
    # Debian and Ubuntu ship Python without the part that fills a new environment.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install "$(basename "$(readlink -f "$(command -v "$python")")")-venv"
    fi
    "$python" -m venv --clear "$1"
}

# The first of these packages that this distribution has; Chromium's plain name where its lists were never fetched.
first_known() {
    for package; do
        if apt-cache show "$package" >/dev/null 2>&1; then echo "$package"; return; fi
    done
    echo chromium
}

browser() {
    missing=()
    if ! command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null; then
        missing+=("$(first_known chromium-headless-shell chromium chromium-browser)")
    fi
    # Playwright's driver needs it; Debian does not bring it with Chromium.
    compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null || missing+=(libatomic1)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
    [ -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ] || missing+=(fonts-noto-color-emoji)
    if [ ${#missing[@]} -gt 0 ]; then install "${missing[@]}"; fi
}

"$@"
