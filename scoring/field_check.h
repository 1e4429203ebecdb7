// Checking one field at a time and wording what is wrong with it; form_check.cc and target_check.cc walk their forms
// with these.
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
#include "heng/v1/form.pb.h"
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

// Ranges of decimals, as the comments of form.proto give them. A claim may be wrong (that is a finding), so it only has
// to be of a size that points can have.
inline constexpr DecimalRule kWeightRule = {Decimal(), Decimal::FromInt(100), 4, "10", "8.5"};
inline constexpr DecimalRule kClaimRule = {Decimal::FromInt(-100), Decimal::FromInt(1000), 4, "10", "8.76"};
inline constexpr DecimalRule kMoneyRule = {Decimal(), Decimal::FromMillionths(999'999'999'999'990'000), 2, "100260",
                                           "100260.50"};

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
  // The unit and decimals in which a grid of funds prints its amounts.
  void PrintedAs(const Spot& funds, heng::v1::MoneyUnit unit, int decimals);
  // What both kinds of form are known by: subject, its kind, org, year. `org` is what the form calls the org.
  template <typename Form>
  void Identity(const Form& form, Label org) {
    SubjectAndKind(form.subject(), form.subject_kind());
    const Spot head;
    ResourceName({head, "org", org}, form.org(), "orgs");
    Integer({head, "fiscalYear", {"年度", "fiscal year"}}, form.fiscal_year(), kFirstYear, kLastYear);
  }
  // The cells at the head of both kinds of form, up to the unit; `unit` is what the form calls that one.
  template <typename Form>
  void Head(const Form& form, Label unit) {
    const Spot head;
    Text({head, "title", {"标题", "title"}}, form.title(), kMaxCellChars);
    Text({head, "projectName", {"项目名称", "project name"}}, form.project_name(), kMaxCellChars);
    Text({head, "localPrefix", {"项目名称前缀", "local prefix"}}, form.local_prefix(), kMaxCellChars);
    Text({head, "projectCode", {"项目代码", "project code"}}, form.project_code(), kMaxCellChars);
    Text({head, "departmentText", {"主管部门及代码", "department"}}, form.department_text(), kMaxCellChars);
    Text({head, "unitText", unit}, form.unit_text(), kMaxCellChars);
  }
  void FormSize(size_t bytes, size_t most);
  // The field `name` repeats what an earlier row says.
  void Repeated(const Field& field, std::string_view text, const Spot& earlier);

  // Whatever else is wrong: `zh` and `en` say what is wrong with the value, or with the field, and what to do.
  void AddValue(const Field& field, std::string_view value, std::string_view zh, std::string_view en);
  void Add(const Field& field, std::string_view zh, std::string_view en);

  std::vector<Violation> Take() { return std::move(violations_); }

 private:
  static constexpr int kFirstYear = 2000;
  static constexpr int kLastYear = 2100;

  void SubjectAndKind(std::string_view subject, int kind);

  std::vector<Violation> violations_;
};

}  // namespace heng::scoring
