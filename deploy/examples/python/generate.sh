#!/bin/sh
# Makes the stubs from the contract into gen/, or the folder given. Debian: protobuf-compiler, protobuf-compiler-grpc,
# python3-grpcio, python3-protobuf.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-$here/gen}
cd "${HENG_PROTO:-$here/../../../proto}"
mkdir -p "$to"
protoc -I . --python_out="$to" --grpc_python_out="$to" --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" \
  google/rpc/*.proto heng/v1/*.proto
