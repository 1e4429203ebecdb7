#include "service/core/forms/conflict.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr size_t kShownFields = 10;
constexpr size_t kShownChanges = 5;
constexpr int32_t kEventsRead = 1000;  // a form has a few dozen

class Changes {
 public:
  explicit Changes(size_t limit) : limit_(limit) {}

  void Compare(const Message& before, const Message& after, const std::string& prefix) {
    const auto* descriptor = before.GetDescriptor();
    for (int i = 0; i < descriptor->field_count() && paths_.size() < limit_; ++i) {
      const FieldDescriptor* const field = descriptor->field(i);
      if (SameField(before, after, field)) continue;
      const std::string path = prefix + field->json_name();
      const bool message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
      if (message && !field->is_repeated()) {
        Compare(before.GetReflection()->GetMessage(before, field), after.GetReflection()->GetMessage(after, field),
                path + ".");
      } else if (message && field->message_type()->FindFieldByName("id") != nullptr) {
        CompareRows(before, after, field, path);
      } else {
        paths_.push_back(path);
      }
    }
  }

  std::vector<std::string> Take() { return std::move(paths_); }

 private:
  static bool SameField(const Message& before, const Message& after, const FieldDescriptor* field) {
    MessageDifferencer differencer;
    return differencer.CompareWithFields(before, after, {field}, {field});
  }

  static std::map<std::string, const Message*> RowsOf(const Message& message, const FieldDescriptor* field) {
    std::map<std::string, const Message*> rows;
    const auto* id = field->message_type()->FindFieldByName("id");
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      const Message& row = message.GetReflection()->GetRepeatedMessage(message, field, i);
      rows[row.GetReflection()->GetString(row, id)] = &row;
    }
    return rows;
  }

  void CompareRows(const Message& before, const Message& after, const FieldDescriptor* field, const std::string& path) {
    const auto old_rows = RowsOf(before, field), new_rows = RowsOf(after, field);
    const size_t found = paths_.size();
    for (const auto& [id, row] : new_rows) {
      const auto old = old_rows.find(id);
      const std::string row_path = absl::StrCat(path, "[", id, "]");
      if (paths_.size() >= limit_) return;
      if (old == old_rows.end()) {
        paths_.push_back(row_path);
      } else {
        Compare(*old->second, *row, row_path + ".");
      }
    }
    for (const auto& [id, row] : old_rows) {
      if (new_rows.find(id) == new_rows.end() && paths_.size() < limit_) {
        paths_.push_back(absl::StrCat(path, "[", id, "]"));
      }
    }
    if (paths_.size() == found) paths_.push_back(path);  // only the order
  }

  const size_t limit_;
  std::vector<std::string> paths_;
};

std::vector<std::string> FieldsChangedSince(const Forms& forms, const std::string& form_id, int64_t etag) {
  store::Store* const store = forms.writes()->store();
  const auto before = store->GetContent(form_id, etag);
  const auto after = store->Get(form_id);
  const auto old_content = forms.kind().New(), new_content = forms.kind().New();
  if (!before.ok() || !after.ok() || !old_content->ParseFromString(before->form) ||
      !new_content->ParseFromString(after->revision.form)) {
    return {};
  }
  return ChangedFields(*old_content, *new_content, kShownFields);
}

}  // namespace

std::vector<std::string> ChangedFields(const Message& before, const Message& after, size_t limit) {
  Changes changes(limit);
  changes.Compare(before, after, "");
  return changes.Take();
}

void ExplainConflict(const Forms& forms, const std::string& form_id, const std::string& given, absl::Time deadline,
                     const absl::Status& mismatch, Reply reply) {
  int64_t etag = 0;
  if (!absl::SimpleAtoi(given, &etag) || etag < 1) return reply(mismatch);
  store::EventQuery query;
  query.resource = store::FormNameOf(form_id);
  query.limit = kEventsRead;
  forms.writes()->store()->Events(
      std::move(query), deadline,
      [&forms, form_id, etag, mismatch, reply = std::move(reply)](absl::StatusOr<std::vector<store::Event>> events) {
        if (!events.ok()) return reply(mismatch);
        std::vector<ConflictingChange> changes;
        int64_t current = 0;
        for (const store::Event& event : *events) {
          current = std::max(current, event.etag);
          if (event.etag > etag) changes.push_back({event.draft.caller, event.draft.action, event.time});
        }
        if (changes.empty()) return reply(mismatch);
        if (changes.size() > kShownChanges) changes.erase(changes.begin(), changes.end() - kShownChanges);
        reply(
            EtagConflict(store::FormNameOf(form_id), etag, current, changes, FieldsChangedSince(forms, form_id, etag)));
      });
}

}  // namespace heng::core
