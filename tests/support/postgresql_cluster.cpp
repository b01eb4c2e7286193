// SPDX-License-Identifier: BSL-1.0
#include "support/postgresql_cluster.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "support/direct_postgresql.h"
#include "support/ephemeral_database.h"

namespace godwit::test {
namespace {

namespace fs = std::filesystem;

std::string new_folder() {
  char path[] = "/tmp/gw-XXXXXX";
  if (mkdtemp(path) == nullptr) throw std::runtime_error("mkdtemp failed");
  return path;
}

// The programs of the server that this test run has.
std::string program(const std::string& name) {
  static const std::string folder =
      postgresql_rows(postgresql_server() + " dbname=postgres",
                      "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
          .at(0)
          .at(0);
  return folder + "/" + name;
}

void write_output_to(const std::string& path) {
  const int log =
      open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, 0);
  dup2(log, 1);
  dup2(log, 2);
}

// As the owner of the folder, into whose log it writes.
pid_t start_in(const std::string& folder, const std::string& name,
               const std::vector<std::string>& arguments) {
  const std::string path = program(name);
  std::vector<char*> words = {const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments) {
    words.push_back(const_cast<char*>(argument.c_str()));
  }
  words.push_back(nullptr);
  const pid_t process = fork();
  if (process != 0) return process;
  become_owner_of(folder);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  write_output_to(folder + "/log");
  if (chdir(folder.c_str()) != 0) _exit(126);
  execv(path.c_str(), words.data());
  _exit(127);
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void failed(const std::string& folder, const std::string& name) {
  throw std::runtime_error(name + " failed:\n" + text_of(folder + "/log"));
}

void run_in(const std::string& folder, const std::string& name,
            const std::vector<std::string>& arguments) {
  int status = 0;
  waitpid(start_in(folder, name, arguments), &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) failed(folder, name);
}

int free_port() {
  const int any = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool found =
      bind(any, generic, size) == 0 && getsockname(any, generic, &size) == 0;
  close(any);
  if (!found) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

// The server takes no other owner.
void give_to_owner_of(const std::string& model, const std::string& path) {
  struct stat info = {};
  if (stat(model.c_str(), &info) != 0 ||
      (getuid() == 0 && chown(path.c_str(), info.st_uid, info.st_gid) != 0)) {
    throw std::runtime_error("chown failed: " + path);
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() : path_(new_folder()) {
  fs::permissions(path_, fs::perms::all);
}

TemporaryFolder::~TemporaryFolder() { fs::remove_all(path_); }

std::string socket_folder() {
  const std::string server = postgresql_server();
  const std::size_t begin = server.find("host=") + 5;
  return server.substr(begin, server.find(' ', begin) - begin);
}

void become_owner_of(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) _exit(126);
  if (getuid() != 0) return;
  const bool became = setgroups(0, nullptr) == 0 && setgid(info.st_gid) == 0 &&
                      setuid(info.st_uid) == 0;
  if (!became) _exit(126);
}

Cluster::Cluster(Empty) : path_(new_folder()) {
  give_to_owner_of(socket_folder(), path_);
}

Cluster::Cluster() : Cluster(Empty()) {
  run_in(path_, "initdb",
         {"--pgdata=" + data(), "--username=godwit", "--auth=trust",
          "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"});
  // What a COMMIT has written to a file outlives the server also where it does
  // not wait for the disk, and that takes seconds at each start after a crash.
  configure("listen_addresses = ''\nunix_socket_directories = '" + path_ +
            "'\nautovacuum = off\nfsync = off\n");
}

Cluster Cluster::standby_of(const Cluster& primary) {
  Cluster standby((Empty()));
  run_in(standby.path_, "pg_basebackup",
         {"--pgdata=" + standby.data(), "--write-recovery-conf",
          "--checkpoint=fast", "--no-sync", "--dbname=" + primary.url()});
  standby.configure("unix_socket_directories = '" + standby.path_ + "'\n");
  standby.start();
  return standby;
}

Cluster::Cluster(Cluster&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      port_(other.port_),
      process_(std::exchange(other.process_, 0)) {}

Cluster::~Cluster() {
  if (path_.empty()) return;
  if (process_ > 0) stop(SIGQUIT);
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Cluster::url() const {
  return "host=" + path_ + " port=" + std::to_string(port_) +
         " user=godwit dbname=postgres";
}

void Cluster::listen() {
  port_ = free_port();
  configure("listen_addresses = '127.0.0.1'\nport = " + std::to_string(port_) +
            "\n");
}

std::string Cluster::network_url() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " dbname=postgres";
}

void Cluster::configure(std::string_view settings) const {
  std::ofstream(data() + "/postgresql.conf", std::ios::app) << settings;
}

void Cluster::let_in(std::string_view access) const {
  std::ofstream(data() + "/pg_hba.conf", std::ios::trunc) << access;
}

void Cluster::write(const std::string& name, std::string_view text) const {
  const std::string path = data() + "/" + name;
  std::ofstream(path) << text;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  give_to_owner_of(data(), path);
}

void Cluster::start() {
  process_ = start_in(path_, "postgres", {"-D", data()});
  while (PQping(url().c_str()) != PQPING_OK) {
    if (waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = 0;
      failed(path_, "postgres");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void Cluster::tell(int signal) const { ::kill(process_, signal); }

void Cluster::stop(int signal) {
  tell(signal);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace godwit::test
