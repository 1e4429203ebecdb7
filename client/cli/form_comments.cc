#include "client/cli/form_comments.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/str_split.h"

namespace heng::cli {
namespace {

using heng::v1::Comment;

// What may stand before the colon: "r3", "r3.actual", ".narrative.problems", "".
bool LooksLikePlace(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 128 && std::isalnum(c) != 0) || c == '-' || c == '_' || c == '.';
  });
}

// Comments name fields as JSON does: deviation_reason -> deviationReason.
std::string InCamelCase(const std::string& field) {
  std::string name;
  bool up = false;
  for (const char c : field) {
    if (c != '_') name += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = c == '_';
  }
  return name;
}

std::string NoSuchRow(const std::string& row, const std::string& form, Language language) {
  return language == Language::kChinese
             ? form + " 没有行 \"" + row + "\"：行的编号见 heng " +
                   (form.starts_with("targets/") ? "target show" : "eval show") +
                   "。意见里的冒号不表示行时，请在前面再加一个冒号：\":…\"。"
             : form + " has no row \"" + row + "\": heng " +
                   (form.starts_with("targets/") ? "target show" : "eval show") +
                   " tells their ids. Where a colon of the text is meant, put one more before it: \":…\".";
}

std::string ReadComment(const std::string& written, const AnyForm& form, Language language, Comment* comment) {
  const std::size_t colon = written.find(':');
  const bool has_place = colon != std::string::npos && LooksLikePlace(written.substr(0, colon));
  const std::string place = has_place ? written.substr(0, colon) : "";
  const std::size_t point = place.find('.');
  comment->set_row_id(place.substr(0, point));
  if (point != std::string::npos) comment->set_field(InCamelCase(place.substr(point + 1)));
  comment->set_text(has_place ? written.substr(colon + 1) : written);
  if (comment->text().empty()) {
    return Say(language, "意见没有内容：--comment \"", "A comment without text: --comment \"") + written + "\"";
  }
  if (!comment->row_id().empty() && !form.HasRow(comment->row_id())) {
    return NoSuchRow(comment->row_id(), form.name(), language);
  }
  return "";
}

bool HasComment(const AnyForm& form, const std::string& id) {
  const auto& comments = form.review().comments();
  return std::any_of(comments.begin(), comments.end(), [&](const Comment& comment) { return comment.id() == id; });
}

}  // namespace

std::string ReadComments(const std::vector<std::string>& texts, const AnyForm& form, Language language,
                         google::protobuf::RepeatedPtrField<Comment>* comments) {
  for (const std::string& text : texts) {
    if (std::string wrong = ReadComment(text, form, language, comments->Add()); !wrong.empty()) return wrong;
  }
  return "";
}

std::string ReadAnswers(const std::vector<std::string>& texts, const AnyForm& form, Language language,
                        google::protobuf::RepeatedPtrField<heng::v1::AnswerCommentsRequest::Answer>* answers) {
  for (const std::string& written : texts) {
    const std::size_t equals = written.find('=');
    if (equals == std::string::npos || equals + 1 == written.size()) {
      return Say(language, "答复要写成 意见编号=内容，如 c1=已补充：--comment \"",
                 "An answer is ID=TEXT, as in c1=\"added\": --comment \"") +
             written + "\"";
    }
    auto* answer = answers->Add();
    answer->set_comment(written.substr(0, equals));
    answer->set_text(written.substr(equals + 1));
    if (!HasComment(form, answer->comment())) {
      return language == Language::kChinese ? form.name() + " 没有意见 \"" + answer->comment() + "\"。"
                                            : form.name() + " has no comment \"" + answer->comment() + "\".";
    }
  }
  return "";
}

std::string ReadRowScores(const std::vector<std::string>& texts, const AnyForm& form, Language language,
                          google::protobuf::RepeatedPtrField<heng::v1::RowRecheck>* rows) {
  for (const std::string& written : texts) {
    const std::vector<std::string> parts = absl::StrSplit(written, absl::MaxSplits('=', 1));
    const std::vector<std::string> scored =
        parts.size() == 2 ? absl::StrSplit(parts[1], absl::MaxSplits(':', 1)) : std::vector<std::string>();
    if (scored.size() != 2 || parts[0].empty() || scored[0].empty() || scored[1].empty()) {
      return Say(language, "要写成 行=分数:原因，如 r3=8.5:佐证不足：--row \"",
                 "A score is ROW=SCORE:REASON, as in r3=8.5:\"no proof\": --row \"") +
             written + "\"";
    }
    auto* row = rows->Add();
    row->set_row_id(parts[0]);
    row->set_score(scored[0]);
    row->set_reason(scored[1]);
    if (!form.HasRow(parts[0])) return NoSuchRow(parts[0], form.name(), language);
  }
  return "";
}

}  // namespace heng::cli
