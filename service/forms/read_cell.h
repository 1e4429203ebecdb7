// One cell of a sheet into one field of a form. Inner part of read_form.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "service/forms/read_content.h"

namespace heng::forms {

// Which field: `path` below `message`, and where it is for people.
struct Destination {
  google::protobuf::Message* message = nullptr;
  std::string_view path;
  std::string row_id, field;       // as findings name places
  std::vector<std::string> shown;  // ids under which the base may tell what the cell showed; empty: it is not asked
};

class CellReader {
 public:
  CellReader(const ReadSheet& sheet, ReadResult& result, Problems& problems);

  // Sets the field, unless the base says it showed the same. False: it was kept.
  bool Read(const FieldPlace& place, const Destination& target);
  // The cell of the field is empty: clears what the base showed there. False: nothing was shown.
  bool Clear(const Destination& target, std::string_view path_of_layout);
  bool ShownAnything(const std::vector<std::string>& ids) const;

  heng::v1::MoneyUnit unit() const { return unit_; }
  // Amounts as they stand on the sheet.
  struct Amount {
    int cell = -1;
    std::string text;  // plain digits
    std::string path;  // of the layout
  };
  const std::vector<Amount>& amounts() const { return amounts_; }
  int decimals() const { return decimals_; }  // most places of an amount read

 private:
  const std::string* Shown(const Destination& target, std::string_view path) const;
  bool KeepsBase(const FieldPlace& place, const Destination& target, std::string_view value) const;
  void Set(const FieldPlace& place, const Destination& target, const std::string& value);
  void SetMoney(const FieldPlace& place, const Destination& target, const std::string& value);
  void SetText(const FieldPlace& place, const Destination& target, const std::string& value);

  const ReadSheet& sheet_;
  ReadResult& result_;
  Problems& problems_;
  heng::v1::MoneyUnit unit_;
  heng::v1::MoneyUnit base_unit_;  // in which the base was printed
  std::vector<Amount> amounts_;
  int decimals_ = 0;
};

// A label as the form keeps it: 其中：省级财政资金： is 省级财政资金.
std::string CleanLabel(std::string_view text);
// The source a fund line's label names; unspecified: none, or several.
heng::v1::FundSource SourceOf(std::string_view label);

// ---- fields by their path ----
struct MutableField {
  google::protobuf::Message* message = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;  // null: there is none
};
MutableField FindMutable(google::protobuf::Message* message, std::string_view path);
// The text of a string field; empty: it is not there.
std::string FieldText(const google::protobuf::Message& message, std::string_view path);

}  // namespace heng::forms
