#!/usr/bin/env bash
# From a fresh Debian 12 machine to a running hengd: an example office with its users, and seven real forms, graded.
#   deploy/quickstart.sh          on a terminal: keeps serving until Ctrl-C; without one: stops and exits
#   deploy/quickstart.sh --once   stops and exits in any case
#
# HENG_DATA    where store, tokens and contexts are kept (default: build/quickstart)
# HENG_LISTEN  address to serve on (default: 127.0.0.1:7443; 127.0.0.1:0 takes a free port)
set -euo pipefail
cd "$(dirname "$0")/.."

once=no
case "${1:-}" in
  '') [ -t 1 ] || once=yes ;;
  --once) once=yes ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "quickstart.sh: unknown argument $1 (try --help)" >&2; exit 2 ;;
esac

say() { printf '\n== %s\n' "$*" >&2; }

say "1/5 Packages (安装软件包)"
deploy/install-packages.sh

say "2/5 Build (编译), a few minutes the first time"
log=build/quickstart-build.log
mkdir -p build
if ! { cmake --preset release && cmake --build --preset release; } > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "quickstart.sh: the build failed; the whole log is $log" >&2
  exit 1
fi
bin=$PWD/build/release/bin
data=${HENG_DATA:-build/quickstart}
mkdir -p -m 700 "$data" "$data/tokens"
data=$(cd "$data" && pwd)
store=sqlite:$data/heng.db
unset HENG_CONTEXT HENG_SERVER HENG_TOKEN_FILE HENG_CA HENG_CERTIFICATE HENG_KEY  # of another server
export HENG_CONFIG=$data/contexts/config.toml

say "3/5 Start hengd (启动服务)"
if [ ! -e "$data/tokens/admin.token" ]; then
  "$bin/hengd" init --store "$store" --org shanxi --title 山西省 --code 140000 --token-file "$data/tokens/admin.token" >&2
fi
ready=$(mktemp -u)
mkfifo -m 600 "$ready"
"$bin/hengd" --store "$store" --listen "${HENG_LISTEN:-127.0.0.1:7443}" --http-listen "" \
  > "$ready" 2>> "$data/hengd.log" &
server=$!
stop() {
  trap - EXIT INT TERM
  rm -f "$ready"
  if kill -TERM "$server" 2> /dev/null; then wait "$server" || true; fi
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM
read -r address < "$ready" || true
rm -f "$ready"
if [ -z "${address:-}" ]; then
  tail -n 5 "$data/hengd.log" >&2
  echo "quickstart.sh: hengd did not start; its log is $data/hengd.log" >&2
  exit 1
fi

say "4/5 The example office: one admin, preparer, reviewer and finance user each (示例单位和用户)"
heng() { "$bin/heng" --quiet "$@" > /dev/null; }
context() { heng config set-context "$1" --server "$address" --token-file "$data/tokens/$1.token"; }
# A user with a role on some orgs, and a token in a file of their own. Running it again changes nothing.
user() {
  local name=$1 title=$2 role=$3 home=$4
  shift 4
  if [ ! -e "$data/tokens/$name.token" ]; then
    "$bin/heng" -o json access show "$name" > /dev/null 2>&1 || heng access create "$name" --title "$title" --org "$home"
    for org in "$@"; do heng access grant "$name" --role "$role" --org "$org"; done
    heng token create --principal "$name" --title quickstart --out "$data/tokens/$name.token"
  fi
  context "$name"
}
context admin
heng config use-context admin
heng org import tests/data/directory/orgs.csv
heng project import tests/data/directory/projects.csv
heng policy activate shanxi-2022 --org shanxi --from-year 2000
user preparer 填报人 preparer sx-datong-121005 sx-datong-121005 sx-209100 sx-xinzhou-304006
user reviewer 主管部门审核人 reviewer sx-datong-121 sx-datong-121 sx-209 sx-xinzhou-304
user finance 财政部门 finance shanxi shanxi
heng config use-context preparer

say "5/5 The preparer submits the seven seed forms (填报人提交七份真实自评表)"
"$bin/heng" submit tests/data/seeds/[1-7]-*.json > /dev/null
"$bin/heng" eval list

cat >&2 << TEXT

hengd serves on $address; store, tokens, contexts and log are in $data. Go on with (接下来可以)
  export PATH=$bin:\$PATH HENG_CONFIG=$HENG_CONFIG
  heng whoami                                   you are the preparer; heng config get-contexts shows the others (我是谁)
  heng eval show dt-shebao-2022-zhucun          one form with every number explained (查看一份表)
  heng --context finance eval count             how many forms, how much money, which grades (汇总)
  heng --context reviewer todo                  what waits for the department's reviewer (主管部门待办)
  heng --context reviewer review show dt-shebao-2022-zhucun    open one; review return or review approve (审核)
  heng score tests/data/seeds/as-extracted/*    forms with a lost row: what is wrong and how to mend it (只评分)
  heng --help
TEXT

if [ "$once" = yes ]; then
  stop
  exit 0
fi
echo "Serving until Ctrl-C (按 Ctrl-C 停止)." >&2
wait "$server"
