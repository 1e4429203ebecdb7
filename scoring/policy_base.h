// Policies that name another one and give only what is different, and where in a file a field stands.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/text_format.h"
#include "heng/v1/policy.pb.h"

namespace heng::scoring {

// `own` with the fields it does not give taken from `base`. A field it gives replaces that of the base whole, lists and
// messages too. Name, revision, title and cases are its own.
heng::v1::Policy WithBase(const heng::v1::Policy& own, const heng::v1::Policy& base);

// The line, from 1, of a field path such as "bands[1].upper", or of the innermost part of it that the file has; 0:
// none.
int LineOf(const google::protobuf::TextFormat::ParseInfoTree& locations, std::string_view path);

}  // namespace heng::scoring
