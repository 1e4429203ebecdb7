#!/usr/bin/env bash
# A budgeting system and Heng, with curl: budgets in, a form submitted, results and events out. See ../README.md.
#
# HENG_URL         such as https://heng.example:7080
# HENG_TOKEN_FILE  the token, in a file of one line
# HENG_CA          the certificate authority of the server, a PEM file, where it is not one curl knows
#
# bash, curl and POSIX tools only. Answers are one line of JSON without blanks, their keys in the order of the contract;
# what this script needs it cuts out of them with grep and sed. Who has jq uses that.
set -euo pipefail
cd "$(dirname "$0")"

system=example-budgets # who we are; the same for ever
org=orgs/example-bureau
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The token goes by way of a pipe: never into the arguments, which every user of the machine can read.
header() { printf 'authorization: Bearer %s\n' "$(cat "$HENG_TOKEN_FILE")"; }

# post METHOD TYPE FILE …: the answer on standard output, or where the other arguments say.
post() {
  curl --silent --show-error --max-time 30 ${HENG_CA:+--cacert "$HENG_CA"} --header @<(header) \
    --header "content-type: $2" --data-binary "@$3" "${@:4}" "$HENG_URL/heng.v1.$1"
}

# call METHOD JSON: the answer into $answer. False: refused, and $answer says why, or nobody answered.
# Sends again what may be sent twice, as everything here may: rows of a batch, and calls with a requestId.
call() {
  local attempt status
  printf '%s' "$2" > "$work/request"
  for attempt in 1 2 3 4 5; do
    status=$(post "$1" application/json "$work/request" --output "$work/answer" --write-out '%{http_code}') || status=000
    answer=$(cat "$work/answer" 2> /dev/null || true)
    case $status in
      200) return 0 ;;
      000 | 429 | 503 | 504) sleep "$attempt" ;; # nothing is known, or nothing was done for now
      *) return 1 ;;
    esac
  done
  return 1
}

# stream METHOD JSON: the messages of a server stream, one a line, the one that ends it last. Each comes behind five
# bytes: flags, and its length in four.
stream() {
  local size flags a b c d
  size=$(printf '%s' "$2" | wc -c)
  {
    # shellcheck disable=SC2059 # the format is what is computed
    printf "$(printf '\\0\\%03o\\%03o\\%03o\\%03o' $((size >> 24)) $((size >> 16 & 255)) $((size >> 8 & 255)) $((size & 255)))"
    printf '%s' "$2"
  } > "$work/envelope"
  post "$1" application/connect+json "$work/envelope" --no-buffer | while
    read -r flags a b c d < <(head -c 5 | od -An -tu1) # nothing: it broke off
  do
    head -c $((a << 24 | b << 16 | c << 8 | d))
    echo
    [ "$flags" -lt 2 ] || break
  done
}

# What stands behind the first KEY; nothing: it is not there, and has its default.
value() { grep -o "\"$1\":\"\{0,1\}[^\",}]*" | head -n 1 | sed 's/^[^:]*:"\{0,1\}//' || true; }
# A list's objects, one a line.
objects() { sed 's/},{/}\n{/g'; }
# Lines as one line, with commas.
together() { sed -e ':all' -e 'N' -e '$!b all' -e 's/\n/, /g'; }

# row NAME PROJECT ANNUAL EXECUTED DAY: one line of a batch. Money is text, in 元.
row() {
  printf '{"row":"%s","budget":{"subject":"%s","org":"%s","fiscalYear":2022,"asOf":"%s",' "$1" "$2" "$org" "$5"
  printf '"total":{"initialBudget":"%s","annualBudget":"%s","executed":"%s"}}}' "$3" "$3" "$4"
}

# push BATCH ROWS: at most 500 rows a request. Rows that were answered before are answered the same way again, and
# nothing is done twice.
push() { call BudgetService/ImportBudgetBatch "{\"system\":\"$system\",\"batch\":\"$1\",\"rows\":[$2]}"; }

# What became of the rows of $answer.
told() {
  local one reason
  printf '%s\n' "$answer" | objects | while read -r one; do
    reason=$(value reason <<< "$one")
    echo "$(value row <<< "$one") $(value outcome <<< "$one")${reason:+ $reason}$(
      [ -z "$(value repeatedRow <<< "$one")" ] || echo ' (answered before)')"
  done
}

rows="$(row 1 projects/example-archive 200000.00 180000.00 2022-12-31),$(
  row 2 projects/example-network 65000.00 65000.00 2022-12-31)"
push 2022-12-31.1 "$rows"
echo "1 budgets: $(told | together)"

# Was it lost on the way? Never mind: the same batch again.
push 2022-12-31.1 "$rows"
echo "2 sent again: $(told | together)"

evaluation=$(cat ../evaluation.json)
wrong=${evaluation/'"executed": "180000.00"'/'"executed": "18万"'}
if ! call EvaluationService/SubmitEvaluation "{\"evaluation\":$wrong}"; then
  # The details are messages in base64, with a readable copy in `debug`.
  echo "3 refused: $(value code <<< "$answer" | tr '[:lower:]' '[:upper:]') $(value reason <<< "$answer") $(
    value field <<< "$answer")"
  printf '%s\n' "$answer" >&2 # for people: sentences in both languages, each field with what is wrong with it
fi

call EvaluationService/SubmitEvaluation "{\"evaluation\":$evaluation,\"requestId\":\"example-archive-2022.1\"}"
echo "4 submitted: $(value name <<< "$answer") $(value state <<< "$answer"), total $(value total <<< "$answer"), $(
  value grade <<< "$answer")"

push 2023-01-15.1 "$(row 1 projects/example-archive 200000.00 150000.00 2023-01-15)"
effect=
if [ -n "$(value evaluation <<< "$answer")" ]; then # what was scored on the old figures
  effect=", $(value evaluation <<< "$answer") is stale: $(value oldTotal <<< "$answer") $(value oldGrade <<< "$answer")"
  effect+=" would be $(value newTotal <<< "$answer") $(value newGrade <<< "$answer")"
fi
echo "5 corrected: $(told)$effect"

stream BudgetService/ExportResults "{\"org\":\"$org\"}" > "$work/results"
sed -n 's/.*"rows":\[//p' "$work/results" | objects | while read -r one; do
  echo "6 result: $(value subject <<< "$one") $(value state <<< "$one") $(value total <<< "$one") $(
    value grade <<< "$one"), unspent $(value unspent <<< "$one")$([ -z "$(value stale <<< "$one")" ] || echo ', stale')"
done
count=$(grep -o '"rowCount":"[0-9]*"' "$work/results" | tail -n 1 | tr -dc 0-9)
echo "6 rows: ${count:-0}$(grep -q '"done":true' "$work/results" || echo ' and more are missing')"

# follow WANTED: so many events behind $cursor, which moves on. A real program goes on for ever, and keeps the cursor where
# it keeps what it made of the events.
follow() {
  local wanted=$1 request page event
  request="{\"afterSequence\":\"$cursor\",\"org\":\"$org\",\"heartbeatSeconds\":1,"
  request+='"actions":["budget.import","evaluation.submit","evaluation.stale"]}'
  while read -r page; do
    case $page in *'"events":'*) ;; *) continue ;; esac # a sign of life
    while read -r event; do
      echo "7 event: $(value action <<< "$event")"
      cursor=$(value sequence <<< "$event")
      wanted=$((wanted - 1))
      [ "$wanted" -gt 0 ] || return 0
    done < <(objects <<< "$page")
  done < <(stream EventService/WatchEvents "$request" 2> /dev/null)
}

cursor=0
follow 2
follow 3 # behind the cursor it goes on, as after a restart
