#!/bin/sh
# Fetches axe-core, which the browser tests run over every page to find breaches of WCAG 2.2 AA (KANGMA_AXE=FILE), as an npm package. Needs npm and tar.
#
#   scripts/fetch-axe.sh FILE
set -eu

[ $# -eq 1 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$(dirname "$1")"
(cd "$work" && tar -xzf "$(npm pack --silent axe-core@4.14.1 | tail -n 1)" package/axe.min.js)
mv "$work/package/axe.min.js" "$1"
