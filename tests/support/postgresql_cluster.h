// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace godwit::test {

/// A folder under /tmp with a path that is short enough for sockets.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// The folder of the socket of this test run's server.
std::string socket_folder();

/// In a child process: servers refuse to run as root.
void become_owner_of(const std::string& path);

/// A PostgreSQL server whose data outlives it, unlike that of the test run: it
/// can be stopped in each of its ways and started again, and what it commits is
/// written as in production. The user `godwit` is a superuser.
class Cluster {
 public:
  /// A new one that does not run yet.
  Cluster();
  /// A standby of another one, which runs. Runs itself.
  static Cluster standby_of(const Cluster& primary);
  ~Cluster();
  Cluster(Cluster&& other) noexcept;
  Cluster& operator=(Cluster&&) = delete;

  std::string url() const;
  /// Of the folder with sockets and data.
  const std::string& path() const noexcept { return path_; }
  std::string data() const { return path_ + "/data"; }

  /// On a port of this machine, too, from the next start on.
  void listen();
  /// By that port.
  std::string network_url() const;

  /// Lines of postgresql.conf, for the next start.
  void configure(std::string_view settings) const;
  /// Lines of pg_hba.conf in the place of its own, for the next start.
  void let_in(std::string_view access) const;
  /// A file in the folder of the data, which the server alone can read.
  void write(const std::string& name, std::string_view text) const;

  void start();
  /// SIGQUIT: at once, as a crash; SIGINT: in order, without waiting for
  /// anybody who is connected. Returns when it has stopped.
  void stop(int signal);
  /// Does not wait for that. SIGTERM: when nobody is connected any more.
  void tell(int signal) const;

 private:
  struct Empty {};
  explicit Cluster(Empty);

  std::string path_;
  int port_ = 5432;
  pid_t process_ = 0;
};

}  // namespace godwit::test
