#include "service/gateway/readiness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace heng::gateway {
namespace {

Text Draining() { return {"正在停止，不再接受新的调用", "stopping: no new calls are taken"}; }

Text Silent(const std::string& store, absl::Duration waited) {
  const int64_t seconds = absl::ToInt64Seconds(waited);
  return {absl::StrCat("存储 ", store, " 已 ", seconds, " 秒没有应答；请检查数据库或磁盘，再运行：hengd check --store ",
                       store),
          absl::StrCat("the store ", store, " has not answered for ", seconds,
                       " s; look after the database or the disk, then run: hengd check --store ", store)};
}

Text Lost(const std::string& store, const absl::Status& status) {
  const std::string why(status.message());
  if (absl::IsFailedPrecondition(status)) {
    return {absl::StrCat("存储 ", store, " 的结构不是本版本的（", why, "）；请先备份，再运行：hengd migrate --store ",
                         store),
            absl::StrCat("the store ", store, " has another schema than this version's (", why,
                         "); make a backup, then run: hengd migrate --store ", store)};
  }
  return {absl::StrCat("存储 ", store, " 不可用（", why, "）；请检查数据库或磁盘，再运行：hengd check --store ", store),
          absl::StrCat("the store ", store, " is not usable (", why,
                       "); look after the database or the disk, then run: hengd check --store ", store)};
}

// Engines' texts may have line breaks; an answer is one line.
absl::Status OneLine(const absl::Status& status) {
  std::string message(status.message());
  for (char& c : message) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  while (!message.empty() && message.back() == ' ') message.pop_back();
  return absl::Status(status.code(), message);
}

}  // namespace

Readiness::Readiness(Options options) : options_(std::move(options)), asked_at_(absl::Now()) {
  asker_ = std::thread([this] { Ask(); });
  watcher_ = std::thread([this] { Watch(); });
}

Readiness::~Readiness() {
  Drain();
  asker_.join();
}

std::optional<Text> Readiness::Problem() const {
  std::lock_guard<std::mutex> lock(mutex_);
  if (draining_) return Draining();
  const absl::Duration waited = absl::Now() - asked_at_;
  if (!answered_ && waited > options_.patience) return Silent(options_.store_name, waited);
  if (!last_.ok()) return Lost(options_.store_name, last_);
  return std::nullopt;
}

std::optional<store::LogHead> Readiness::head() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return head_;
}

void Readiness::Drain() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    draining_ = true;
  }
  wake_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

bool Readiness::Pause() {
  std::unique_lock<std::mutex> lock(mutex_);
  return !wake_.wait_for(lock, absl::ToChronoMilliseconds(options_.interval), [this] { return draining_; });
}

void Readiness::Ask() {
  do {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      asked_at_ = absl::Now();
      answered_ = false;
    }
    absl::StatusOr<store::LogHead> head = options_.ask();
    std::lock_guard<std::mutex> lock(mutex_);
    last_ = OneLine(head.status());
    answered_ = true;
    if (head.ok()) head_ = *std::move(head);
  } while (Pause());
}

void Readiness::Watch() {
  bool ready = true;
  while (Pause()) {
    const std::optional<Text> problem = Problem();
    if (ready == !problem.has_value()) continue;
    ready = !ready;
    options_.changed(ready, problem.value_or(Text{}));
  }
}

}  // namespace heng::gateway
