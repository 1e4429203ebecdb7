#!/usr/bin/env bash
# Installs what the tests need, builds and runs every test. Ends with ctest's summary.
#   tests/run.sh           the ordinary run: format, clang-tidy; all tests in one process under ASan+UBSan, store and core
#                          under TSan, each fuzzer for 30 seconds, the tests of the programs with those that users run
#   tests/run.sh --long    the same with the long fault runs (300 crashes), clang-tidy over everything and its analyzer
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

step build the programs
cmake --preset dev > /dev/null
cmake --build --preset dev --target process_tests -- --quiet
# Programs wait a lot, for each other and for disks; clang-tidy takes the time they leave.
step clang-tidy, and test the programs meanwhile
nice -n 19 tests/tidy.sh > build/tidy.log 2>&1 &
tidy=$!
ctest --preset dev -j2 --progress -R '^(e2e|fault\.crash|fault\.patroni|package|data|house)' || failed=1
wait "$tidy" || { cat build/tidy.log >&2; failed=1; }
step done
exit "${failed:-0}"
