// SPDX-License-Identifier: BSL-1.0
#include "command/whole_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/background_thread.h"

namespace godwit::command {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class WholeFile : public testing::Test {
 protected:
  WholeFile() {
    std::signal(SIGPIPE, SIG_IGN);
    std::string name = (fs::temp_directory_path() / "godwit_XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~WholeFile() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "file").string(); }
  std::string pipe() const {
    mkfifo(path().c_str(), 0600);
    return path();
  }

  fs::path folder_;
};

Error refusal(const std::string& path, const ReadLimits& limits = {}) {
  const auto read = read_whole_file(path, limits);
  EXPECT_FALSE(read.ok());
  return read.ok() ? Error{} : read.error();
}

TEST_F(WholeFile, IsReadToItsEnd) {
  const std::string text(3000000, 'x');
  std::ofstream(path()) << text;

  EXPECT_EQ(read_whole_file(path()).value(), text);
  EXPECT_EQ(read_whole_file("/proc/self/cmdline").value().empty(), false);
}

TEST_F(WholeFile, MayBeAPipeThatIsWrittenInPieces) {
  const std::string path = pipe();
  std::thread writer([&] {
    std::ofstream out(path);
    for (int i = 0; i < 1000; ++i) out << "piece" << std::flush;
  });
  const auto read = read_whole_file(path);
  writer.join();

  EXPECT_EQ(read.value().size(), 5000u);
}

TEST_F(WholeFile, IsNoDevice) {
  for (const char* device : {"/dev/zero", "/dev/null", "/dev/urandom"}) {
    EXPECT_THAT(refusal(device).message, HasSubstr("device")) << device;
  }
}

TEST_F(WholeFile, IsNoLargerThanTheLimit) {
  std::ofstream(path()) << "x";
  fs::resize_file(path(), 2000);
  EXPECT_THAT(refusal(path(), {.file = 1999}).message,
              HasSubstr("does not end"));
  EXPECT_TRUE(read_whole_file(path(), {.file = 2000}).ok());
  fs::resize_file(path(), std::uintmax_t{1} << 40);
  EXPECT_THAT(refusal(path()).message, HasSubstr("within 4096 MB"));
}

TEST_F(WholeFile, IsNoPipeThatDoesNotEnd) {
  const std::string path = pipe();
  std::thread writer([&] {
    std::ofstream out(path);
    while (out) out << "more and more" << std::flush;
  });
  const Error error = refusal(path, {.stream = 100000});
  writer.join();

  EXPECT_THAT(error.message, HasSubstr("does not end"));
}

// The pages of this process, of which there are more than anybody has.
TEST_F(WholeFile, IsNoFileOfTheSystemThatDoesNotEnd) {
  EXPECT_THAT(refusal("/proc/self/pagemap", {.stream = 10000000}).message,
              HasSubstr("does not end"));
}

TEST_F(WholeFile, IsNoPipeIntoWhichNobodyWrites) {
  const Error error =
      refusal(pipe(), {.silence = std::chrono::milliseconds(50)});

  EXPECT_EQ(error.code, ErrorCode::io);
  EXPECT_THAT(error.message, HasSubstr("nothing came out of it for 0.05"));
}

TEST_F(WholeFile, IsNoPipeThatNeverComesToItsEnd) {
  const std::string path = pipe();
  const BackgroundThread writer([&](const StopToken& over) {
    std::ofstream out(path);
    while (!over.stop_requested()) {
      out << "little by little" << std::flush;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });

  EXPECT_THAT(refusal(path, {.time = std::chrono::milliseconds(200)}).message,
              HasSubstr("its end not within 0.2"));
}

TEST_F(WholeFile, IsLeftOnRequest) {
  StopSource stop;
  std::thread stopper([&] { stop.request_stop(); });

  EXPECT_EQ(refusal(pipe(), {.stop = stop.token()}).code, ErrorCode::cancelled);
  stopper.join();
}

TEST_F(WholeFile, ThatIsNotThereSaysSo) {
  EXPECT_THAT(refusal(path()).message, HasSubstr("No such file"));
  EXPECT_THAT(refusal(folder_.string()).message, HasSubstr("directory"));
}

}  // namespace
}  // namespace godwit::command
