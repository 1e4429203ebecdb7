#!/usr/bin/env bash
# Makes certificates for tests in the folder $1: NAME.pem and NAME.key each.
#   ca                      an authority, and of it:
#   server, server2         for localhost and 127.0.0.1
#   client-uri, client-dns  with two names in the subject alternative name; client-cn with none
#   stranger                of another authority (stranger-ca)
set -euo pipefail
cd "$1"

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$1" \
    -keyout "$1.key" -out "$1.pem" 2> /dev/null
}

# issue AUTHORITY NAME COMMON-NAME [SUBJECT-ALTERNATIVE-NAMES]
issue() {
  openssl req -x509 -CA "$1.pem" -CAkey "$1.key" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
    -subj "/CN=$3" -addext basicConstraints=critical,CA:FALSE ${4:+-addext "subjectAltName=$4"} \
    -keyout "$2.key" -out "$2.pem" 2> /dev/null
}

authority ca
authority stranger-ca
issue ca server server DNS:localhost,IP:127.0.0.1
issue ca server2 server2 DNS:localhost,IP:127.0.0.1
issue ca client-uri nobody URI:heng://principals/zhang,DNS:zhang.example
issue ca client-dns nobody DNS:li.example,DNS:li2.example
issue ca client-cn wang
issue stranger-ca stranger stranger DNS:zhang.example
