// SPDX-License-Identifier: BSL-1.0
#include "base/append_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace godwit {
namespace {

namespace fs = std::filesystem;

class AppendFileTest : public testing::Test {
 protected:
  AppendFileTest() {
    std::string name = (fs::temp_directory_path() / "append-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    path_ = (folder_ / "run.log").string();
  }
  ~AppendFileTest() override { fs::remove_all(folder_); }

  std::string text() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
  std::string path_;
};

TEST_F(AppendFileTest, IsMadeForItsOwnerAndReadByItsGroup) {
  const mode_t before = umask(022);
  const auto file = AppendFile::open(path_);
  umask(before);

  ASSERT_TRUE(file.ok());
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640U);
}

TEST_F(AppendFileTest, KeepsWhatIsThere) {
  AppendFile::open(path_).value().write("one\n");
  AppendFile::open(path_).value().write("two\n");

  EXPECT_EQ(text(), "one\ntwo\n");
}

TEST_F(AppendFileTest, PiecesOfManyStandSideBySide) {
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([this, i] {
        AppendFile file = AppendFile::open(path_).value();
        for (int n = 0; n < 100; ++n) {
          file.write(std::string(99, static_cast<char>('a' + i)) + '\n');
        }
      });
    }
  }

  std::ifstream file(path_);
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    EXPECT_EQ(line, std::string(99, line.empty() ? ' ' : line[0]));
  }
  EXPECT_EQ(lines, 800);
}

TEST_F(AppendFileTest, SaysWhyItCannotBeOpened) {
  const auto file = AppendFile::open((folder_ / "nowhere/run.log").string());

  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, ErrorCode::io);
  EXPECT_NE(file.error().message.find("nowhere/run.log"), std::string::npos);
}

TEST_F(AppendFileTest, DoesNotWaitForAReaderOfAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);

  EXPECT_FALSE(AppendFile::open(path_).ok());
}

TEST_F(AppendFileTest, SaysWhyAPieceWasNotWritten) {
  AppendFile full = AppendFile::open("/dev/full").value();

  EXPECT_EQ(full.write("piece\n"), ENOSPC);
}

TEST_F(AppendFileTest, EndsALineThatCouldNotBeWrittenWhole) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const int reader = open(path_.c_str(), O_RDONLY | O_NONBLOCK);
  AppendFile file = AppendFile::open(path_).value();
  // A pipe takes no more than this, and then nobody reads any more.
  const int writer = open(path_.c_str(), O_WRONLY | O_NONBLOCK);
  const int room = fcntl(writer, F_SETPIPE_SZ, 4096);
  ASSERT_GT(room, 0);
  close(writer);
  std::string read(4096, '\0');
  int failure = 0;
  std::signal(SIGPIPE, SIG_IGN);
  std::thread writing([&] {
    failure = file.write(std::string(static_cast<std::size_t>(room) + 9, 'x'));
  });
  while (::read(reader, read.data(), 1) != 1) std::this_thread::yield();
  close(reader);
  writing.join();
  EXPECT_EQ(failure, EPIPE);

  const int again = open(path_.c_str(), O_RDONLY | O_NONBLOCK);
  while (::read(again, read.data(), read.size()) > 0) {
  }
  EXPECT_EQ(file.write("next\n"), 0);
  const ssize_t size = ::read(again, read.data(), read.size());
  close(again);
  ASSERT_GT(size, 0);
  EXPECT_EQ(read.substr(0, static_cast<std::size_t>(size)), "\nnext\n");
}

}  // namespace
}  // namespace godwit
