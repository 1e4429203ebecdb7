// Checking one field at a time and wording what is wrong with it; form_check.cc walks the form with these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "scoring/decimal.h"
#include "scoring/form_check.h"

namespace heng::scoring {

// What people call a field.
struct Label {
  std::string_view zh;
  std::string_view en;
};

// Where a field stands: the path before it and, for rows, what people call the row.
struct Spot {
  std::string path;  // "indicators[3]."; empty: the head of the form
  std::string zh;    // "第4行"
  std::string en;    // "row 4"
};

// A field to check.
struct Field {
  const Spot& spot;
  std::string_view name;  // lowerCamelCase: "annualBudget"
  Label label;
};

// What a decimal field may hold.
struct DecimalRule {
  Decimal least;
  Decimal most;
  int places;
  std::string_view example;
  std::string_view other_example;
};

// Row ids seen so far, with the row that has each.
using RowIds = std::map<std::string, Spot, std::less<>>;

// Collects violations, the first kMaxViolations of them.
class FieldChecker {
 public:
  // At most `max_chars` code points of UTF-8.
  void Text(const Field& field, std::string_view text, size_t max_chars);
  // Empty (an empty cell), or a decimal that fits the rule.
  void Number(const Field& field, std::string_view text, const DecimalRule& rule);
  void Integer(const Field& field, int64_t value, int64_t least, int64_t most);
  // A value the enum has.
  void Enum(const Field& field, int value, const google::protobuf::EnumDescriptor& type);
  // The same, and not the unspecified one.
  void RequiredEnum(const Field& field, int value, const google::protobuf::EnumDescriptor& type);
  // "orgs/{id}" for the collection "orgs".
  void ResourceName(const Field& field, std::string_view text, std::string_view collection);
  // Field "id" of the row: present, well formed and not among `seen`, to which it is added.
  void RowId(const Spot& row, std::string_view id, RowIds& seen);
  void Sha256(const Field& field, std::string_view text);
  // Says so and returns false if there are more than `most` rows.
  bool Count(const Field& field, int count, int most);
  void FormSize(size_t bytes, size_t most);
  // The field `name` repeats what an earlier row says.
  void Repeated(const Field& field, std::string_view text, const Spot& earlier);

  std::vector<Violation> Take() { return std::move(violations_); }

 private:
  // `zh` and `en` say what is wrong with the value and what to do.
  void AddValue(const Field& field, std::string_view value, std::string_view zh, std::string_view en);
  void Add(const Field& field, std::string_view zh, std::string_view en);

  std::vector<Violation> violations_;
};

}  // namespace heng::scoring
