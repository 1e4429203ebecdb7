#include "client/cli/form_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "client/cli/sha256.h"

namespace heng::cli {
namespace {

LoadedFile Refused(std::string zh, std::string en) {
  return {std::nullopt, {{"", 0, 0, std::move(zh), std::move(en)}}};
}

LoadedFile TooLarge() {
  return Refused("超过 4 MiB：自评表不会这么大，请核对是否选错了文件。",
                 "Larger than 4 MiB: no form is. Is this the right file?");
}

LoadedFile Unreadable(int error) {
  const std::string why = std::strerror(error);
  if (error == ENOENT) return Refused("没有这个文件。请核对路径。", "No such file. Check the path.");
  if (error == EACCES) return Refused("没有读取权限。", "No permission to read it.");
  return Refused("无法读取：" + why, "Can't be read: " + why);
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

LoadedFile LoadRegularFile(const std::string& path) {
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (file.get() < 0 || fstat(file.get(), &info) != 0) return Unreadable(errno);
  if (!S_ISREG(info.st_mode)) {
    return Refused("不是普通文件。要从管道读取请用 -。", "Not a regular file. To read from a pipe use -.");
  }
  if (info.st_size > static_cast<off_t>(kMaxFileBytes)) return TooLarge();
  std::string content(kMaxFileBytes + 1, '\0');  // one more: the file may have grown
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kMaxFileBytes) return TooLarge();
  content.resize(size);
  return ParseFormFile(content);
}

LoadedFile LoadStream(std::istream& stream) {
  std::string content(kMaxFileBytes + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  const auto size = static_cast<std::size_t>(stream.gcount());
  if (size > kMaxFileBytes) return TooLarge();
  content.resize(size);
  return ParseFormFile(content);
}

// What the author may write of an evaluation; the rest of a printed evaluation is the server's.
heng::v1::Evaluation AuthorsPart(heng::v1::Evaluation whole) {
  heng::v1::Evaluation part;
  part.set_name(whole.name());
  part.set_etag(whole.etag());
  part.mutable_form()->Swap(whole.mutable_form());
  if (whole.has_contacts()) part.mutable_contacts()->Swap(whole.mutable_contacts());
  return part;
}

class RowIds {
 public:
  void Take(const std::string& id) { taken_.insert(id); }

  void Fill(const std::string& wanted, std::string* id) {
    if (!id->empty()) return;
    *id = wanted;
    for (int i = 2; !taken_.insert(*id).second; ++i) *id = wanted + "-" + std::to_string(i);
  }

 private:
  std::set<std::string> taken_;
};

template <typename Rows>
void FillAll(Rows* rows, char prefix, RowIds* ids, int* position) {
  for (auto& row : *rows) ids->Fill(prefix + std::to_string(++*position), row.mutable_id());
}

template <typename Rows>
void FillAll(Rows* rows, char prefix, RowIds* ids) {
  int position = 0;
  FillAll(rows, prefix, ids, &position);
}

RowIds TakenIds(const heng::v1::FormContent& form) {
  RowIds ids;
  for (const auto& row : form.indicators()) ids.Take(row.id());
  for (const auto& row : form.main_tasks()) ids.Take(row.id());
  for (const auto& row : form.attachments()) ids.Take(row.id());
  ids.Take(form.funds().total().id());
  for (const auto& breakdown : form.funds().breakdowns()) {
    for (const auto& line : breakdown.lines()) ids.Take(line.id());
  }
  return ids;
}

}  // namespace

void FillRowIds(heng::v1::FormContent* form) {
  RowIds ids = TakenIds(*form);
  FillAll(form->mutable_indicators(), 'r', &ids);
  FillAll(form->mutable_main_tasks(), 't', &ids);
  FillAll(form->mutable_attachments(), 'a', &ids);
  if (!form->has_funds()) return;
  if (form->funds().has_total()) ids.Fill("total", form->mutable_funds()->mutable_total()->mutable_id());
  int position = 0;
  for (auto& breakdown : *form->mutable_funds()->mutable_breakdowns()) {
    FillAll(breakdown.mutable_lines(), 'f', &ids, &position);
  }
}

LoadedFile ParseFormFile(const std::string& content) {
  const std::vector<std::string> keys = json::TopLevelKeys(content);
  const bool is_evaluation = std::find(keys.begin(), keys.end(), "form") != keys.end();
  heng::v1::Evaluation evaluation;
  google::protobuf::Message* target = evaluation.mutable_form();
  if (is_evaluation) target = &evaluation;
  std::vector<json::Mistake> mistakes = json::ReadMessage(content, target);
  if (!mistakes.empty()) return {std::nullopt, std::move(mistakes)};
  FormFile file{Sha256Hex(content), AuthorsPart(std::move(evaluation))};
  FillRowIds(file.evaluation.mutable_form());
  return {std::move(file), {}};
}

LoadedFile LoadFormFile(const std::string& path, std::istream& standard_input) {
  return path == "-" ? LoadStream(standard_input) : LoadRegularFile(path);
}

}  // namespace heng::cli
