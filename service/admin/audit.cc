#include "service/admin/audit.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/store/hashing.h"

namespace heng::admin {
namespace {

constexpr int32_t kPageEvents = 100;

class Judge {
 public:
  Judge() { result_.head.sha256 = std::string(store::kSha256Size, '\0'); }

  void TakePage(const store::AuditPage& page) {
    if (page.previous_sha256 != result_.head.sha256) {
      Add({}, "日志在检查期间被改动", "the log was changed while it was checked");
    }
    int64_t created = 0;
    for (const store::AuditRow& row : page.rows) {
      TakeEvent(row.event);
      if (row.event.form == row.event.sequence) ++created;
      TakeForm(row);
    }
    result_.forms += created;
    if (created != page.headers) {
      Add(page.rows.empty() ? store::Event{} : page.rows.back().event,
          absl::StrCat("到此为止的这一段里，表头数 ", page.headers, " 与日志建立的表数 ", created, " 不符"),
          absl::StrCat("up to here the log creates ", created, " forms, but ", page.headers, " headers are stored"));
    }
  }

  const store::LogHead& head() const { return result_.head; }
  AuditResult Finish() { return std::move(result_); }

 private:
  void Add(const store::Event& event, std::string zh, std::string en) {
    ++result_.problem_count;
    if (result_.problems.size() >= kMaxProblems) return;
    result_.problems.push_back(
        {.sequence = event.sequence, .resource = event.draft.resource, .zh = std::move(zh), .en = std::move(en)});
  }

  // The event by itself and its place in the chain.
  void TakeEvent(const store::Event& event) {
    store::LogHead& head = result_.head;
    if (event.sequence != head.sequence + 1) {
      Add(event, absl::StrCat("序号不连续：前一条是 ", head.sequence),
          absl::StrCat("the sequence has a gap: the event before is ", head.sequence));
    }
    if (event.previous_sha256 != head.sha256) Add(event, "与前一条事件不相接", "is not linked to the event before it");
    if (store::EventSha256(event) != event.sha256) Add(event, "事件与其散列不符", "does not have its hash");
    if (event.time <= head.time) Add(event, "时间不晚于前一条", "is not later than the event before it");
    head = {event.sequence, event.time, event.sha256};
  }

  // What the event speaks of.
  void TakeForm(const store::AuditRow& row) {
    const store::Event& event = row.event;
    if ((event.etag == 1) != (event.form == event.sequence)) {
      Add(event, "事件所指的表不对", "points at another form than its etag allows");
    }
    if (!row.header) return Add(event, "表头不在了", "its form's header is gone");
    const store::Header& header = *row.header;
    if (!absl::EndsWith(event.draft.resource, absl::StrCat("/", header.id))) {
      Add(event, absl::StrCat("事件指向另一张表 ", header.id), absl::StrCat("points at another form, ", header.id));
    }
    const bool last = header.etag == event.etag;
    if (header.etag < event.etag) Add(event, "表头比事件旧", "the header is older than the event");
    if (last && store::Sha256(store::CanonicalBytes(header)) != event.header_sha256) {
      Add(event, "表头与日志中的散列不符", "the header does not have the hash the event gives it");
    }
    TakeRevision(row, last);
  }

  void TakeRevision(const store::AuditRow& row, bool last) {
    const store::Event& event = row.event;
    const bool wrote = !event.revision_sha256.empty();
    if ((wrote || last) && !row.revision) {
      Add(event, "表的内容不在了", "the content of the form is gone");
    } else if (wrote && store::RevisionSha256(*row.revision) != event.revision_sha256) {
      Add(event, "表的内容与日志中的散列不符", "the content does not have the hash the event gives it");
    }
    if (event.etag == 1 && row.revisions_stored != row.revisions_logged) {
      Add(event, absl::StrCat("存有 ", row.revisions_stored, " 个版本，日志写过 ", row.revisions_logged, " 个"),
          absl::StrCat(row.revisions_stored, " revisions are stored, the log wrote ", row.revisions_logged));
    }
  }

  AuditResult result_;
};

}  // namespace

absl::StatusOr<AuditResult> AuditAll(const ReadPage& read, const std::function<void(int64_t)>& progress) {
  Judge judge;
  while (true) {
    absl::StatusOr<store::AuditPage> page = read({.after_sequence = judge.head().sequence, .limit = kPageEvents});
    if (!page.ok()) return page.status();
    judge.TakePage(*page);
    progress(judge.head().sequence);
    if (page->rows.size() < static_cast<size_t>(kPageEvents)) return judge.Finish();
  }
}

}  // namespace heng::admin
