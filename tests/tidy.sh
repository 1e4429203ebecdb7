#!/usr/bin/env bash
# clang-tidy over our sources; any finding fails. With HENG_LONG_TESTS=1 with the checks of the static analyzer, which take
# half of the time. Needs the dev preset configured (compile_commands.json). A file whose
# preprocessed inputs have not changed since it last passed is not looked at again (build/tidy holds the stamps).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/tidy
[ -n "${HENG_LONG_TESTS:-}" ] && export CHECKS= || export CHECKS='-clang-analyzer-*'
check() {
  file=$1
  stamp=build/tidy/$(echo "$file" | tr / _)
  key=$( { echo "$CHECKS"; cat .clang-tidy "$file"; cat $(git ls-files --cached --others --exclude-standard '*.h' '*.proto'); } | sha256sum)
  [ "$(cat "$stamp" 2> /dev/null)" = "$key" ] && return 0
  clang-tidy-14 -p build/dev --quiet --checks="$CHECKS" --extra-arg=-Wno-unknown-warning-option "$file" 2> /dev/null || { echo "clang-tidy: $file" >&2; return 1; }
  echo "$key" > "$stamp"
}
export -f check
git ls-files --cached --others --exclude-standard 'scoring/*.cc' 'service/*.cc' 'client/*.cc' 'proto/json/*.cc' |
  xargs -P "$(nproc)" -I{} bash -c 'check {}'
