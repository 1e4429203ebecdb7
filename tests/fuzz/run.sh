#!/usr/bin/env bash
# Builds the fuzzers and runs them, one after the other.
#   tests/fuzz/run.sh [SECONDS] [FUZZER…]    60 seconds each of all of them, if not said otherwise
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
[ $# -gt 0 ] && shift
fuzzers=("$@")
[ ${#fuzzers[@]} -gt 0 ] || fuzzers=(value decimal policy score json)

cmake --preset fuzz > /dev/null
cmake --build --preset fuzz -- --quiet
mkdir -p build/fuzz/found
for name in "${fuzzers[@]}"; do
  echo "== fuzz $name for $seconds s" >&2
  options=(-max_total_time="$seconds" -timeout=10 -max_len=4000 -artifact_prefix=build/fuzz/found/"$name"-)
  case "$name" in value | score) options+=(-dict=tests/fuzz/values.dict) ;; esac
  mkdir -p build/fuzz/corpus/"$name"
  build/fuzz/bin/fuzz_"$name" "${options[@]}" build/fuzz/corpus/"$name" tests/fuzz/corpus/"$name" 2> build/fuzz/"$name".log ||
    { tail -n 40 build/fuzz/"$name".log >&2; exit 1; }
  grep -E '^Done' build/fuzz/"$name".log >&2
done
