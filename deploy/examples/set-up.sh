#!/usr/bin/env bash
# What the examples need, made once by an administrator: an org, two projects, and a user for the budgeting system with
# a token in a file of its own.
#   set-up.sh PARENT TOKEN_FILE     PARENT: a department, the example's org is put below it
# Server and administrator are those `heng` uses: its context, or HENG_SERVER and HENG_TOKEN_FILE.
set -euo pipefail
if [ $# -ne 2 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
heng org create example-bureau --title 示例局 --type unit --parent "$1"
heng project create example-archive --title 档案管理专项经费 --org example-bureau
heng project create example-network --title 网络运行维护费 --org example-bureau
heng access create budget-system --title 预算系统 --org example-bureau
heng access grant budget-system --role integrator --org example-bureau
heng token create --principal budget-system --title example --out "$2"
