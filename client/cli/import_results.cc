#include "client/cli/import_results.h"

#include <array>
#include <filesystem>

#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array kNames = {"created", "updated", "unchanged", "skipped", "checked", "failed"};

// The text of a member of the lines written here: "…" behind "key": without escapes, as hashes and outcomes are.
std::string Member(std::string_view line, std::string_view key) {
  const std::string begin = "\"" + std::string(key) + "\":\"";
  const std::size_t at = line.find(begin);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = line.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find('"')));
}

RpcError CantWrite(const std::string& path) {
  return LocalError("WRONG_FILE", path + "：无法写入（磁盘已满？）。", path + ": can't be written (disk full?).");
}

}  // namespace

const char* OutcomeName(ImportOutcome outcome) { return kNames[static_cast<std::size_t>(outcome)]; }

std::optional<ImportOutcome> ParseOutcome(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<ImportOutcome>(i);
  }
  return std::nullopt;
}

bool IsDone(ImportOutcome outcome) { return outcome != ImportOutcome::kChecked && outcome != ImportOutcome::kFailed; }

std::optional<RpcError> ImportResults::Open(const std::string& path, bool resume, std::string_view key) {
  path_ = path;
  std::error_code error;
  const bool there = fs::exists(path, error);
  if (there && !resume) {
    return LocalError("WRONG_FILE", path + "：已经存在。接着上次的做请加 --resume，否则请换一个文件名。",
                      path + ": exists. Go on where it ends with --resume, or choose another name.");
  }
  if (!there) {
    if (auto failed = CreateFile(path, "", 0644)) return failed;
  } else {
    if (!fs::is_regular_file(path, error)) {
      return LocalError("WRONG_FILE", path + "：不是普通文件。", path + ": is not a regular file.");
    }
    std::ifstream before(path, std::ios::binary);
    std::uintmax_t whole = 0;
    for (std::string line; std::getline(before, line);) {
      if (before.eof()) break;  // without its line break: cut
      whole += line.size() + 1;
      const auto outcome = ParseOutcome(Member(line, "outcome"));
      if (outcome && cli::IsDone(*outcome)) done_.insert(Member(line, key));
    }
    before.close();
    fs::resize_file(path, whole, error);
    if (error) return CantWrite(path);
  }
  file_.open(path, std::ios::binary | std::ios::app);
  if (!file_) return CantWrite(path);
  return std::nullopt;
}

std::optional<RpcError> ImportResults::Add(std::string_view line) {
  if (!file_.is_open()) return std::nullopt;
  file_ << line << '\n' << std::flush;
  if (!file_) return CantWrite(path_);
  return std::nullopt;
}

}  // namespace heng::cli
