#!/bin/sh
# Makes the stubs from the contract into gen/. Debian: protobuf-compiler, nodejs, npm; once before: npm ci
set -eu
cd "$(dirname "$0")"
proto=${HENG_PROTO:-../../../proto}
mkdir -p gen
protoc -I "$proto" --plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es --es_out gen --es_opt target=js,import_extension=js \
  "$proto"/google/rpc/*.proto "$proto"/heng/v1/*.proto
