// Fields of a message from text as people write it, on a command line or in a cell.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/language.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace heng::cli {

// What is wrong with a value, in both languages.
struct WrongValue {
  std::string zh, en;
};

// Sets a field of text, a choice (either language), true or false (是, 否) or a whole number. An empty text clears it.
// Pre: the message has the field.
std::optional<WrongValue> SetField(const std::string& field, const std::string& text,
                                   google::protobuf::Message* message);

// Sets fields as Options::fields has them; a list takes all values.
std::optional<WrongValue> SetFields(const std::map<std::string, std::vector<std::string>>& fields,
                                    google::protobuf::Message* message);

// The names of these fields.
google::protobuf::FieldMask MaskOf(const std::map<std::string, std::vector<std::string>>& fields);

}  // namespace heng::cli
