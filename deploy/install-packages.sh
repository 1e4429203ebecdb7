#!/usr/bin/env bash
# Installs what deploy/packages.txt lists and this machine lacks.
#   deploy/install-packages.sh            what building and running needs
#   deploy/install-packages.sh --test     what the tests need as well
set -euo pipefail
cd "$(dirname "$0")"

with_tests=no
[ "${1:-}" = --test ] && with_tests=yes

wanted=()
section=build
while IFS= read -r line; do
  case "$line" in
    '# test') section=test ;;
    '#'* | '') ;;
    *) if [ "$section" = build ] || [ "$with_tests" = yes ]; then wanted+=("$line"); fi ;;
  esac
done < packages.txt

# Names that are there: also those another package stands for (Node's own package of nodejs brings npm).
there=$(dpkg-query -W -f '${db:Status-Status} ${Package},${Provides}\n' | sed -n 's/^installed //p' | tr ',' '\n' |
  sed 's/^ *\([^ ]*\).*/\1/')
missing=()
for package in "${wanted[@]}"; do
  grep -qxF -- "$package" <<< "$there" || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

echo "Installing ${#missing[@]} Debian package(s): ${missing[*]}" >&2
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "These packages are missing and this user can't install them. As root, run:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } \
  > "$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "install-packages.sh: apt-get failed; these packages are still missing: ${missing[*]}" >&2
  exit 1
fi
