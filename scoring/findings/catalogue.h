// The catalogue of findings (scoring/findings.textproto) and the one place where a finding is written.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/repeated_ptr_field.h"
#include "heng/v1/form.pb.h"
#include "heng/v1/policy.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/policy_rules.h"

namespace heng::scoring {

// The whole catalogue, read once. Dies if the embedded file is wrong (a programmer error; a test reads it).
const heng::v1::FindingCatalogue& Catalogue();
// nullptr: no such finding.
const heng::v1::FindingEntry* FindFinding(std::string_view id);

// A value for a {placeholder}; `en` empty: the same in both languages.
struct Arg {
  std::string_view name;
  std::string zh;
  std::string en = "";
};

// What a check found. {row}, {stated} and {expected} of the text are filled from it.
struct Found {
  std::string_view id;
  std::string_view variant = "";  // another wording of the entry
  heng::v1::Place place;
  std::optional<std::string> stated;
  std::optional<std::string> expected;
  std::string row_zh, row_en;  // how the text names the row
};

// Takes the findings of one form, in order.
class Findings {
 public:
  Findings(const PolicyRules& rules, google::protobuf::RepeatedPtrField<heng::v1::Finding>* out)
      : rules_(rules), out_(out) {}

  // Pre: the catalogue has the id, and the variant where one is named.
  void Add(Found found, std::initializer_list<Arg> args = {});

 private:
  const PolicyRules& rules_;
  google::protobuf::RepeatedPtrField<heng::v1::Finding>* out_;
};

// `text` cut to 40 characters, with … where something is missing: how texts quote a cell.
std::string Quoted(std::string_view text);

}  // namespace heng::scoring
