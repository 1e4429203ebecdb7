#include "client/cli/import_file.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "client/cli/csv.h"
#include "client/cli/import_json.h"
#include "client/cli/read_file.h"
#include "client/cli/set_field.h"
#include "client/cli/text_encoding.h"
#include "heng/v1/directory.pb.h"
#include "proto/json/json.h"

namespace heng::cli {
namespace {

using google::protobuf::Message;

// A column of a table: the field it fills, its names, and the collection where it holds a name.
struct ColumnKind {
  const char* field;
  const char* collection;           // "": the column holds no name
  std::vector<const char*> titles;  // the first is the one we say
};

const std::vector<ColumnKind>& ColumnsOf(const Message& prototype) {
  static const std::vector<ColumnKind> kOrg = {
      {"name", "orgs", {"编号", "名称编号", "单位编号", "id", "name"}},
      {"title", "", {"名称", "单位名称", "title"}},
      {"type", "", {"类型", "单位类型", "type"}},
      {"parent", "orgs", {"上级", "上级编号", "parent"}},
      {"code", "", {"代码", "单位代码", "code"}},
      {"start_date", "", {"启用日期", "start_date"}},
  };
  static const std::vector<ColumnKind> kProject = {
      {"name", "projects", {"编号", "名称编号", "项目编号", "id", "name"}},
      {"title", "", {"项目名称", "名称", "title"}},
      {"local_prefix", "", {"前缀", "项目前缀", "local_prefix"}},
      {"org", "orgs", {"单位", "单位编号", "org"}},
      {"code", "", {"项目代码", "代码", "code"}},
      {"category", "", {"项目类别", "类别", "category"}},
      {"attribute", "", {"项目属性", "属性", "attribute"}},
      {"tier", "", {"项目级次", "级次", "tier"}},
      {"parent", "projects", {"一级项目", "一级项目编号", "parent"}},
      {"classified", "", {"涉密", "是否涉密", "classified"}},
  };
  return prototype.GetDescriptor() == heng::v1::Org::descriptor() ? kOrg : kProject;
}

const char* CollectionOf(const Message& prototype) { return ColumnsOf(prototype).front().collection; }

std::string Trimmed(const std::string& text) { return std::string(absl::StripAsciiWhitespace(text)); }

std::string AllTitles(const std::vector<ColumnKind>& columns) {
  std::string all;
  for (const ColumnKind& column : columns) {
    all += (all.empty() ? "" : ", ") + std::string(column.titles.front()) + " (" + column.titles.back() + ")";
  }
  return all;
}

RpcError WrongFile(std::string zh, std::string en) { return LocalError("WRONG_FILE", std::move(zh), std::move(en)); }

RpcError WrongLine(int line, const std::string& zh, const std::string& en) {
  const std::string number = std::to_string(line);
  return WrongFile("第 " + number + " 行：" + zh + "。", "line " + number + ": " + en + ".");
}

// The column of each cell of the heading; null: it has no title and has to stay empty.
Answer<std::vector<const ColumnKind*>> ReadHeading(const CsvRow& heading, const std::vector<ColumnKind>& columns) {
  std::vector<const ColumnKind*> found;
  for (const std::string& cell : heading.cells) {
    const std::string title = Trimmed(cell);
    const auto column = std::find_if(columns.begin(), columns.end(), [&](const ColumnKind& one) {
      return std::any_of(one.titles.begin(), one.titles.end(),
                         [&](const char* name) { return absl::EqualsIgnoreCase(title, name); });
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
  if (std::find(found.begin(), found.end(), &columns.front()) == found.end()) {
    return {WrongLine(heading.line,
                      "缺少列 \"编号\" (id)。每一行都要有自己的编号（小写字母、数字和 -），它以后不变，名称可以改",
                      "column \"id\" (编号) is missing. Each row needs an id of its own (small letters, digits, -): it "
                      "never changes, titles may"),
            {}};
  }
  return {std::nullopt, std::move(found)};
}

void Refuse(ImportRow* row, std::string zh, std::string en) {
  row->message = nullptr;
  row->zh = std::move(zh);
  row->en = std::move(en);
}

// "2022/1/31" as "2022-01-31": Excel rewrites dates like that. Anything else stays as it is.
std::string DateCell(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  const auto is_number = [](const std::string& part, std::size_t most) {
    return !part.empty() && part.size() <= most && std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  if (parts.size() != 3 || parts[0].size() != 4 || !is_number(parts[0], 4) || !is_number(parts[1], 2) ||
      !is_number(parts[2], 2)) {
    return text;
  }
  const auto two = [](const std::string& part) { return part.size() == 1 ? "0" + part : part; };
  return parts[0] + "-" + two(parts[1]) + "-" + two(parts[2]);
}

// Sets one cell. False: the row is wrong.
bool SetCell(const ColumnKind* column, const std::string& text, ImportRow* row) {
  if (column == nullptr) {
    if (text.empty()) return true;
    Refuse(row, "有一格 \"" + text + "\" 不属于任何列。", "the cell \"" + text + "\" belongs to no column.");
    return false;
  }
  const std::string collection = column->collection;
  const bool add = !collection.empty() && !text.empty() && !text.starts_with(collection + "/");
  const std::string field = column->field;
  const std::string value = add ? collection + "/" + text : field.ends_with("_date") ? DateCell(text) : text;
  const auto wrong = SetField(field, value, row->message.get());
  if (!wrong) return true;
  const std::string title = column->titles.front();
  Refuse(row, title + "：" + wrong->zh, std::string(column->titles.back()) + ": " + wrong->en);
  return false;
}

ImportRow ReadRow(const CsvRow& cells, const std::vector<const ColumnKind*>& heading, const Message& prototype) {
  ImportRow row;
  row.line = cells.line;
  row.message.reset(prototype.New());
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    if (!SetCell(i < heading.size() ? heading[i] : nullptr, Trimmed(cells.cells[i]), &row)) break;
  }
  return row;
}

bool IsBlank(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return Trimmed(cell).empty(); });
}

Answer<std::vector<ImportRow>> ReadTable(const std::string& text, const Message& prototype) {
  const Csv csv = ReadCsv(text, kMaxImportRows + 1);
  if (csv.bad_line != 0) return {WrongLine(csv.bad_line, csv.zh, csv.en), {}};
  const auto& columns = ColumnsOf(prototype);
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

Answer<std::vector<ImportRow>> ReadObjects(const std::string& text, const Message& prototype) {
  const JsonPieces split = SplitJson(text, kMaxImportRows);
  if (split.bad_line != 0) return {WrongLine(split.bad_line, split.zh, split.en), {}};
  std::vector<ImportRow> rows;
  for (const JsonPiece& piece : split.pieces) {
    ImportRow row;
    row.line = piece.line;
    row.message.reset(prototype.New());
    const auto mistakes = json::ReadMessage(piece.text, row.message.get());
    if (!mistakes.empty()) {
      const json::Mistake& first = mistakes.front();
      const std::string path = first.path.empty() ? "" : first.path;
      Refuse(&row, (path.empty() ? "" : path + "：") + first.zh, (path.empty() ? "" : path + ": ") + first.en);
    }
    rows.push_back(std::move(row));
  }
  return {std::nullopt, std::move(rows)};
}

// Names of the rows; those that have none, or one that was there already, are refused.
void CheckNames(const Message& prototype, std::vector<ImportRow>* rows) {
  const auto* const field = prototype.GetDescriptor()->FindFieldByName("name");
  const std::string prefix = std::string(CollectionOf(prototype)) + "/";
  std::map<std::string, int> lines;
  for (ImportRow& row : *rows) {
    if (row.message == nullptr) continue;
    row.name = row.message->GetReflection()->GetString(*row.message, field);
    if (row.name.empty()) {
      Refuse(&row, "没有编号（id）：每一行都要有自己的编号，它以后不变，名称可以改。",
             "no id (编号): each row needs one of its own; it never changes, titles may.");
      continue;
    }
    if (!row.name.starts_with(prefix)) {
      row.name = prefix + row.name;
      row.message->GetReflection()->SetString(row.message.get(), field, row.name);
    }
    const auto [first, is_new] = lines.emplace(row.name, row.line);
    if (!is_new) {
      const std::string line = std::to_string(first->second);
      Refuse(&row, "编号 " + row.name + " 在第 " + line + " 行已经有了。",
             row.name + " stands on line " + line + " already.");
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
  CheckNames(prototype, &rows.value);
  return rows;
}

Answer<std::vector<ImportRow>> ReadImportFile(const std::string& path, const Message& prototype) {
  FileText file = ReadRegularFile(path, kMaxImportBytes);
  if (file.too_large) {
    return {WrongFile("超过 100 MiB，请分成几个文件。", "Larger than 100 MiB: split it into several files."), {}};
  }
  if (!file.text) return {WrongFile(file.zh, file.en), {}};
  return ReadImport(*std::move(file.text), prototype);
}

}  // namespace heng::cli
