// SPDX-License-Identifier: BSL-1.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>

#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;
using ::testing::Not;

class SqliteFileTest : public DriverTest {
 protected:
  fs::path folder() const { return fs::path(database_.name()).parent_path(); }
  std::string file(const std::string& name) const {
    return (folder() / name).string();
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  static void create_table(const std::string& url) {
    auto connection = godwit::connect(url).value();
    connection.session().query({"CREATE TABLE made (id INTEGER)"}).value();
  }

  static Error refused(const std::string& url,
                       const ConnectOptions& options = {}) {
    auto connection = godwit::connect(url, options);
    EXPECT_FALSE(connection.ok()) << url;
    return connection.ok() ? Error{} : connection.error();
  }
};

TEST_F(SqliteFileTest, PathsAreTakenLiterally) {
  for (const std::string name :
       {"with space", "with?mark", "100%41", "größe漢字", "a#b&c=d"}) {
    create_table("sqlite:" + file(name));
    EXPECT_TRUE(fs::exists(file(name))) << name;
    create_table(file("plain " + name));
    EXPECT_TRUE(fs::exists(file("plain " + name))) << name;
  }
}

TEST_F(SqliteFileTest, LookingForTheHolderOfTheLockMakesNoFile) {
  create_table(database_.url());
  const auto before = files();
  auto connection = connect();
  EXPECT_FALSE(connection.session().lock_holder("any").value());
  EXPECT_EQ(files(), before);
}

TEST_F(SqliteFileTest, AllFormsOfTheUrlReachTheFile) {
  const std::string path = database_.name();
  for (const std::string& url :
       {"sqlite:" + path, "sqlite3:" + path, "sqlite://" + path, "file:" + path,
        "file://" + path, path}) {
    auto connection = godwit::connect(url).value();
    EXPECT_TRUE(connection.session().query({"SELECT * FROM log"}).ok()) << url;
    EXPECT_EQ(connection.description(), "sqlite:" + path);
  }
}

TEST_F(SqliteFileTest, FileUriFollowsTheRulesOfSqlite) {
  create_table("file:" + file("with%20space") + "?mode=rwc");

  EXPECT_TRUE(fs::exists(file("with space")));
}

TEST_F(SqliteFileTest, QueryOfAFileUriIsNotShown) {
  auto connection =
      godwit::connect("file:" + database_.name() + "?hexkey=c0ffee").value();

  EXPECT_THAT(connection.description(), Not(HasSubstr("c0ffee")));
}

TEST_F(SqliteFileTest, DatabaseInMemoryCanBeMigrated) {
  for (const std::string url :
       {"sqlite::memory:", ":memory:", "file:shared?mode=memory"}) {
    connection_ = godwit::connect(url).value();
    session().query({"CREATE TABLE log (name, done)"}).value();
    TaskList tasks;
    tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
    ASSERT_SUCCEEDED(run(tasks));
    EXPECT_TRUE(session().query({"SELECT * FROM a"}).ok()) << url;
  }
  EXPECT_FALSE(fs::exists("shared"));
}

TEST_F(SqliteFileTest, ModeAndCacheAreUnderstood) {
  const std::string path = file("odd %?#name");
  EXPECT_EQ(refused("sqlite:" + path + "?mode=rw").code,
            ErrorCode::connection_failed);
  create_table("sqlite://" + path + "?mode=rwc&cache=private");
  EXPECT_TRUE(fs::exists(path));
  create_table("sqlite:" + file("b.db") + "?immutable=0&mode=rwc");
  EXPECT_TRUE(fs::exists(file("b.db")));
  create_table("sqlite:" + file("c.db") + "?mode=memory");
  EXPECT_FALSE(fs::exists(file("c.db")));

  auto reading = godwit::connect("sqlite:" + path + "?mode=ro").value();
  EXPECT_EQ(reading.description(), "sqlite:" + path);
  EXPECT_TRUE(reading.session().facts().value().read_only);
}

TEST_F(SqliteFileTest, ReadingTakesModesThatWrite) {
  for (const std::string start : {"sqlite:", "file:"}) {
    for (const std::string mode : {"?mode=rw", "?cache=private&mode=rwc"}) {
      const std::string url = start + database_.name() + mode;
      auto reading = godwit::connect(url, {.read_only = true}).value();
      EXPECT_TRUE(reading.session().query({"SELECT * FROM log"}).ok()) << url;
    }
  }
}

TEST_F(SqliteFileTest, FormsThatWouldMakeAnOddFileAreRefused) {
  const std::vector<std::string> before = files();
  for (const std::string& url :
       {"sqlite:" + file("x.db") + "?_journal_mode=WAL",
        "sqlite://" + file("x.db") + "?mode=odd",
        "sqlite:" + file("x.db") + "?mode=rwc&_fk=1", file("x.db") + "?mode=rw",
        '"' + file("x.db") + '"', "sqlite:'" + file("x.db") + "'",
        std::string("sqlite://ada:hush@host/x.db"),
        std::string("sqlite:ada:a?mode=ro&hush=b@host/x.db"),
        std::string("sqlite3://ada@host/x.db?key=hush"),
        std::string("file://ada:hush@host/x.db"), std::string("file:"),
        std::string("file:?key=hush")}) {
    const Error error = refused(url);
    EXPECT_EQ(error.code, ErrorCode::invalid_argument) << url;
    EXPECT_FALSE(error.hint.empty()) << url;
    EXPECT_THAT(to_string(error), Not(HasSubstr("hush"))) << url;
  }
  EXPECT_EQ(files(), before);
}

TEST_F(SqliteFileTest, LineEndBehindAUrlMakesNoFile) {
  const std::vector<std::string> before = files();
  const Error error = refused("sqlite:" + file("a.db") + "\n");

  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_EQ(files(), before);
}

TEST_F(SqliteFileTest, UrlWithoutAPathIsRefused) {
  EXPECT_EQ(refused("sqlite:").code, ErrorCode::invalid_argument);
}

TEST_F(SqliteFileTest, MissingDirectoryIsNamed) {
  const Error error = refused("sqlite:" + file("no/such/shop.db"));

  EXPECT_EQ(error.code, ErrorCode::connection_failed);
  EXPECT_THAT(error.message, HasSubstr("no/such/shop.db"));
  EXPECT_THAT(error.hint, HasSubstr(file("no/such")));
}

TEST_F(SqliteFileTest, DirectoryIsNoDatabase) {
  const Error error = refused("sqlite:" + folder().string());

  EXPECT_EQ(error.code, ErrorCode::connection_failed);
  EXPECT_THAT(error.hint, HasSubstr("not a directory"));
}

TEST_F(SqliteFileTest, FileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  const std::string text(4096, 'x');
  std::ofstream(file("letter.txt")) << text;

  for (const bool read_only : {false, true}) {
    const Error error =
        refused("sqlite:" + file("letter.txt"), {.read_only = read_only});
    EXPECT_EQ(error.code, ErrorCode::connection_failed);
    EXPECT_THAT(error.message, HasSubstr("not a database"));
  }

  EXPECT_EQ(fs::file_size(file("letter.txt")), text.size());
}

TEST_F(SqliteFileTest, EmptyFileIsAnEmptyDatabase) {
  std::ofstream(file("empty.db")).flush();

  create_table("sqlite:" + file("empty.db"));

  EXPECT_GT(fs::file_size(file("empty.db")), 0u);
}

TEST_F(SqliteFileTest, ReadingAMissingFileShowsNothingAndMakesNothing) {
  for (const std::string& url :
       {"sqlite:" + file("missing.db"), "file:" + file("missing.db"),
        file("no/such/missing.db")}) {
    auto reading = godwit::connect(url, {.read_only = true}).value();
    Session& session = reading.session();
    const auto rows = session.query({"SELECT * FROM log"});
    ASSERT_FALSE(rows.ok());
    EXPECT_TRUE(session.is_missing_table(rows.error()));
    EXPECT_TRUE(session.facts().value().read_only);
    EXPECT_FALSE(session.query({"CREATE TABLE a (id INTEGER)"}).ok());
  }

  EXPECT_THAT(files(), ElementsAre("database.sqlite"));
}

TEST_F(SqliteFileTest, ReadingInWalModeLeavesNoFilesBehind) {
  execute("PRAGMA journal_mode = WAL");

  {
    auto reading = connect({.read_only = true});
    EXPECT_TRUE(reading.session().query({"SELECT * FROM log"}).ok());
    EXPECT_FALSE(
        reading.session().query({"INSERT INTO log VALUES ('x', 'y')"}).ok());
  }

  EXPECT_THAT(files(), ElementsAre("database.sqlite"));
}

// A copy of the files in the middle of a transaction is what a killed process
// leaves.
TEST_F(SqliteFileTest, ReadingRecoversWhatAKilledProcessLeft) {
  Application writer(database_);
  writer.execute(
      "PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (x BLOB); "
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      "WHERE i < 100) INSERT INTO half SELECT zeroblob(4000) FROM n");
  fs::copy_file(database_.name(), file("killed.db"));
  fs::copy_file(database_.name() + "-journal", file("killed.db-journal"));
  writer.execute("ROLLBACK");

  auto reading =
      godwit::connect(file("killed.db"), {.read_only = true}).value();

  EXPECT_TRUE(reading.session().query({"SELECT * FROM log"}).ok());
  EXPECT_FALSE(reading.session().query({"SELECT * FROM half"}).ok());
  EXPECT_FALSE(
      reading.session().query({"INSERT INTO log VALUES ('x', 'y')"}).ok());
  EXPECT_TRUE(reading.session().facts().value().read_only);
}

TEST_F(SqliteFileTest, FileThatCannotBeWrittenToIsNotLocked) {
  connection_ =
      godwit::connect("file:" + database_.name() + "?mode=ro").value();

  const auto locked = session().lock(lock_request(), recorder_, {});

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::read_only);
  EXPECT_THAT(locked.error().message, HasSubstr("read-only file"));
  EXPECT_EQ(session().facts().value().read_only_reason, "read-only file");
}

/// Root may write everywhere, so tests of permissions are somebody else.
class Unprivileged {
 public:
  Unprivileged() : root_(geteuid() == 0) {
    if (root_ && seteuid(nobody) != 0) throw std::runtime_error("seteuid");
  }
  ~Unprivileged() {
    if (root_ && seteuid(0) != 0) std::abort();
  }

 private:
  static constexpr uid_t nobody = 65534;
  bool root_;
};

constexpr auto nobody_writes = static_cast<fs::perms>(0555);

TEST_F(SqliteFileTest, FileWithoutWritePermissionCanOnlyBeRead) {
  fs::permissions(database_.name(), nobody_writes);
  const Unprivileged unprivileged;
  connection_ = connect();

  const auto locked = session().lock(lock_request(), recorder_, {});

  EXPECT_TRUE(session().query({"SELECT * FROM log"}).ok());
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::read_only);
}

TEST_F(SqliteFileTest, DirectoryWithoutWritePermissionCanOnlyBeRead) {
  fs::permissions(database_.name(), fs::perms::all);
  fs::permissions(folder(), nobody_writes);
  {
    const Unprivileged unprivileged;
    connection_ = connect();

    const auto locked = session().lock(lock_request(), recorder_, {});
    const Error error = refused(file("new.db"));

    EXPECT_TRUE(connect({.read_only = true})
                    .session()
                    .query({"SELECT * FROM log"})
                    .ok());
    ASSERT_FALSE(locked.ok());
    EXPECT_EQ(locked.error().code, ErrorCode::read_only);
    EXPECT_EQ(error.code, ErrorCode::connection_failed);
    EXPECT_THAT(error.hint, HasSubstr("permissions"));
  }
  fs::permissions(folder(), fs::perms::owner_all);
}

TEST_F(SqliteFileTest, FileThatCannotBeSeenIsNotTakenForMissing) {
  fs::permissions(folder(), fs::perms::none);
  {
    const Unprivileged unprivileged;

    const Error error = refused(database_.name(), {.read_only = true});

    EXPECT_EQ(error.code, ErrorCode::connection_failed);
  }
  fs::permissions(folder(), fs::perms::owner_all);
}

TEST_F(SqliteFileTest, WalWithoutWritePermissionSaysWhatHelps) {
  execute("PRAGMA journal_mode = WAL");
  fs::permissions(folder(), nobody_writes);
  {
    const Unprivileged unprivileged;

    const Error error = refused(database_.name(), {.read_only = true});
    auto immutable = godwit::connect(
        "file:" + database_.name() + "?immutable=1", {.read_only = true});

    EXPECT_EQ(error.code, ErrorCode::connection_failed);
    EXPECT_THAT(error.hint, HasSubstr("immutable"));
    EXPECT_TRUE(immutable.ok());
  }
  fs::permissions(folder(), fs::perms::owner_all);
}

TEST_F(SqliteFileTest, LockFileIsGoneAfterTheRun) {
  lock();
  const auto during = files();
  session().unlock();

  EXPECT_THAT(during, ::testing::Contains("database.sqlite-godwit-lock"));
  EXPECT_THAT(files(), ElementsAre("database.sqlite"));
}

TEST_F(SqliteFileTest, LockFileOfAKilledProcessIsNoObstacle) {
  std::ofstream(database_.name() + "-godwit-lock") << "process 1 on host gone";

  lock();
  session().unlock();

  EXPECT_THAT(recorder_.events, IsEmpty());
  EXPECT_THAT(files(), ElementsAre("database.sqlite"));
}

TEST_F(SqliteFileTest, LockFileOfAnotherUsersKilledProcessIsNoObstacle) {
  for (const bool everybody_may_remove : {true, false}) {
    const std::string left = database_.name() + "-godwit-lock";
    std::ofstream(left) << "process 1 on host gone";
    fs::permissions(left, static_cast<fs::perms>(0644));
    fs::permissions(database_.name(), fs::perms::all);
    fs::permissions(folder(), everybody_may_remove
                                  ? fs::perms::all
                                  : fs::perms::all | fs::perms::sticky_bit);
    const Unprivileged unprivileged;
    connection_ = connect();

    const auto locked = session().lock(lock_request(), recorder_, {});
    auto second = connect();
    LockRequest impatient = lock_request();
    impatient.wait = false;
    const auto refused = second.session().lock(impatient, recorder_, {});
    session().unlock();

    ASSERT_TRUE(locked.ok()) << locked.error().message;
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::locked);
  }
}

TEST_F(SqliteFileTest, LockFileHasTheRightsOfTheDatabase) {
  constexpr auto group_writes = fs::perms::owner_read | fs::perms::owner_write |
                                fs::perms::group_read | fs::perms::group_write;
  fs::permissions(database_.name(), group_writes);

  lock();
  const auto rights =
      fs::status(database_.name() + "-godwit-lock").permissions();
  session().unlock();

  EXPECT_EQ(rights, group_writes);
}

TEST_F(SqliteFileTest, NobodysFileIsTakenForTheLockFile) {
  const std::string lock_file = database_.name() + "-godwit-lock";
  const std::string precious = file("precious");
  const auto content = [&] {
    std::ifstream stream(precious);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  const auto refuses = [&](const std::function<void()>& plant) {
    for (const std::string text : {"", "words", "process 1 on host here"}) {
      std::ofstream(precious) << text;
      plant();
      const auto locked = session().lock(lock_request(), recorder_, {});
      EXPECT_TRUE(!locked.ok() && locked.error().code == ErrorCode::io);
      EXPECT_EQ(content(), text);
      EXPECT_TRUE(fs::exists(fs::symlink_status(lock_file)));
      fs::remove(lock_file);
    }
  };

  refuses([&] { fs::create_symlink(precious, lock_file); });
  refuses([&] { fs::create_hard_link(precious, lock_file); });
  refuses([&] { std::ofstream(lock_file) << "words of somebody"; });
  refuses([&] { mkfifo(lock_file.c_str(), 0666); });
  refuses([&] { fs::create_symlink(file("nowhere"), lock_file); });

  EXPECT_FALSE(fs::exists(file("nowhere")));
  EXPECT_TRUE(session().lock(lock_request(), recorder_, {}).ok());
}

TEST_F(SqliteFileTest, LockFileThatCannotBeMadeIsAnError) {
  fs::create_directory(database_.name() + "-godwit-lock");

  const auto locked = session().lock(lock_request(), recorder_, {});

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::io);
  EXPECT_THAT(locked.error().message, HasSubstr("-godwit-lock"));
}

TEST_F(SqliteFileTest, HolderOfTheLockIsNamed) {
  auto second = connect();
  lock();
  LockRequest request = lock_request();
  request.wait = false;

  const auto refused = second.session().lock(request, recorder_, {});

  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message,
              HasSubstr("process " + std::to_string(getpid()) + " on host"));
}

TEST_F(SqliteFileTest, WriterThatIsNotGodwitIsWaitedFor) {
  Application writer(database_);
  writer.execute("BEGIN IMMEDIATE");
  LockRequest request = lock_request();
  request.wait = false;

  const auto refused = session().lock(request, recorder_, {});
  writer.execute("COMMIT");

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::locked);
  EXPECT_EQ(recorder_.events_with("waiting").size(), 1u);
  EXPECT_TRUE(session().lock(request, recorder_, {}).ok());
}

}  // namespace
}  // namespace godwit::driver
