#include "service/core/paper/keep_stored.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "scoring/text.h"
#include "service/core/paper/row_texts.h"

namespace heng::core {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using heng::v1::LayoutRow;

const FieldDescriptor* FieldOf(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

std::string StringOf(const Message& message, const char* name) {
  const FieldDescriptor* const field = FieldOf(message, name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// Every list of rows of the form, with its path: "indicators", "funds.breakdowns.lines".

void CollectRows(Message* message, const std::string& prefix, std::map<std::string, std::vector<Message*>>* lists) {
  const auto* reflection = message->GetReflection();
  const auto* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* const field = descriptor->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string path = prefix + std::string(field->name());
    if (!field->is_repeated()) {
      if (reflection->HasField(*message, field)) {
        CollectRows(reflection->MutableMessage(message, field), path + ".", lists);
      }
      continue;
    }
    for (int k = 0; k < reflection->FieldSize(*message, field); ++k) {
      Message* const element = reflection->MutableRepeatedMessage(message, field, k);
      if (FieldOf(*element, "id") != nullptr) {
        (*lists)[path].push_back(element);
      } else {
        CollectRows(element, path + ".", lists);
      }
    }
  }
}

// What a row is told from the others of its list by.
std::string KeyOf(const Message& row) {
  std::string key;
  const auto add = [&key](const std::string& text) {
    for (const char c : scoring::FoldGlyphs(text)) {
      if (c != ' ') key += c;
    }
    key += '\n';
  };
  for (const char* name : {"label", "level1", "level2", "name"}) add(StringOf(row, name));
  for (const char* half : {"term", "annual"}) {
    const FieldDescriptor* const field = FieldOf(row, half);
    if (field == nullptr) continue;
    const Message& value = row.GetReflection()->GetMessage(row, field);
    add(StringOf(value, "level2"));
    add(StringOf(value, "name"));
  }
  return key;
}

// Which row of a list each row of the sheet is; by name, then by place.
class Adoption {
 public:
  void List(std::vector<Message*> stored, std::vector<Message*> sheet) {
    ByKey(&stored, &sheet);
    if (stored.size() != sheet.size()) return;
    for (size_t i = 0; i < sheet.size(); ++i) ids_[sheet[i]] = StringOf(*stored[i], "id");
  }
  // Empty: a new row.
  std::string IdOf(const Message* row) const {
    const auto found = ids_.find(row);
    return found == ids_.end() ? "" : found->second;
  }

 private:
  // Takes those of both that have a name once.
  void ByKey(std::vector<Message*>* stored, std::vector<Message*>* sheet) {
    std::map<std::string, std::vector<Message*>> stored_by_key, sheet_by_key;
    for (Message* row : *stored) stored_by_key[KeyOf(*row)].push_back(row);
    for (Message* row : *sheet) sheet_by_key[KeyOf(*row)].push_back(row);
    std::set<const Message*> taken;
    for (const auto& [key, rows] : sheet_by_key) {
      const auto same = stored_by_key.find(key);
      if (same == stored_by_key.end() || same->second.size() != 1 || rows.size() != 1) continue;
      ids_[rows.front()] = StringOf(*same->second.front(), "id");
      taken.insert({rows.front(), same->second.front()});
    }
    std::erase_if(*stored, [&](const Message* row) { return taken.count(row) != 0; });
    std::erase_if(*sheet, [&](const Message* row) { return taken.count(row) != 0; });
  }

  std::map<const Message*, std::string> ids_;
};

}  // namespace

void AdoptRowIds(const Message& stored, Message* sheet, SheetCells* cells) {
  const std::unique_ptr<Message> copy(stored.New());
  copy->CopyFrom(stored);
  std::map<std::string, std::vector<Message*>> stored_lists, sheet_lists;
  CollectRows(copy.get(), "", &stored_lists);
  CollectRows(sheet, "", &sheet_lists);
  Adoption adoption;
  for (const auto& [path, rows] : sheet_lists) adoption.List(stored_lists[path], rows);
  std::set<std::string> taken;  // a new row never gets the id of one that is gone
  for (const auto& [path, rows] : stored_lists) {
    for (const Message* row : rows) taken.insert(StringOf(*row, "id"));
  }
  std::map<std::string, std::string> renamed;
  for (const auto& [path, rows] : sheet_lists) {
    for (Message* row : rows) {
      const std::string old = StringOf(*row, "id");
      std::string id = adoption.IdOf(row);
      if (id.empty()) {
        id = old;
        for (int i = 2; !taken.insert(id).second; ++i) id = absl::StrCat(old, "-", i);
      }
      renamed[old] = id;
      row->GetReflection()->SetString(row, FieldOf(*row, "id"), id);
    }
  }
  for (auto& cell : *cells) {
    const auto found = renamed.find(cell.row_id());
    if (found != renamed.end()) cell.set_row_id(found->second);
  }
}

namespace {

// Which fields a layout has cells for, by the list they are of; "" the form itself.
class ShownFields {
 public:
  explicit ShownFields(const heng::v1::Layout& layout) : money_unit_(layout.money_unit()) {
    for (const LayoutRow& row : layout.rows()) {
      for (const auto& cell : row.cells()) {
        if (!cell.field().empty()) Add(row.repeat(), cell.field());
      }
    }
  }
  heng::v1::MoneyUnit money_unit() const { return money_unit_; }
  // `path` without indexes, from the form: "indicators.actual".
  bool Shows(const std::string& path) const { return shown_.count(path) != 0; }
  bool ShowsAnyBelow(const std::string& path) const {
    const auto at = shown_.lower_bound(path + ".");
    return at != shown_.end() && at->starts_with(path + ".");
  }

 private:
  void Add(LayoutRow::Repeat repeat, const std::string& field) {
    switch (repeat) {
      case LayoutRow::FUND_LINES:
        shown_.insert("funds.breakdowns.lines." + field);
        break;
      case LayoutRow::GOALS:
        shown_.insert("goals." + field);
        break;
      case LayoutRow::INDICATORS:
        shown_.insert("indicators." + field);
        break;
      case LayoutRow::MAIN_TASKS:
        shown_.insert("main_tasks." + field);
        break;
      case LayoutRow::TARGET_FUND_LINES:
        for (const char* half : {"term", "annual"}) {
          const std::string prefix = std::string(half) + ".";
          if (field.starts_with(prefix)) shown_.insert(half + ("_funds.lines." + field.substr(prefix.size())));
        }
        break;
      default:
        shown_.insert(field);
    }
  }

  const heng::v1::MoneyUnit money_unit_;
  std::set<std::string> shown_;
};

class Keeping {
 public:
  Keeping(const ShownFields& shown, std::vector<std::string>* kept) : shown_(shown), kept_(*kept) {}

  void Merge(const Message& stored, const std::string& prefix, Message* sheet) {
    const auto* descriptor = stored.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* const field = descriptor->field(i);
      const std::string path = prefix + std::string(field->name());
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        if (!field->is_repeated()) Scalar(stored, field, path, sheet);
      } else if (field->is_repeated()) {
        List(stored, field, path, sheet);
      } else if (stored.GetReflection()->HasField(stored, field)) {
        Merge(stored.GetReflection()->GetMessage(stored, field), path + ".",
              sheet->GetReflection()->MutableMessage(sheet, field));
      }
    }
  }

 private:
  static std::string TextOf(const Message& message, const FieldDescriptor* field) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
      return message.GetReflection()->HasField(message, field) ? "set" : "";
    }
    return message.GetReflection()->GetString(message, field);
  }
  static void Copy(const Message& stored, const FieldDescriptor* field, Message* sheet) {
    const std::unique_ptr<Message> copy(stored.New());
    copy->CopyFrom(stored);
    sheet->GetReflection()->SwapFields(copy.get(), sheet, {field});
  }

  void Scalar(const Message& stored, const FieldDescriptor* field, const std::string& path, Message* sheet) {
    const std::string name(field->name());
    if (name == "id" || name == "layout" || name == "cell") return;
    const std::string was = TextOf(stored, field), is = TextOf(*sheet, field);
    const bool same_number = IsDecimalField(name) && !is.empty() && SameText(name, was, is);
    const bool group = name == "score_group" && !was.empty() && !is.empty();  // only its spelling is free
    // Whoever does not say the unit has that of the layout: the sheet then says it for them.
    const bool layouts_unit = name == "printed_unit" && was.empty() &&
                              sheet->GetReflection()->GetEnumValue(*sheet, field) == shown_.money_unit();
    if (is.empty() && !was.empty() && !shown_.Shows(path)) {
      kept_.push_back(path);
      Copy(stored, field, sheet);
    } else if (same_number || group || layouts_unit || (was.empty() && is.empty() && field->has_presence())) {
      Copy(stored, field, sheet);
    }
  }

  void List(const Message& stored, const FieldDescriptor* field, const std::string& path, Message* sheet) {
    const auto* reflection = sheet->GetReflection();
    const int stored_size = reflection->FieldSize(stored, field), size = reflection->FieldSize(*sheet, field);
    if (size == 0 && stored_size > 0 && !shown_.ShowsAnyBelow(path)) {
      kept_.push_back(path);
      Copy(stored, field, sheet);
      return;
    }
    for (int i = 0; i < size; ++i) {
      Message* const row = reflection->MutableRepeatedMessage(sheet, field, i);
      const bool has_id = FieldOf(*row, "id") != nullptr;
      for (int k = has_id ? 0 : i; k < (has_id ? stored_size : std::min(i + 1, stored_size)); ++k) {
        const Message& old = reflection->GetRepeatedMessage(stored, field, k);
        if (!has_id || StringOf(old, "id") == StringOf(*row, "id")) Merge(old, path + ".", row);
      }
    }
  }

  const ShownFields& shown_;
  std::vector<std::string>& kept_;
};

}  // namespace

std::vector<std::string> KeepWhatHasNoCell(const heng::v1::Layout& layout, const Message& stored, Message* sheet) {
  std::vector<std::string> kept;
  const ShownFields shown(layout);
  Keeping(shown, &kept).Merge(stored, "", sheet);
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return kept;
}

}  // namespace heng::core
