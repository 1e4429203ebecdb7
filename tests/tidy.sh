#!/usr/bin/env bash
# clang-tidy over our sources; any finding fails. Looks at what the last hundred commits touched; with HENG_LONG_TESTS=1 at
# everything, and with the checks of the static analyzer, which take half of the time. Needs the dev preset configured
# (compile_commands.json). A file whose preprocessed inputs have not changed since it last passed is not looked at again
# (build/tidy holds the stamps).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/tidy
ours=('scoring/*.cc' 'service/*.cc' 'client/*.cc' 'proto/json/*.cc')
if [ -n "${HENG_LONG_TESTS:-}" ]; then
  export CHECKS=
  files() { git ls-files --cached --others --exclude-standard "${ours[@]}"; }
else
  export CHECKS='-clang-analyzer-*'
  files() {
    { git log -n 100 --format= --name-only -- "${ours[@]}"
      git diff --name-only HEAD -- "${ours[@]}"
      git ls-files --others --exclude-standard "${ours[@]}"; } | sort -u | while read -r file; do
      [ ! -f "$file" ] || echo "$file"
    done
  }
fi
check() {
  file=$1
  stamp=build/tidy/$(echo "$file" | tr / _)
  key=$( { echo "$CHECKS"; cat .clang-tidy "$file"; cat $(git ls-files --cached --others --exclude-standard '*.h' '*.proto'); } | sha256sum)
  [ "$(cat "$stamp" 2> /dev/null)" = "$key" ] && return 0
  clang-tidy-14 -p build/dev --quiet --checks="$CHECKS" --extra-arg=-Wno-unknown-warning-option "$file" 2> /dev/null || { echo "clang-tidy: $file" >&2; return 1; }
  echo "$key" > "$stamp"
}
export -f check
files | xargs -P "$(nproc)" -I{} bash -c 'check {}'
