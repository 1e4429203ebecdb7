#!/usr/bin/env bash
# From a fresh Debian 12 machine to a running hengd with seven real forms, graded.
#   deploy/quickstart.sh          on a terminal: keeps serving until Ctrl-C; without one: stops and exits
#   deploy/quickstart.sh --once   stops and exits in any case
#
# HENG_DATA    where the store is kept (default: build/quickstart)
# HENG_LISTEN  address to serve on (default: 127.0.0.1:7443; 127.0.0.1:0 takes a free port)
# HENG_HTTP_LISTEN  address of /healthz, /readyz and /metrics (default: a free port; hengd's log says which)
set -euo pipefail
cd "$(dirname "$0")/.."

once=no
case "${1:-}" in
  '') [ -t 1 ] || once=yes ;;
  --once) once=yes ;;
  -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "quickstart.sh: unknown argument $1 (try --help)" >&2; exit 2 ;;
esac

say() { printf '\n== %s\n' "$*" >&2; }

say "1/4 Packages (安装软件包)"
deploy/install-packages.sh

say "2/4 Build (编译), a few minutes the first time"
log=build/quickstart-build.log
mkdir -p build
if ! { cmake --preset release && cmake --build --preset release; } > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "quickstart.sh: the build failed; the whole log is $log" >&2
  exit 1
fi
bin=$PWD/build/release/bin

say "3/4 Start hengd (启动服务)"
data=${HENG_DATA:-build/quickstart}
mkdir -p "$data"
ready=$(mktemp -u)
mkfifo -m 600 "$ready"
"$bin/hengd" --default-policy shanxi-2022 --store "sqlite:$data/heng.db" --listen "${HENG_LISTEN:-127.0.0.1:7443}" \
  --http-listen "${HENG_HTTP_LISTEN:-127.0.0.1:0}" \
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
export HENG_SERVER=$address

say "4/4 Submit the seven seed forms (提交七份真实自评表)"
"$bin/heng" submit tests/data/seeds/[1-7]-*.json > /dev/null
"$bin/heng" eval list

cat >&2 << TEXT

hengd serves on $address, store $data/heng.db, log $data/hengd.log. Go on with (接下来可以)
  export PATH=$bin:\$PATH HENG_SERVER=$address
  heng eval show dt-shebao-2022-zhucun          one form with every number explained (查看一份表)
  heng score tests/data/seeds/as-extracted/*    forms with a lost row: what is wrong and how to mend it (只评分)
  heng score --policy mof-2020 tests/data/seeds/[1-7]-*.json    the same forms under the national rule (换规则)
  heng --help
TEXT

if [ "$once" = yes ]; then
  stop
  exit 0
fi
echo "Serving until Ctrl-C (按 Ctrl-C 停止)." >&2
wait "$server"
