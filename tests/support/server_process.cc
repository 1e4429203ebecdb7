#include "tests/support/server_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace heng::testing {
namespace {

// How long a server may take to start before the test gives up on it; sanitizers on a busy machine are slow.
constexpr int kStartTimeoutMs = 60'000;

// The first line that comes through `fd`; "" if it is closed, or nothing comes for too long.
std::string ReadLine(int fd) {
  std::string line;
  pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};
  for (char c; poll(&wait, 1, kStartTimeoutMs) > 0 && read(fd, &c, 1) == 1;) {
    if (c == '\n') return line;
    line.push_back(c);
  }
  return "";
}

}  // namespace

ServerProcess::ServerProcess(std::string store_path, std::vector<std::string> flags)
    : store_path_(std::move(store_path)), flags_(std::move(flags)) {}

ServerProcess::~ServerProcess() { Kill(); }

bool ServerProcess::Start() {
  log_path_ = folder_.path() + "/hengd.log";
  const bool is_file = store_path_.find("://") == std::string::npos;
  address_.clear();
  std::vector<std::string> args = {HENGD_PATH,
                                   "--listen",
                                   "127.0.0.1:0",
                                   "--http-listen",
                                   "127.0.0.1:0",
                                   "--store",
                                   (is_file ? "sqlite:" : "") + store_path_};
  args.insert(args.end(), flags_.begin(), flags_.end());
  std::vector<char*> argv;
  for (auto& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);

  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return false;
  const int log = open(log_path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out[1], STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(out[1]);
  close(log);
  address_ = ReadLine(out[0]);  // hengd says on standard output where it serves, once it does
  close(out[0]);
  if (address_.empty()) Wait();
  return !address_.empty();
}

void ServerProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

int ServerProcess::Stop() {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  return Wait();
}

int ServerProcess::Wait() {
  int status = 0;
  if (pid_ <= 0 || waitpid(pid_, &status, 0) != pid_) return -1;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string ServerProcess::http_address() const {
  const std::string text = log(), mark = "http on ";
  const size_t begin = text.rfind(mark);
  if (begin == std::string::npos) return "";
  const size_t end = text.find_first_not_of("0123456789.:", begin + mark.size());
  return text.substr(begin + mark.size(), end - begin - mark.size());
}

std::string ServerProcess::log() const { return ReadFile(log_path_); }

int RunHengd(const std::vector<std::string>& args, std::string* output) {
  const TempDir folder;
  const std::string out_path = folder.path() + "/output";
  std::vector<std::string> words = {HENGD_PATH};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int out = open(out_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(out);
  int status = 0;
  if (pid < 0 || waitpid(pid, &status, 0) != pid) return -1;
  *output = ReadFile(out_path);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string ReadSourceFile(const std::string& path) {
  const std::string full = std::string(HENG_SOURCE_DIR) + "/" + path;
  std::string text = ReadFile(full);
  EXPECT_FALSE(text.empty()) << full << " can't be read or is empty";
  return text;
}

}  // namespace heng::testing
