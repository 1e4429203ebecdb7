#!/usr/bin/env bash
# Installs what the tests need, builds and runs every test. Ends with ctest's summary.
#   tests/run.sh           the ordinary run: format, clang-tidy, everything in the dev build, all but the process tests
#                          under ASan+UBSan, the store under TSan, each fuzzer for 30 seconds
#   tests/run.sh --long    the same with the long fault runs (300 crashes)
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  '') ;;
  --long) export HENG_LONG_TESTS=1 ;;
  *) echo "run.sh: unknown argument $1; usage: tests/run.sh [--long]" >&2; exit 2 ;;
esac

step() { echo "== $* ($((SECONDS / 60)) min)" >&2; }

step packages
deploy/install-packages.sh --test

step format
git ls-files '*.cc' '*.h' | xargs clang-format-14 --dry-run --Werror

step build asan
cmake --preset asan > /dev/null
cmake --build --preset asan -- --quiet
step test under ASan and UBSan
ctest --preset asan -j2 --progress -E '^(e2e|fault\.crash|data|house)'

step build tsan: store and core, which is where threads meet
cmake --preset tsan > /dev/null
cmake --build --preset tsan -- --quiet
step test under ThreadSanitizer
ctest --preset tsan --progress

step fuzz
tests/fuzz/run.sh --seconds 30

step build dev
cmake --preset dev > /dev/null
cmake --build --preset dev -- --quiet
step clang-tidy
tests/tidy.sh

step test
ctest --preset dev -j2 --progress
