#include "service/core/log_problems.h"

#include <google/protobuf/stubs/common.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

constexpr char kChainAdviceZh[] = "从这里起日志不可信：请保留现有文件，与备份核对后恢复。";
constexpr char kChainAdviceEn[] =
    "; from here on the log can't be trusted: keep the file as it is, compare it with a backup and restore";

struct Text {
  std::string zh, en;  // without advice; zh ends with a full stop, en with none
};

// What a problem is about, in words.
struct Words {
  const char *zh, *en, *row_zh, *row_en;  // the thing; the row a list reads of it
};

const Words& WordsOf(std::string_view resource) {
  static constexpr Words kForm{"表", "form", "表头", "header"};
  static constexpr Words kEntry{"条目", "entry", "登记行", "row"};
  return resource.empty() || store::IsFormName(resource) ? kForm : kEntry;
}

const Words& WordsOf(const store::Event& event) { return WordsOf(event.draft.resource); }

std::string AdviceZh(const Words& words) {
  return absl::StrCat("请保留现有文件，与备份核对这一份", words.zh, "后恢复。");
}
std::string AdviceEn(const Words& words) {
  return absl::StrCat("; keep the file as it is, compare this ", words.en, " with a backup and restore");
}

LogProblem Make(const char* kind, bool breaks_chain, int64_t sequence, std::string_view resource, const Text& text) {
  LogProblem problem;
  problem.set_sequence(sequence);
  problem.set_resource(Sendable(resource));
  problem.set_kind(kind);
  problem.set_breaks_chain(breaks_chain);
  const Words& words = WordsOf(resource);
  problem.mutable_message()->set_zh(absl::StrCat(text.zh, breaks_chain ? kChainAdviceZh : AdviceZh(words)));
  problem.mutable_message()->set_en(absl::StrCat(text.en, breaks_chain ? kChainAdviceEn : AdviceEn(words)));
  return problem;
}

LogProblem Chain(const char* kind, const store::Event& event, const Text& text) {
  return Make(kind, true, event.sequence, event.draft.resource, text);
}

LogProblem Stored(const char* kind, const store::Event& event, const Text& text) {
  return Make(kind, false, event.sequence, event.draft.resource, text);
}

std::string NumberZh(int64_t sequence) { return absl::StrCat("第 ", sequence, " 条事件"); }
std::string NumberEn(int64_t sequence) { return absl::StrCat("event ", sequence); }

std::string Hex(std::string_view bytes) { return absl::BytesToHexString({bytes.data(), bytes.size()}); }

// " (columns total, grade)".
Text ColumnsOf(std::string_view columns) {
  if (columns.empty()) return {};
  return {absl::StrCat("（", std::string(columns), "）"), absl::StrCat(" (", std::string(columns), ")")};
}

}  // namespace

std::string Sendable(std::string_view text) {
  if (google::protobuf::internal::IsStructurallyValidUTF8(text.data(), static_cast<int>(text.size()))) {
    return std::string(text);
  }
  return absl::CHexEscape({text.data(), text.size()});
}

LogProblem EventsMissing(int64_t first, int64_t last) {
  if (first == last) {
    return Make(
        "event-missing", true, first, "",
        {absl::StrCat("日志中没有", NumberZh(first), "。"), absl::StrCat(NumberEn(first), " is not in the log")});
  }
  return Make("event-missing", true, first, "",
              {absl::StrCat("日志中没有第 ", first, " 至 ", last, " 条事件。"),
               absl::StrCat("events ", first, " to ", last, " are not in the log")});
}

LogProblem EventChanged(const store::Event& event) {
  return Chain("event-changed", event,
               {absl::StrCat(NumberZh(event.sequence), "的内容与其自身的哈希不符，写入后被改动过。"),
                absl::StrCat(NumberEn(event.sequence), " does not have the hash it carries: it was changed later")});
}

LogProblem LinkBroken(const store::Event& event) {
  return Chain("link-broken", event,
               {absl::StrCat(NumberZh(event.sequence), "所记的前一条哈希与第 ", event.sequence - 1,
                             " 条不符，其间有事件被替换。"),
                absl::StrCat(NumberEn(event.sequence), " is not linked to event ", event.sequence - 1,
                             ": one of them was replaced")});
}

LogProblem HeadMismatch(int64_t sequence, std::string_view kept_sha256, const store::Event& stored) {
  return Chain(
      "head-mismatch", stored,
      {absl::StrCat(NumberZh(sequence), "的哈希是 ", Hex(stored.sha256), "，而另存的是 ", Hex(kept_sha256),
                    "：这一条或更早的事件在保存之后被改写。"),
       absl::StrCat(NumberEn(sequence), " has the hash ", Hex(stored.sha256), ", but the one kept elsewhere is ",
                    Hex(kept_sha256), ": it or an earlier one was rewritten since")});
}

LogProblem TimeOrder(const store::Event& event) {
  return Chain("time-order", event,
               {absl::StrCat(NumberZh(event.sequence), "的时间不晚于前一条。"),
                absl::StrCat(NumberEn(event.sequence), " is not later than the one before")});
}

LogProblem FormMismatch(const store::Event& event, std::string_view stored_name) {
  const Words& words = WordsOf(event);
  const std::string resource = Quoted(Sendable(event.draft.resource));
  return Stored("form-mismatch", event,
                {absl::StrCat(NumberZh(event.sequence), "说的是 ", resource, "，它指向的", words.row_zh, "（第 ",
                              event.form, " 号）却是 ", Quoted(Sendable(stored_name)), "。"),
                 absl::StrCat(NumberEn(event.sequence), " speaks of ", resource, ", but the ", words.row_en,
                              " it points to (number ", event.form, ") is that of ", Quoted(Sendable(stored_name)))});
}

LogProblem FormEventsMissing(const store::AuditRow& row, int64_t etag) {
  const Words& words = WordsOf(row.event);
  return Stored(
      "form-events-missing", row.event,
      {absl::StrCat("这份", words.zh, "的版本是 ", etag, "，日志中却只有它的 ", row.events_logged, " 条事件。"),
       absl::StrCat("the ", words.en, " has etag ", etag, " but only ", row.events_logged, " event(s) in the log")});
}

LogProblem HeaderMissing(const store::Event& event) {
  const Words& words = WordsOf(event);
  return Stored("header-missing", event,
                {absl::StrCat(NumberZh(event.sequence), "所说的", words.zh, "没有", words.row_zh, "。"),
                 absl::StrCat("the ", words.en, " of ", NumberEn(event.sequence), " has no ", words.row_en)});
}

LogProblem HeaderChanged(const store::Event& event, std::string_view columns) {
  const Words& words = WordsOf(event);
  const Text where = ColumnsOf(columns);
  return Stored(
      "header-changed", event,
      {absl::StrCat(words.row_zh, "与最后写入它的", NumberZh(event.sequence), "不符，写入后被改动过", where.zh, "。"),
       absl::StrCat("the ", words.row_en, " is not the one ", NumberEn(event.sequence), " wrote: it was changed later",
                    where.en)});
}

LogProblem HeaderNotDerived(const store::Event& event, std::string_view columns) {
  const Words& words = WordsOf(event);
  const Text where = ColumnsOf(columns);
  return Stored("header-not-derived", event,
                {absl::StrCat(words.row_zh, "与由", words.zh, "的内容和", NumberZh(event.sequence), "推算出的不同",
                              where.zh, "。"),
                 absl::StrCat("the ", words.row_en, " is not what content and ", NumberEn(event.sequence),
                              " make of it", where.en)});
}

LogProblem HeaderWithoutEvent(int64_t after, int64_t last, int64_t count) {
  const std::string end_zh = last > after ? absl::StrCat("至第 ", last, " 条之间") : "";
  const std::string end_en = last > after ? absl::StrCat(" and up to event ", last) : "";
  return Make("header-without-event", false, last, "",
              {absl::StrCat("第 ", after, " 条事件之后", end_zh, "有 ", count, " 份表或条目没有新建它的事件。"),
               absl::StrCat("behind event ", after, end_en, " there are ", count,
                            " form(s) or entries that no event created")});
}

LogProblem RevisionMissing(const store::Event& event) {
  return Stored("revision-missing", event,
                {absl::StrCat(NumberZh(event.sequence), "所说的", WordsOf(event).zh, "内容不在存储中。"),
                 absl::StrCat("the content ", NumberEn(event.sequence), " speaks of is not stored")});
}

LogProblem RevisionChanged(const store::Event& event) {
  const Words& words = WordsOf(event);
  return Stored("revision-changed", event,
                {absl::StrCat(words.zh, "的第 ", event.etag, " 版内容与", NumberZh(event.sequence),
                              "所记的哈希不符，写入后被改动过。"),
                 absl::StrCat("revision ", event.etag, " of the ", words.en, " does not have the hash ",
                              NumberEn(event.sequence), " says: it was changed later")});
}

LogProblem RevisionWithoutEvent(const store::AuditRow& row) {
  const Words& words = WordsOf(row.event);
  return Stored("revision-without-event", row.event,
                {absl::StrCat("这份", words.zh, "存有 ", row.revisions_stored, " 版内容，日志只记了 ",
                              row.revisions_logged, " 版。"),
                 absl::StrCat("the ", words.en, " has ", row.revisions_stored,
                              " stored revision(s), but events wrote only ", row.revisions_logged)});
}

LogProblem RevisionUnreadable(const store::Event& event) {
  return Stored("revision-unreadable", event,
                {absl::StrCat(NumberZh(event.sequence), "时的表内容无法读取。"),
                 absl::StrCat("the content of the form as of ", NumberEn(event.sequence), " can't be read")});
}

}  // namespace heng::core
