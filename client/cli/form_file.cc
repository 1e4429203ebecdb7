#include "client/cli/form_file.h"

#include <algorithm>
#include <set>

#include "client/cli/read_file.h"
#include "client/cli/sha256.h"

namespace heng::cli {
namespace {

LoadedFile Refused(std::string zh, std::string en) {
  return {std::nullopt, {{"", 0, 0, std::move(zh), std::move(en)}}};
}

LoadedFile TooLarge() {
  return Refused("超过 4 MiB：自评表不会这么大，请核对是否选错了文件。",
                 "Larger than 4 MiB: no form is. Is this the right file?");
}

LoadedFile LoadRegularFile(const std::string& path) {
  FileText file = ReadRegularFile(path, kMaxFileBytes);
  if (file.too_large) return TooLarge();
  if (!file.text) return Refused(std::move(file.zh), std::move(file.en));
  return ParseFormFile(*file.text);
}

LoadedFile LoadStream(std::istream& stream) {
  std::string content(kMaxFileBytes + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  const auto size = static_cast<std::size_t>(stream.gcount());
  if (size > kMaxFileBytes) return TooLarge();
  content.resize(size);
  return ParseFormFile(content);
}

// What the author may write of an evaluation; the rest of a printed evaluation is the server's.
heng::v1::Evaluation AuthorsPart(heng::v1::Evaluation whole) {
  heng::v1::Evaluation part;
  part.set_name(whole.name());
  part.set_etag(whole.etag());
  part.mutable_form()->Swap(whole.mutable_form());
  if (whole.has_contacts()) part.mutable_contacts()->Swap(whole.mutable_contacts());
  return part;
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

LoadedFile ParseFormFile(const std::string& content) {
  const std::vector<std::string> keys = json::TopLevelKeys(content);
  const bool is_evaluation = std::find(keys.begin(), keys.end(), "form") != keys.end();
  heng::v1::Evaluation evaluation;
  google::protobuf::Message* target = evaluation.mutable_form();
  if (is_evaluation) target = &evaluation;
  std::vector<json::Mistake> mistakes = json::ReadMessage(content, target);
  if (!mistakes.empty()) return {std::nullopt, std::move(mistakes)};
  FormFile file{Sha256Hex(content), AuthorsPart(std::move(evaluation))};
  FillRowIds(file.evaluation.mutable_form());
  return {std::move(file), {}};
}

LoadedFile LoadFormFile(const std::string& path, std::istream& standard_input) {
  return path == "-" ? LoadStream(standard_input) : LoadRegularFile(path);
}

}  // namespace heng::cli
