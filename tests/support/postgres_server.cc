#include "tests/support/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace heng::testing {
namespace {

constexpr char kPrograms[] = "/usr/lib/postgresql";
constexpr char kUser[] = "postgres";  // whom root lets the server run as: it refuses to run as root
// Starting takes a second, recovering a little more; sanitizers on a busy machine are slow.
constexpr int kStartTimeoutS = 60;

// The folder of the newest version's programs; "" if there is none.
std::string ProgramFolder() {
  std::string newest;
  int version = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(kPrograms, error)) {
    const int number = std::atoi(entry.path().filename().c_str());
    const auto bin = entry.path() / "bin";
    if (number > version && std::filesystem::exists(bin / "initdb") && std::filesystem::exists(bin / "postgres")) {
      version = number;
      newest = bin.string();
    }
  }
  return newest;
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  return bound ? ntohs(address.sin_port) : 0;
}

// In the child. Dying with the parent is asked for last: a change of user forgets it.
[[noreturn]] void Become(const passwd* user, pid_t parent, const std::string& log, char** argv) {
  const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  dup2(fd, STDOUT_FILENO);
  dup2(fd, STDERR_FILENO);
  if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT);  // an immediate stop
  if (getppid() != parent) _exit(126);
  execv(argv[0], argv);
  _exit(127);
}

pid_t Spawn(const std::string& log, std::vector<std::string> args) {
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  const passwd* user = getuid() == 0 ? getpwnam(kUser) : nullptr;
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(user, parent, log, argv.data());
  return pid;
}

// True once the process has ended; its wait status.
bool Ended(pid_t pid, int* status) { return waitpid(pid, status, WNOHANG) == pid; }

void Pause() {
  const timespec tenth{.tv_sec = 0, .tv_nsec = 20'000'000};
  nanosleep(&tenth, nullptr);
}

}  // namespace

PostgresServer::~PostgresServer() { Stop(); }

bool PostgresServer::Installed() { return !ProgramFolder().empty(); }

bool PostgresServer::Run(const std::string& program, const std::vector<std::string>& args) const {
  std::vector<std::string> all = {ProgramFolder() + "/" + program};
  all.insert(all.end(), args.begin(), args.end());
  const pid_t pid = Spawn(folder_.path() + "/log", all);
  int status = 0;
  return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool PostgresServer::MakeData() {
  if (made_) return true;
  if (getuid() == 0) {
    const passwd* user = getpwnam(kUser);
    if (user == nullptr || chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) return false;
  }
  made_ = Run("initdb", {"-D", folder_.path() + "/data", "-U", "heng", "--auth=trust", "--locale=C", "--encoding=UTF8",
                         "--no-sync", "--no-instructions"});
  return made_;
}

bool PostgresServer::Launch() {
  if (port_ == 0) port_ = FreePort();
  pid_ = Spawn(folder_.path() + "/log", {ProgramFolder() + "/postgres", "-D", folder_.path() + "/data", "-k",
                                         folder_.path(), "-h", "127.0.0.1", "-p", std::to_string(port_)});
  return pid_ > 0;
}

bool PostgresServer::Answers() const {
  return Run("pg_isready", {"-q", "-h", "127.0.0.1", "-p", std::to_string(port_), "-t", "1"});
}

// Starting fails while another program has the port, and after Kill as long as processes of the killed one are left: it
// is tried again until the time is up.
bool PostgresServer::Start() {
  if (running()) return true;
  if (!Installed() || !MakeData()) return false;
  const bool first = port_ == 0;
  const time_t end = time(nullptr) + kStartTimeoutS;
  while (time(nullptr) < end) {
    if (pid_ <= 0 && !Launch()) return false;
    int status = 0;
    if (Ended(pid_, &status)) {
      pid_ = -1;
      if (first) port_ = 0;
    } else if (Answers()) {
      return true;
    }
    Pause();
  }
  Kill();
  return false;
}

void PostgresServer::Stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGQUIT);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void PostgresServer::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string PostgresServer::CreateDatabase() {
  const std::string name = "heng_" + std::to_string(++databases_);
  const std::string port = std::to_string(port_);
  if (!Run("createdb", {"-h", "127.0.0.1", "-p", port, "-U", "heng", name})) return "";
  return "postgres://heng@127.0.0.1:" + port + "/" + name;
}

std::string PostgresServer::log() const {
  std::ifstream in(folder_.path() + "/log", std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace heng::testing
