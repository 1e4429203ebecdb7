#include "service/tls/watcher.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace heng::tls {
namespace {

// Changes whenever one of the files is written, replaced, or gets other permissions.
std::string Signature(const Files& files) {
  std::string signature;
  for (const std::string* path : {&files.certificate, &files.key, &files.client_ca}) {
    struct stat info {};
    if (path->empty() || stat(path->c_str(), &info) != 0) {
      absl::StrAppend(&signature, "-;");
      continue;
    }
    absl::StrAppend(&signature, info.st_dev, ",", info.st_ino, ",", info.st_size, ",", info.st_mtim.tv_sec, ".",
                    info.st_mtim.tv_nsec, ",", info.st_ctim.tv_sec, ".", info.st_ctim.tv_nsec, ";");
  }
  return signature;
}

}  // namespace

// Nothing is known of the files as they were when `first` was read: the first look reads them again.
Watcher::Watcher(Options options)
    : options_(std::move(options)), current_(std::make_shared<const Identity>(options_.first)) {
  thread_ = std::thread([this] { Loop(); });
}

Watcher::~Watcher() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::shared_ptr<const Identity> Watcher::current() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return current_;
}

void Watcher::Loop() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!wake_.wait_for(lock, absl::ToChronoMilliseconds(options_.interval), [this] { return stopped_; })) {
    lock.unlock();
    // The signature first: what changes while the files are read is seen at the next look.
    std::string signature = Signature(options_.files);
    if (signature != seen_) {
      seen_ = std::move(signature);
      TakeUp();
    }
    lock.lock();
  }
}

void Watcher::TakeUp() {
  Loaded loaded = Load(options_.files);
  if (!loaded.problems.empty()) {
    ++failures_;
    for (const FileProblem& problem : loaded.problems) {
      options_.log("warning", {absl::StrCat("TLS 文件已变动，但不能启用，仍用原来的证书：", problem.text.zh),
                               absl::StrCat("the TLS files have changed but can't be used, the old certificate stays: ",
                                            problem.text.en)});
    }
    return;
  }
  const std::shared_ptr<const Identity> old = current();
  const Identity& fresh = loaded.identity;
  if (fresh.certificate == old->certificate && fresh.key == old->key && fresh.client_ca == old->client_ca) return;
  if (const auto warning = ValidityWarning(options_.files, fresh, absl::Now())) options_.log("warning", *warning);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    current_ = std::make_shared<const Identity>(std::move(loaded.identity));
  }
  ++exchanges_;
  options_.log("info", {absl::StrCat("新连接改用新的 TLS 证书：", options_.files.certificate),
                        absl::StrCat("new connections use the new TLS certificate: ", options_.files.certificate)});
}

}  // namespace heng::tls
