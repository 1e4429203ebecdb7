#include "scoring/field_check.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "scoring/text.h"

namespace heng::scoring {
namespace {

constexpr size_t kMaxRowIdChars = 32;
constexpr size_t kMinResourceIdChars = 3;
constexpr size_t kMaxResourceIdChars = 63;
constexpr size_t kSha256Chars = 64;

// absl::StrCat takes absl::string_view only.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsIdChar(char c) { return IsLower(c) || IsDigit(c) || c == '-'; }

bool IsRowId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxRowIdChars && id.front() != '-' && std::all_of(id.begin(), id.end(), IsIdChar);
}

bool IsResourceId(std::string_view id) {
  return id.size() >= kMinResourceIdChars && id.size() <= kMaxResourceIdChars && IsLower(id.front()) &&
         std::all_of(id.begin(), id.end(), IsIdChar);
}

// Decimals of "-12.345"; nullopt: not a decimal.
std::optional<size_t> PlacesOf(std::string_view text) {
  Cursor in(text);
  in.Take("-");
  if (in.TakeDigits().empty()) return std::nullopt;
  if (in.AtEnd()) return 0;
  if (!in.Take(".")) return std::nullopt;
  const size_t places = in.TakeDigits().size();
  if (places == 0 || !in.AtEnd()) return std::nullopt;
  return places;
}

// "HIGHER, LOWER, QUALITATIVE"
std::string ValueNames(const google::protobuf::EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", type.value(i)->name());
  }
  return names;
}

std::string ZhName(const Field& field) {
  return absl::StrCat(field.spot.zh, field.spot.zh.empty() ? "" : "的", View(field.label.zh));
}

std::string EnName(const Field& field) {
  return absl::StrCat(View(field.label.en), field.spot.en.empty() ? "" : " of ", field.spot.en);
}

}  // namespace

void FieldChecker::Add(const Field& field, std::string_view zh, std::string_view en) {
  if (violations_.size() >= static_cast<size_t>(kMaxViolations)) return;
  violations_.push_back({absl::StrCat(field.spot.path, View(field.name)), absl::StrCat(ZhName(field), View(zh)),
                         absl::StrCat(EnName(field), View(en))});
}

void FieldChecker::AddValue(const Field& field, std::string_view value, std::string_view zh, std::string_view en) {
  const std::string excerpt = Excerpt(value);
  Add(field, absl::StrCat("为“", excerpt, "”：", View(zh)), absl::StrCat(" is \"", excerpt, "\": ", View(en)));
}

void FieldChecker::Text(const Field& field, std::string_view text, size_t max_chars) {
  if (!IsValidUtf8(text)) {
    AddValue(field, text, "不是有效的 UTF-8 文字；请以 UTF-8 编码保存", "not valid UTF-8; save the text as UTF-8");
    return;
  }
  const size_t chars = text.size() <= max_chars ? 0 : CountCodePoints(text);
  if (chars <= max_chars) return;
  AddValue(field, text, absl::StrCat("有", chars, "个字，最多", max_chars, "个字；请缩短"),
           absl::StrCat(chars, " characters, at most ", max_chars, " are allowed; shorten it"));
}

void FieldChecker::Number(const Field& field, std::string_view text, const DecimalRule& rule) {
  if (text.empty()) return;
  const std::optional<size_t> places = PlacesOf(text);
  if (!places) {
    const absl::string_view one = View(rule.example), other = View(rule.other_example);
    AddValue(field, text, absl::StrCat("不是数字；请写成小数，如 \"", one, "\" 或 \"", other, "\""),
             absl::StrCat("not a number; write a decimal such as \"", one, "\" or \"", other, "\""));
    return;
  }
  if (*places > static_cast<size_t>(rule.places)) {
    AddValue(field, text, absl::StrCat("小数超过", rule.places, "位；最多写", rule.places, "位小数"),
             absl::StrCat("more than ", rule.places, " decimals; write at most ", rule.places));
    return;
  }
  const std::optional<Decimal> number = Decimal::Parse(text);
  if (number && *number >= rule.least && *number <= rule.most) return;
  const std::string least = rule.least.ToString(), most = rule.most.ToString();
  AddValue(field, text, absl::StrCat("超出范围；请填写 ", least, " 到 ", most, " 之间的数"),
           absl::StrCat("out of range; write a number from ", least, " to ", most));
}

void FieldChecker::Integer(const Field& field, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return;
  AddValue(field, absl::StrCat(value), absl::StrCat("超出范围；请填写 ", least, " 到 ", most, " 之间的整数"),
           absl::StrCat("out of range; write a whole number from ", least, " to ", most));
}

void FieldChecker::Enum(const Field& field, int value, const google::protobuf::EnumDescriptor& type) {
  if (type.FindValueByNumber(value) != nullptr) return;
  const std::string names = ValueNames(type);
  AddValue(field, absl::StrCat(value), absl::StrCat("没有这个取值；可填 ", names),
           absl::StrCat("no such value; write one of ", names));
}

void FieldChecker::RequiredEnum(const Field& field, int value, const google::protobuf::EnumDescriptor& type) {
  if (value != 0) return Enum(field, value, type);
  const std::string names = ValueNames(type);
  Add(field, absl::StrCat("未填写；请填 ", names, " 之一"), absl::StrCat(" is missing; write one of ", names));
}

void FieldChecker::ResourceName(const Field& field, std::string_view text, std::string_view collection) {
  const bool named = text.starts_with(collection) && text.substr(collection.size()).starts_with("/");
  if (named && IsResourceId(text.substr(collection.size() + 1))) return;
  const std::string pattern = absl::StrCat("\"", View(collection), "/{id}\"");
  const std::string zh_form = absl::StrCat("请写成 ", pattern, "，id 为 3 到 63 个小写字母、数字或连字符，以字母开头");
  const std::string en_form = absl::StrCat("write ", pattern,
                                           ", the id being 3 to 63 lower-case letters, digits or hyphens and beginning "
                                           "with a letter");
  if (text.empty()) {
    Add(field, absl::StrCat("未填写；", zh_form), absl::StrCat(" is missing; ", en_form));
  } else {
    AddValue(field, text, absl::StrCat("不是这里可用的名称；", zh_form),
             absl::StrCat("not a name that fits here; ", en_form));
  }
}

void FieldChecker::RowId(const Spot& row, std::string_view id, RowIds& seen) {
  const Field field = {row, "id", {"行标识", "row id"}};
  constexpr std::string_view kZhForm = "请写 1 到 32 个小写字母、数字或连字符，不以连字符开头";
  constexpr std::string_view kEnForm =
      "write 1 to 32 lower-case letters, digits or hyphens, not beginning with a hyphen";
  if (id.empty()) {
    Add(field, absl::StrCat("未填写；", View(kZhForm)), absl::StrCat(" is missing; ", View(kEnForm)));
    return;
  }
  if (!IsRowId(id)) {
    AddValue(field, id, absl::StrCat("格式不对；", View(kZhForm)), absl::StrCat("not a row id; ", View(kEnForm)));
    return;
  }
  const auto [earlier, added] = seen.emplace(id, row);
  if (!added) Repeated(field, id, earlier->second);
}

void FieldChecker::Repeated(const Field& field, std::string_view text, const Spot& earlier) {
  AddValue(field, text, absl::StrCat("与", earlier.zh, "相同；请改成不同的"),
           absl::StrCat("already used by ", earlier.en, "; choose another one"));
}

void FieldChecker::Sha256(const Field& field, std::string_view text) {
  const auto is_hex = [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); };
  if (text.size() == kSha256Chars && std::all_of(text.begin(), text.end(), is_hex)) return;
  AddValue(field, text, "不是 SHA-256；请写 64 个小写十六进制字符",
           "not a SHA-256; write 64 lower-case hexadecimal characters");
}

bool FieldChecker::Count(const Field& field, int count, int most) {
  if (count <= most) return true;
  Add(field, absl::StrCat("有", count, "行，最多", most, "行；请拆分或删减"),
      absl::StrCat(" has ", count, " rows, at most ", most, " are allowed; split or shorten it"));
  return false;
}

void FieldChecker::PrintedAs(const Spot& funds, heng::v1::MoneyUnit unit, int decimals) {
  Enum({funds, "printedUnit", {"金额单位", "printed unit"}}, unit, *heng::v1::MoneyUnit_descriptor());
  Integer({funds, "printedDecimals", {"小数位数", "printed decimals"}}, decimals, 0, Decimal::kPlaces);
}

void FieldChecker::SubjectAndKind(std::string_view subject, int kind) {
  const Spot head;
  const bool known_kind = kind != 0 && heng::v1::SubjectKind_IsValid(kind);
  const bool org = known_kind ? kind == heng::v1::WHOLE_UNIT : subject.starts_with("orgs/");
  ResourceName({head, "subject", {"评价对象", "subject"}}, subject, org ? "orgs" : "projects");
  RequiredEnum({head, "subjectKind", {"评价对象类型", "subject kind"}}, kind, *heng::v1::SubjectKind_descriptor());
}

void FieldChecker::FormSize(size_t bytes, size_t most) {
  if (bytes <= most) return;
  const Spot form;
  Add({form, "", {"整张表", "the form"}}, absl::StrCat("有", bytes, "字节，最多", most, "字节；请缩短文字"),
      absl::StrCat(" has ", bytes, " bytes, at most ", most, " are allowed; shorten its texts"));
}

}  // namespace heng::scoring
