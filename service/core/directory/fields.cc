#include "service/core/directory/fields.h"

#include <algorithm>
#include <array>
#include <span>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "scoring/text.h"
#include "service/core/entries.h"
#include "service/core/errors.h"
#include "service/core/names.h"

namespace heng::core {
namespace {

using google::protobuf::FieldMask;
using heng::v1::Org;
using heng::v1::Project;
using scoring::Violation;

constexpr std::array<const char*, 4> kOrgFields = {"title", "code", "parent", "start_date"};
constexpr std::array<const char*, 9> kProjectFields = {"title",     "local_prefix", "org",    "code",      "category",
                                                       "attribute", "tier",         "parent", "classified"};

bool IsAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool IsCodeChar(char c) { return IsAlnum(c) || c == '-' || c == '.'; }

// Control characters, also those beyond ASCII that break or turn a line.
bool IsControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool HasControl(std::string_view text) {
  while (!text.empty()) {
    const scoring::CodePoint c = scoring::FirstCodePoint(text);
    if (IsControl(c.value)) return true;
    text.remove_prefix(c.length);
  }
  return false;
}

class Checker {
 public:
  explicit Checker(std::string_view prefix) : prefix_(prefix) {}

  void Add(std::string_view field, std::string_view zh, std::string_view en) {
    wrong_.push_back({prefix_ + std::string(field), std::string(zh), std::string(en)});
  }

  void Text(std::string_view field, const std::string& text, size_t max_chars, bool required) {
    if (text.empty()) {
      if (required) Add(field, "未填写。", "is missing");
      return;
    }
    const std::string quoted = Quoted(text);
    if (HasControl(text)) {
      return Add(field, absl::StrCat(quoted, " 中有换行等控制字符；请删去。"),
                 absl::StrCat(quoted, " has control characters such as line breaks; remove them"));
    }
    if (scoring::FoldGlyphs(text).empty())
      return Add(field, "只有空格；请填写。", "has nothing but blanks; fill it in");
    const size_t chars = scoring::CountCodePoints(text);
    if (chars <= max_chars) return;
    Add(field, absl::StrCat(quoted, " 有 ", chars, " 个字，最多 ", max_chars, " 个字；请缩短。"),
        absl::StrCat(quoted, " has ", chars, " characters, at most ", max_chars, " are allowed; shorten it"));
  }

  void Name(std::string_view field, const std::string& name, std::string_view collection, bool required) {
    if (name.empty()) {
      if (required) Add(field, "未填写。", "is missing");
      return;
    }
    const std::string prefix = std::string(collection) + "/";
    if (name.starts_with(prefix) && IsResourceId(std::string_view(name).substr(prefix.size()))) return;
    Add(field,
        absl::StrCat(Quoted(name), " 不是名称；应形如 ", prefix,
                     "{id}，编号为 3 至 63 位小写字母、数字和连字符，以字母开头。"),
        absl::StrCat(Quoted(name), " is no such name; write ", prefix,
                     "{id} with an id of 3 to 63 lower-case letters, digits and hyphens that begins with a letter"));
  }

  void Enum(std::string_view field, int value, const google::protobuf::EnumDescriptor& type, bool required) {
    if (type.FindValueByNumber(value) != nullptr && (value != 0 || !required)) return;
    std::vector<std::string> names;
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
    }
    const std::string list = absl::StrJoin(names, ", ");
    Add(field, absl::StrCat(value == 0 ? "未填写" : absl::StrCat("没有取值 ", value), "；可填 ", list, "。"),
        absl::StrCat(value == 0 ? "is missing" : absl::StrCat("has no value ", value), "; write one of ", list));
  }

  void Day(std::string_view field, const std::string& day) {
    if (day.empty() || IsDay(day)) return;
    Add(field, absl::StrCat(Quoted(day), " 不是日期；应形如 2022-12-31。"),
        absl::StrCat(Quoted(day), " is no day; write it as 2022-12-31"));
  }

  std::vector<Violation> Take() { return std::move(wrong_); }

 private:
  const std::string prefix_;
  std::vector<Violation> wrong_;
};

// Both messages have these fields; `from` is left with the masked ones only.
template <typename Message>
absl::Status ApplyMask(Message from, const FieldMask& mask, std::span<const char* const> allowed, Message* to) {
  std::vector<Violation> unknown;
  for (int i = 0; i < mask.paths_size(); ++i) {
    if (std::find(allowed.begin(), allowed.end(), mask.paths(i)) != allowed.end()) continue;
    const std::string list = absl::StrJoin(allowed, ", ");
    unknown.push_back({absl::StrCat("updateMask.paths[", i, "]"),
                       absl::StrCat(Quoted(mask.paths(i)), " 不能修改；可写 ", list, "。"),
                       absl::StrCat(Quoted(mask.paths(i)), " can't be updated; write one of ", list)});
  }
  if (!unknown.empty()) return InvalidFields(unknown);
  const auto* reflection = Message::GetReflection();
  for (const char* name : allowed) {
    const bool masked =
        mask.paths().empty() || std::find(mask.paths().begin(), mask.paths().end(), name) != mask.paths().end();
    if (masked) reflection->SwapFields(&from, to, {Message::descriptor()->FindFieldByName(name)});
  }
  return absl::OkStatus();
}

template <typename Message>
bool SameBytes(const Message& a, const Message& b) {
  return WithoutOutput(a).SerializeAsString() == WithoutOutput(b).SerializeAsString();
}

}  // namespace

std::vector<Violation> CheckOrgFields(const Org& org, std::string_view prefix) {
  Checker check(prefix);
  check.Name("name", org.name(), "orgs", /*required=*/true);
  check.Text("title", org.title(), kMaxTitleChars, /*required=*/true);
  check.Enum("type", org.type(), *Org::Type_descriptor(), /*required=*/true);
  check.Name("parent", org.parent(), "orgs", /*required=*/false);
  const std::string& code = org.code();
  if (code.size() > kMaxOrgCodeChars || !std::all_of(code.begin(), code.end(), IsCodeChar)) {
    check.Add(
        "code",
        absl::StrCat(Quoted(code), " 不是单位编码；最多 ", kMaxOrgCodeChars, " 位字母、数字、连字符和点，如 121005。"),
        absl::StrCat(Quoted(code), " is no code of an org; at most ", kMaxOrgCodeChars,
                     " letters, digits, hyphens and dots, such as 121005"));
  }
  check.Day("startDate", org.start_date());
  return check.Take();
}

std::vector<Violation> CheckProjectFields(const Project& project, std::string_view prefix) {
  Checker check(prefix);
  check.Name("name", project.name(), "projects", /*required=*/true);
  check.Text("title", project.title(), kMaxTitleChars, /*required=*/true);
  const std::string& local = project.local_prefix();
  if (local.size() > kMaxLocalPrefixChars || !std::all_of(local.begin(), local.end(), IsAlnum)) {
    check.Add("localPrefix",
              absl::StrCat(Quoted(local), " 不是项目前缀；最多 ", kMaxLocalPrefixChars, " 位字母和数字，如 J、QT。"),
              absl::StrCat(Quoted(local), " is no local prefix; at most ", kMaxLocalPrefixChars,
                           " letters and digits, such as J or QT"));
  }
  check.Name("org", project.org(), "orgs", /*required=*/true);
  const std::string& code = project.code();
  if (!code.empty() && (code.size() != kProjectCodeChars || !std::all_of(code.begin(), code.end(), IsAlnum))) {
    check.Add(
        "code", absl::StrCat(Quoted(code), " 不是项目代码；应为 21 位字母和数字，如 51092324T000010263357。"),
        absl::StrCat(Quoted(code), " is no project code; it has 21 letters and digits, such as 51092324T000010263357"));
  }
  check.Enum("category", project.category(), *Project::Category_descriptor(), /*required=*/false);
  check.Text("attribute", project.attribute(), kMaxAttributeChars, /*required=*/false);
  check.Enum("tier", project.tier(), *Project::Tier_descriptor(), /*required=*/false);
  check.Name("parent", project.parent(), "projects", /*required=*/false);
  if (!project.parent().empty() && project.tier() != Project::TIER_TWO) {
    check.Add("parent", "只有二级项目（TIER_TWO）才有所属的一级项目；请删去，或把 tier 改为 TIER_TWO。",
              "only a TIER_TWO project has one; remove it, or make the tier TIER_TWO");
  }
  if (!project.parent().empty() && project.parent() == project.name()) {
    check.Add("parent", "不能是项目自己。", "can't be the project itself");
  }
  return check.Take();
}

Org WithoutOutput(Org org) {
  org.clear_end_date();
  org.clear_successor();
  org.clear_predecessors();
  org.clear_etag();
  org.clear_create_time();
  org.clear_update_time();
  org.DiscardUnknownFields();
  return org;
}

Project WithoutOutput(Project project) {
  project.clear_end_date();
  project.clear_lineage();
  project.clear_etag();
  project.clear_create_time();
  project.clear_update_time();
  project.DiscardUnknownFields();
  return project;
}

bool SameInput(const Org& a, const Org& b) { return SameBytes(a, b); }
bool SameInput(const Project& a, const Project& b) { return SameBytes(a, b); }

absl::Status ApplyOrgMask(const Org& from, const FieldMask& mask, Org* to) {
  return ApplyMask(from, mask, kOrgFields, to);
}

absl::Status ApplyProjectMask(const Project& from, const FieldMask& mask, Project* to) {
  return ApplyMask(from, mask, kProjectFields, to);
}

void CheckPastDay(std::string_view field, std::string_view day, std::string_view today, std::vector<Violation>* wrong) {
  if (day.empty()) return;
  const std::string text(day);
  if (!IsDay(day)) {
    wrong->push_back({std::string(field), absl::StrCat(Quoted(day), " 不是日期；应形如 2022-12-31。"),
                      absl::StrCat(Quoted(day), " is no day; write it as 2022-12-31")});
  } else if (day > today) {
    wrong->push_back(
        {std::string(field),
         absl::StrCat(text, " 还没有到：一经办理立即生效。请在当日办理，或不填（今天 ", std::string(today), "）。"),
         absl::StrCat(text,
                      " is still to come, and this takes effect at once; call on that day, or leave it "
                      "out for today, ",
                      std::string(today))});
  }
}

std::string DayBefore(std::string_view day) {
  absl::CivilDay parsed;
  if (!absl::ParseCivilTime({day.data(), day.size()}, &parsed)) return std::string(day);
  return absl::FormatCivilTime(parsed - 1);
}

}  // namespace heng::core
