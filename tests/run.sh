#!/usr/bin/env bash
# Installs what the tests need, builds and runs every test. Ends with ctest's summary.
#   tests/run.sh           the ordinary run: all tests in the dev build, then the unit tests under ASan+UBSan
#   tests/run.sh --long    also the long fault runs and the store under TSan
set -euo pipefail
cd "$(dirname "$0")/.."

long=no
case "${1:-}" in
  '') ;;
  --long) long=yes ;;
  *) echo "run.sh: unknown argument $1; usage: tests/run.sh [--long]" >&2; exit 2 ;;
esac
[ "$long" = yes ] && export HENG_LONG_TESTS=1

deploy/install-packages.sh --test

build() {
  echo "== build $1" >&2
  cmake --preset "$1" > /dev/null
  cmake --build --preset "$1" -- --quiet
}

echo "== format" >&2
git ls-files '*.cc' '*.h' | xargs clang-format-14 --dry-run --Werror

build asan
ctest --preset asan -j2 -LE 'bench|process' --output-junit asan.xml
if [ "$long" = yes ]; then
  build tsan
  TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp ignore_noninstrumented_modules=1" \
    ctest --preset tsan -R '^(store|core)\.' -j2
fi
build dev
tests/tidy.sh
ctest --preset dev -j2
