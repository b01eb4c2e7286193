// SPDX-License-Identifier: BSL-1.0
#include "support/postgresql_servers.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "support/ephemeral_database.h"

namespace godwit::test {
namespace {

void write_configuration(const std::string& folder, int pool_size) {
  std::ofstream(folder + "/users.txt") << "\"godwit\" \"\"\n";
  std::ofstream(folder + "/pgbouncer.ini")
      << "[databases]\n* = host=" << socket_folder() << " port=5432\n"
      << "[pgbouncer]\nlisten_addr =\nlisten_port = 5432\n"
      << "unix_socket_dir = " << folder << "\nlogfile = " << folder
      << "/log\nauth_type = trust\nauth_file = " << folder << "/users.txt\n"
      << "pool_mode = transaction\ndefault_pool_size = " << pool_size << "\n";
}

pid_t start_pooler(const std::string& folder) {
  const pid_t process = fork();
  if (process != 0) return process;
  become_owner_of(socket_folder());
  const std::string configuration = folder + "/pgbouncer.ini";
  execlp("pgbouncer", "pgbouncer", "-q", configuration.c_str(), nullptr);
  execl("/usr/sbin/pgbouncer", "pgbouncer", "-q", configuration.c_str(),
        nullptr);
  _exit(127);
}

void wait_until_ready(const std::string& url, pid_t process) {
  while (PQping(url.c_str()) != PQPING_OK) {
    if (waitpid(process, nullptr, WNOHANG) != 0) {
      throw std::runtime_error(
          "pgbouncer does not start; is it installed (Debian: apt-get install "
          "pgbouncer)?");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

bool succeeds(const std::function<bool()>& work) {
  try {
    return work();
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return false;
  }
}

}  // namespace

Pooler::Pooler(int pool_size) {
  write_configuration(folder_.path(), pool_size);
  process_ = start_pooler(folder_.path());
  wait_until_ready(url("postgres"), process_);
}

Pooler::~Pooler() {
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

std::string Pooler::url(const std::string& database) const {
  return "host=" + folder_.path() + " port=5432 user=godwit dbname=" + database;
}

Child::Child(const std::function<bool()>& work) : process_(fork()) {
  if (process_ == 0) _exit(succeeds(work) ? 0 : 1);
}

Child::~Child() {
  if (process_ > 0) kill();
}

void Child::kill() {
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

bool Child::succeeded() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = 0;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace godwit::test
