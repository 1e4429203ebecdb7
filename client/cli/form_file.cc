#include "client/cli/form_file.h"

#include <algorithm>
#include <set>

#include "client/cli/read_file.h"
#include "client/cli/sha256.h"

namespace heng::cli {
namespace {

struct Content {
  std::optional<std::string> text;
  std::vector<json::Mistake> mistakes;  // why there is no text
};

Content Refused(std::string zh, std::string en) { return {std::nullopt, {{"", 0, 0, std::move(zh), std::move(en)}}}; }

Content TooLarge() {
  return Refused("超过 4 MiB：自评表不会这么大，请核对是否选错了文件。",
                 "Larger than 4 MiB: no form is. Is this the right file?");
}

Content ReadFile(const std::string& path) {
  FileText file = ReadRegularFile(path, kMaxFileBytes);
  if (file.too_large) return TooLarge();
  if (!file.text) return Refused(std::move(file.zh), std::move(file.en));
  return {std::move(file.text), {}};
}

Content ReadStream(std::istream& stream) {
  std::string content(kMaxFileBytes + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  const auto size = static_cast<std::size_t>(stream.gcount());
  if (size > kMaxFileBytes) return TooLarge();
  content.resize(size);
  return {std::move(content), {}};
}

Content Read(const std::string& path, std::istream& standard_input) {
  return path == "-" ? ReadStream(standard_input) : ReadFile(path);
}

// What the author may write of a form; the rest of a printed one is the server's.
template <typename Form>
Form AuthorsPart(Form whole) {
  Form part;
  part.set_name(whole.name());
  part.set_etag(whole.etag());
  part.mutable_form()->Swap(whole.mutable_form());
  if (whole.has_contacts()) part.mutable_contacts()->Swap(whole.mutable_contacts());
  return part;
}

// The whole form with its envelope, or what the author writes alone.
template <typename Form>
std::vector<json::Mistake> ParseWhole(const std::string& content, Form* form) {
  const std::vector<std::string> keys = json::TopLevelKeys(content);
  const bool has_envelope = std::find(keys.begin(), keys.end(), "form") != keys.end();
  google::protobuf::Message* part = form->mutable_form();
  if (has_envelope) part = form;
  std::vector<json::Mistake> mistakes = json::ReadMessage(content, part);
  if (!mistakes.empty()) return mistakes;
  *form = AuthorsPart(std::move(*form));
  FillRowIds(form->mutable_form());
  return {};
}

class RowIds {
 public:
  void Take(const std::string& id) { taken_.insert(id); }

  void Fill(const std::string& wanted, std::string* id) {
    if (!id->empty()) return;
    *id = wanted;
    for (int i = 2; !taken_.insert(*id).second; ++i) *id = wanted + "-" + std::to_string(i);
  }

 private:
  std::set<std::string> taken_;
};

template <typename Rows>
void FillAll(Rows* rows, char prefix, RowIds* ids, int* position) {
  for (auto& row : *rows) ids->Fill(prefix + std::to_string(++*position), row.mutable_id());
}

template <typename Rows>
void FillAll(Rows* rows, char prefix, RowIds* ids) {
  int position = 0;
  FillAll(rows, prefix, ids, &position);
}

RowIds TakenIds(const heng::v1::FormContent& form) {
  RowIds ids;
  for (const auto& row : form.indicators()) ids.Take(row.id());
  for (const auto& row : form.main_tasks()) ids.Take(row.id());
  for (const auto& row : form.attachments()) ids.Take(row.id());
  ids.Take(form.funds().total().id());
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) ids.Take(line.id());
  }
  return ids;
}

}  // namespace

void FillRowIds(heng::v1::FormContent* form) {
  RowIds ids = TakenIds(*form);
  FillAll(form->mutable_indicators(), 'r', &ids);
  FillAll(form->mutable_main_tasks(), 't', &ids);
  FillAll(form->mutable_attachments(), 'a', &ids);
  if (!form->has_funds()) return;
  if (form->funds().has_total()) ids.Fill("total", form->mutable_funds()->mutable_total()->mutable_id());
  int position = 0;
  for (auto& breakdown : *form->mutable_funds()->mutable_breakdowns()) {
    FillAll(breakdown.mutable_lines(), 'f', &ids, &position);
  }
}

void FillRowIds(heng::v1::TargetContent* form) {
  RowIds ids;
  for (const auto& row : form->indicators()) ids.Take(row.id());
  for (const auto* funds : {&form->term_funds(), &form->annual_funds()}) {
    for (const auto& line : funds->lines()) ids.Take(line.id());
  }
  FillAll(form->mutable_indicators(), 'r', &ids);
  int position = 0;
  if (form->has_term_funds()) FillAll(form->mutable_term_funds()->mutable_lines(), 'f', &ids, &position);
  if (form->has_annual_funds()) FillAll(form->mutable_annual_funds()->mutable_lines(), 'f', &ids, &position);
}

LoadedFile ParseFormFile(const std::string& content) {
  FormFile file{Sha256Hex(content), {}, {}};
  std::vector<json::Mistake> mistakes = LooksLikeSheet(content) ? ParseSheet(content, &file.evaluation, &file.sheet)
                                                                : ParseWhole(content, &file.evaluation);
  if (!mistakes.empty()) return {std::nullopt, std::move(mistakes)};
  return {std::move(file), {}};
}

LoadedTarget ParseTargetFile(const std::string& content) {
  TargetFile file{Sha256Hex(content), {}, {}};
  std::vector<json::Mistake> mistakes =
      LooksLikeSheet(content) ? ParseSheet(content, &file.target, &file.sheet) : ParseWhole(content, &file.target);
  if (!mistakes.empty()) return {std::nullopt, std::move(mistakes)};
  return {std::move(file), {}};
}

LoadedFile LoadFormFile(const std::string& path, std::istream& standard_input) {
  Content content = Read(path, standard_input);
  if (!content.text) return {std::nullopt, std::move(content.mistakes)};
  return ParseFormFile(*content.text);
}

LoadedTarget LoadTargetFile(const std::string& path, std::istream& standard_input) {
  Content content = Read(path, standard_input);
  if (!content.text) return {std::nullopt, std::move(content.mistakes)};
  return ParseTargetFile(*content.text);
}

}  // namespace heng::cli
