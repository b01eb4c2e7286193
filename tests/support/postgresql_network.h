// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace godwit::test {

/// A program between the server of this test run and its clients, on a port of
/// its own, which can stop passing on what they say.
class Proxy {
 public:
  Proxy();
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::string url(const std::string& database) const;
  /// Takes connections still, and says nothing any more.
  void freeze() { frozen_ = true; }
  /// Cuts the connection in the place of the answer to a COMMIT: to the first
  /// one from now on, the second, and so on.
  void cut_at_commit(int number) { commits_to_cut_ = number; }

  /// A socket option at the newest client's end, which is in this process.
  int option_of_client(int option) const;

 private:
  struct Pair {
    int client;
    int server;
  };

  void serve();
  void accept_client();
  bool pass_on_answer(const Pair& pair);

  int listener_;
  int port_;
  std::atomic<bool> frozen_ = false;
  std::atomic<bool> over_ = false;
  std::atomic<int> commits_to_cut_ = 0;  // 0: none
  std::vector<Pair> pairs_;
  std::thread thread_;
};

/// Where connections are accepted by the kernel and nobody ever answers.
class SilentHost {
 public:
  SilentHost();
  ~SilentHost();
  SilentHost(const SilentHost&) = delete;
  SilentHost& operator=(const SilentHost&) = delete;

  std::string url() const;

 private:
  int listener_;
  int port_;
};

/// Takes this process to a network of its own, where only itself can be
/// reached.
class Network {
 public:
  Network();
  /// False: the system does not let us, as in many containers.
  static bool is_allowed();
  /// What is sent from now on does not arrive.
  void switch_off() const;
};

}  // namespace godwit::test
