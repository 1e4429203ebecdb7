#!/usr/bin/env bash
# Builds the fuzzers and runs them, two at a time, under ASan and UBSan. What they start from is tests/fuzz/corpus;
# what they find on the way stays in build/fuzz/corpus.
#   tests/fuzz/run.sh [--seconds N] [FUZZER…]    60 seconds each of all of them, if not said otherwise
set -euo pipefail
cd "$(dirname "$0")/../.."

usage() { echo "run.sh: $1; usage: tests/fuzz/run.sh [--seconds N] [FUZZER…]" >&2; exit 2; }

all=()
for source in tests/fuzz/fuzz_*.cc; do
  name=${source##*/fuzz_}
  all+=("${name%.cc}")
done
seconds=60
fuzzers=()
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds)
      seconds=${2:-}
      [[ $seconds =~ ^[1-9][0-9]{0,5}$ ]] || usage "--seconds wants a number of seconds, not \"$seconds\""
      shift 2
      ;;
    -*) usage "unknown argument $1" ;;
    *)
      [[ " ${all[*]} " == *" $1 "* ]] || usage "no fuzzer $1, there are ${all[*]}"
      fuzzers+=("$1")
      shift
      ;;
  esac
done
[ ${#fuzzers[@]} -gt 0 ] || fuzzers=("${all[@]}")

cmake --preset fuzz > /dev/null
cmake --build --preset fuzz -- --quiet

# Runs one fuzzer and says how it ended; what stopped it is shown and kept.
fuzz() {
  local name=$1 log=build/fuzz/$1.log
  local options=(-max_total_time="$seconds" -timeout=10 -max_len=4000 -print_final_stats=1
    -artifact_prefix=build/fuzz/found/"$name"-)
  case "$name" in
    value | score | target) options+=(-dict=tests/fuzz/values.dict) ;;
    sheet_xml) options+=(-dict=tests/fuzz/sheet.dict) ;;
    read_form) options+=(-max_len=16000) ;;  # a form is not shorter
  esac
  mkdir -p build/fuzz/found build/fuzz/corpus/"$name"
  if build/fuzz/bin/fuzz_"$name" "${options[@]}" build/fuzz/corpus/"$name" tests/fuzz/corpus/"$name" > "$log" 2>&1; then
    echo "fuzz $name: $(grep -E '^Done' "$log")" >&2
  else
    { echo "fuzz $name: FAILED, see $log and build/fuzz/found"; tail -n 40 "$log"; } >&2
    return 1
  fi
}

failed=0
while [ ${#fuzzers[@]} -gt 0 ]; do
  running=()
  for name in "${fuzzers[@]:0:2}"; do
    fuzz "$name" &
    running+=($!)
  done
  for pid in "${running[@]}"; do wait "$pid" || failed=1; done
  fuzzers=("${fuzzers[@]:2}")
done
exit "$failed"
