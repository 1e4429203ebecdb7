#!/usr/bin/env python3
"""Fails if a source file includes what its folder may not use. The rules are those of README.md, "The house"."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# folder -> prefixes of quoted includes it may use (its own folder is always allowed)
MAY_USE = {
    "proto/json": ["heng/v1/"],
    "scoring": ["heng/v1/"],
    "service/store": [],
    "service/forms": ["heng/v1/", "proto/json/", "scoring/"],
    "service/core": ["heng/v1/", "google/rpc/", "proto/json/", "scoring/", "service/forms/", "service/store/store.h", "service/store/hashing.h",
                     "service/store/records.h"],
    "service/admin": ["heng/v1/", "service/language.h", "service/store_location.h", "service/core/access/first_admin.h", "service/core/verification.h", "service/store/store.h",
                      "service/store/engine.h", "service/store/sqlite/", "service/store/postgres/"],
    "service/tls": ["service/language.h"],
    "service/api": ["heng/v1/", "google/rpc/", "service/core/", "service/store/store.h", "service/store/histogram.h",
                    "service/tls/watcher.h"],
    "service/gateway": ["google/rpc/", "proto/json/json.h", "scoring/form_check.h", "service/address.h", "service/language.h",
                        "service/api/call_stats.h", "service/api/calls.h", "service/core/errors.h", "service/core/errors_http.h", "service/store/store.h",
                        "service/tls/server_context.h", "service/tls/watcher.h"],
    "client": ["heng/v1/", "google/rpc/", "proto/json/", "scoring/", "service/forms/read_form.h",
               "service/forms/mistake.h"],
    "tests/conformance/api": ["heng/v1/", "google/rpc/", "tests/support/"],
}
# header -> folders that may include it
ONLY_IN = {
    "sqlite3.h": ["service/store/sqlite", "tests"],
    "libpq-fe.h": ["service/store/postgres", "tests"],
    "grpc/": ["service/api", "tests"],
    "grpcpp/": ["service/api", "service/server.cc", "client", "tests"],
    "nlohmann/": ["proto/json", "service/api", "service/settings_print.cc", "client", "tests"],
    "toml++/": ["service/settings_read.cc", "client/cli/config_file.cc"],
    "CLI/": ["service/config.cc", "service/admin", "client", "tests"],
    "openssl/": ["scoring", "service/core", "service/store", "service/tls", "client", "tests"],
    "expat.h": ["service/forms/xlsx", "tests"],
    "minizip/": ["service/forms/xlsx", "tests"],
    "xlsxwriter": ["service/forms"],
    "pango/": ["service/forms"],
    "cairo": ["service/forms"],
    "boost/": ["service/gateway"],
    "zlib.h": ["service/gateway", "tests"],
    "prometheus/": ["service/gateway"],
    "service/store/sqlite/": ["service/store/sqlite", "service/main.cc", "service/admin", "tests"],
    "service/store/postgres/": ["service/store/postgres", "service/main.cc", "service/admin", "tests"],
}
# folders whose headers of third parties and Abseil are always fine; only quoted project includes are restricted
PROJECT = re.compile(r"^(heng/v1/|google/rpc/|proto/|scoring/|service/|client/|tests/)")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def folder_of(path):
    """The most specific rule that covers `path`."""
    candidates = [folder for folder in MAY_USE if path.startswith(folder + "/")]
    return max(candidates, key=len) if candidates else None


def violations(path, text):
    folder = folder_of(path)
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        header = match.group(1)
        for prefix, places in ONLY_IN.items():
            if header.startswith(prefix) and not any(path == p or path.startswith(p + "/") for p in places):
                yield f"{path}:{number}: {header} may be included in {', '.join(places)} only"
        if folder and PROJECT.match(header) and not header.startswith(folder + "/"):
            if not any(header.startswith(prefix) for prefix in MAY_USE[folder]):
                yield f"{path}:{number}: {folder} may not use {header}"
        if path.startswith("service/core/") and re.match(r"grpc", header):
            yield f"{path}:{number}: core does not know gRPC"


def main():
    found = []
    for suffix in ("*.h", "*.cc"):
        for top in ("proto", "scoring", "service", "client", "tests"):
            for file in sorted((ROOT / top).rglob(suffix)):
                found += violations(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))
    # The check checks itself: a forbidden include must be seen.
    assert list(violations("scoring/x.cc", '#include "service/core/errors.h"')), "the rules do not bite"
    assert list(violations("service/core/x.cc", "#include <sqlite3.h>")), "the rules do not bite"
    print("\n".join(found) if found else "include directions hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
