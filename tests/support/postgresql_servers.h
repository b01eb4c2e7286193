// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include "support/postgresql_cluster.h"

namespace godwit::test {

/// PgBouncer with transaction pooling before the server of this test run.
class Pooler {
 public:
  explicit Pooler(int pool_size);
  ~Pooler();
  Pooler(const Pooler&) = delete;
  Pooler& operator=(const Pooler&) = delete;

  std::string url(const std::string& database) const;

 private:
  TemporaryFolder folder_;
  pid_t process_;
};

/// Another process that runs `work` and is gone with this object.
class Child {
 public:
  explicit Child(const std::function<bool()>& work);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void kill();
  /// True: `work` ended with true.
  bool succeeded();

 private:
  pid_t process_;
};

}  // namespace godwit::test
