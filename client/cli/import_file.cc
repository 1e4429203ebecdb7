#include "client/cli/import_file.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "client/cli/csv.h"
#include "client/cli/import_columns.h"
#include "client/cli/import_json.h"
#include "client/cli/read_file.h"
#include "client/cli/sha256.h"
#include "client/cli/text_encoding.h"
#include "heng/v1/budget_service.pb.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using google::protobuf::Message;

std::string Trimmed(const std::string& text) { return std::string(absl::StripAsciiWhitespace(text)); }

std::string AllTitles(const std::vector<ImportColumn>& columns) {
  std::string all;
  for (const ImportColumn& column : columns) {
    all += (all.empty() ? "" : ", ") + column.titles.front() + " (" + column.titles.back() + ")";
  }
  return all;
}

RpcError WrongFile(std::string zh, std::string en) { return LocalError("WRONG_FILE", std::move(zh), std::move(en)); }

RpcError WrongLine(int line, const std::string& zh, const std::string& en) {
  const std::string number = std::to_string(line);
  return WrongFile("第 " + number + " 行：" + zh + "。", "line " + number + ": " + en + ".");
}

RpcError MissingColumn(int line, const ImportColumn& column) {
  if (column.field == "name") {
    return WrongLine(line, "缺少列 \"编号\" (id)。每一行都要有自己的编号（小写字母、数字和 -），它以后不变，名称可以改",
                     "column \"id\" (编号) is missing. Each row needs an id of its own (small letters, digits, -): it "
                     "never changes, titles may");
  }
  return WrongLine(line, "缺少列 \"" + column.titles.front() + "\" (" + column.titles.back() + ")",
                   "column \"" + column.titles.back() + "\" (" + column.titles.front() + ") is missing");
}

// The column of each cell of the heading; null: it has no title and has to stay empty.
Answer<std::vector<const ImportColumn*>> ReadHeading(const CsvRow& heading, const std::vector<ImportColumn>& columns) {
  std::vector<const ImportColumn*> found;
  for (const std::string& cell : heading.cells) {
    const std::string title = Trimmed(cell);
    const auto column = std::find_if(columns.begin(), columns.end(), [&](const ImportColumn& one) {
      return std::any_of(one.titles.begin(), one.titles.end(),
                         [&](const std::string& name) { return absl::EqualsIgnoreCase(title, name); });
    });
    if (title.empty()) {
      found.push_back(nullptr);
      continue;
    }
    if (column == columns.end()) {
      return {WrongLine(heading.line, "不认识列 \"" + title + "\"。可用的列：" + AllTitles(columns),
                        "unknown column \"" + title + "\". There are: " + AllTitles(columns)),
              {}};
    }
    if (std::find(found.begin(), found.end(), &*column) != found.end()) {
      return {WrongLine(heading.line, "列 \"" + title + "\" 给了两次", "column \"" + title + "\" is given twice"), {}};
    }
    found.push_back(&*column);
  }
  for (const ImportColumn& column : columns) {
    if (column.key && std::find(found.begin(), found.end(), &column) == found.end()) {
      return {MissingColumn(heading.line, column), {}};
    }
  }
  return {std::nullopt, std::move(found)};
}

void Refuse(ImportRow* row, std::string zh, std::string en) {
  row->message = nullptr;
  row->zh = std::move(zh);
  row->en = std::move(en);
}

// Sets one cell. False: the row is wrong.
bool SetCell(const ImportColumn* column, const std::string& text, ImportRow* row) {
  if (column == nullptr) {
    if (text.empty()) return true;
    Refuse(row, "有一格 \"" + text + "\" 不属于任何列。", "the cell \"" + text + "\" belongs to no column.");
    return false;
  }
  const auto wrong = SetColumn(*column, text, row->message.get());
  if (!wrong) return true;
  Refuse(row, column->titles.front() + "：" + wrong->zh, column->titles.back() + ": " + wrong->en);
  return false;
}

ImportRow ReadRow(const CsvRow& cells, const std::vector<const ImportColumn*>& heading, const Message& prototype) {
  ImportRow row;
  row.line = cells.line;
  row.message.reset(prototype.New());
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    if (!SetCell(i < heading.size() ? heading[i] : nullptr, Trimmed(cells.cells[i]), &row)) return row;
  }
  CompleteRow(row.message.get());
  return row;
}

bool IsBlank(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return Trimmed(cell).empty(); });
}

Answer<std::vector<ImportRow>> ReadTable(const std::string& text, const Message& prototype) {
  const Csv csv = ReadCsv(text, kMaxImportRows + 1);
  if (csv.bad_line != 0) return {WrongLine(csv.bad_line, csv.zh, csv.en), {}};
  const auto& columns = ImportColumnsOf(prototype);
  if (csv.rows.empty()) {
    return {WrongFile("文件是空的。第一行应当是列名：" + AllTitles(columns) + "。",
                      "The file is empty. Its first line is to name the columns: " + AllTitles(columns) + "."),
            {}};
  }
  const auto heading = ReadHeading(csv.rows.front(), columns);
  if (!heading.ok()) return {heading.error, {}};
  std::vector<ImportRow> rows;
  for (std::size_t i = 1; i < csv.rows.size(); ++i) {
    if (!IsBlank(csv.rows[i])) rows.push_back(ReadRow(csv.rows[i], heading.value, prototype));
  }
  return {std::nullopt, std::move(rows)};
}

// A budget is written as it is, or in a row with the name its sender has for it.
std::vector<json::Mistake> ReadObject(const std::string& text, ImportRow* row) {
  const bool in_row =
      row->message->GetDescriptor() == heng::v1::Budget::descriptor() && absl::StrContains(text, "\"budget\"");
  if (!in_row) return json::ReadMessage(text, row->message.get());
  heng::v1::BudgetRow budget;
  auto mistakes = json::ReadMessage(text, &budget);
  row->id = budget.row();
  row->message->CopyFrom(budget.budget());
  return mistakes;
}

Answer<std::vector<ImportRow>> ReadObjects(const std::string& text, const Message& prototype) {
  const JsonPieces split = SplitJson(text, kMaxImportRows);
  if (split.bad_line != 0) return {WrongLine(split.bad_line, split.zh, split.en), {}};
  std::vector<ImportRow> rows;
  for (const JsonPiece& piece : split.pieces) {
    ImportRow row;
    row.line = piece.line;
    row.message.reset(prototype.New());
    const auto mistakes = ReadObject(std::string(piece.text), &row);
    if (!mistakes.empty()) {
      const json::Mistake& first = mistakes.front();
      const std::string path = first.path.empty() ? "" : first.path;
      Refuse(&row, (path.empty() ? "" : path + "：") + first.zh, (path.empty() ? "" : path + ": ") + first.en);
    }
    rows.push_back(std::move(row));
  }
  return {std::nullopt, std::move(rows)};
}

// What every row is about; rows that do not say so, or say what another one said already, are refused.
void CheckKeys(std::vector<ImportRow>* rows) {
  std::map<std::string, int> lines;
  for (ImportRow& row : *rows) {
    if (row.message == nullptr) continue;
    CompleteNames(row.message.get());
    row.name = ImportKeyOf(*row.message);
    if (row.name.empty() && row.message->GetDescriptor() == heng::v1::Budget::descriptor()) {
      Refuse(&row, "项目、单位、年度都要写。", "project, org and fiscal year are all needed.");
      continue;
    }
    if (row.name.empty()) {
      Refuse(&row, "没有编号（id）：每一行都要有自己的编号，它以后不变，名称可以改。",
             "no id (编号): each row needs one of its own; it never changes, titles may.");
      continue;
    }
    for (const std::string& key : ImportKeysOf(*row.message)) {
      const auto [first, is_new] = lines.emplace(key, row.line);
      if (is_new) continue;
      const std::string line = std::to_string(first->second);
      Refuse(&row, row.name + " 在第 " + line + " 行已经有了。", row.name + " stands on line " + line + " already.");
      break;
    }
  }
}

}  // namespace

Answer<std::vector<ImportRow>> ReadImport(std::string content, const Message& prototype) {
  DecodedText text = DecodeText(std::move(content));
  if (!text.ok) return {WrongFile(text.zh, text.en), {}};
  const std::size_t first = text.utf8.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && (text.utf8[first] == '[' || text.utf8[first] == '{');
  auto rows = is_json ? ReadObjects(text.utf8, prototype) : ReadTable(text.utf8, prototype);
  CheckKeys(&rows.value);
  return rows;
}

Answer<std::vector<ImportRow>> ReadImportFile(const std::string& path, const Message& prototype, std::string* sha256) {
  FileText file = ReadRegularFile(path, kMaxImportBytes);
  if (file.too_large) {
    return {WrongFile("超过 100 MiB，请分成几个文件。", "Larger than 100 MiB: split it into several files."), {}};
  }
  if (!file.text) return {WrongFile(file.zh, file.en), {}};
  if (sha256 != nullptr) *sha256 = Sha256Hex(*file.text);
  return ReadImport(*std::move(file.text), prototype);
}

}  // namespace heng::cli
