// SPDX-License-Identifier: BSL-1.0
//
// Several tabs that ask at the same time: each gets its own answer, and
// nobody's change is lost.
#include <gmock/gmock.h>
#include <godwit/godwit.h>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "studio/open_studio.h"

namespace godwit::test {
namespace {

constexpr Driver several_on = Driver::GODWIT_TEST_DRIVER;
constexpr bool on_server = several_on == Driver::postgresql;
constexpr int tabs = 4;
constexpr int rounds = 5;

const std::vector<EmbeddedFiles::File> counters = {
    {"0001_counter.sql",
     "-- migrate:up\nCREATE TABLE counter (id integer PRIMARY KEY, n integer "
     "NOT NULL, story text);\n-- migrate:down\nDROP TABLE counter;\n"}};

/// A studio with a counter for each tab, and one that they share.
class SeveralTabs : public testing::Test {
 protected:
  SeveralTabs() : studio_(several_on, counters, true) {
    auto connection = connect(studio_.database().url()).value();
    EXPECT_TRUE(Migrator(connection, studio_.studio().sets().front().embedded)
                    .up()
                    .ok());
    // Of which the page has the beginning alone.
    const std::string story = "'" + std::string(2000, 'e') + "'";
    for (int id = 0; id <= tabs; ++id) {
      execute(studio_.database(), "INSERT INTO counter VALUES (" +
                                      std::to_string(id) + ", 0, " + story +
                                      ")");
    }
    studio_.enter();
  }

  /// All at once, each with its number, from 1.
  static void together(const std::function<void(int)>& tab) {
    std::vector<std::thread> threads;
    for (int number = 1; number <= tabs; ++number) {
      threads.emplace_back(tab, number);
    }
    for (std::thread& thread : threads) thread.join();
  }

  Json counter(int id) {
    const Json filter = {
        {"column", "id"}, {"operator", "="}, {"value", std::to_string(id)}};
    Json row = studio_
                   .json("rows", {{"table", table()},
                                  {"filters", Json::array({filter})}})
                   .at("rows")
                   .at(0);
    row["version"] = studio_
                         .json("version", {{"table", table()},
                                           {"key", row["key"]},
                                           {"version", row["version"]}})
                         .at("version");
    return row;
  }
  /// What comes of adding one to what the row had.
  Json add_one(const Json& row) {
    const int n = std::stoi(row.at("cells").at(1).get<std::string>());
    const Json values = {{"n", {{"value", std::to_string(n + 1)}}}};
    const Json edit = {{"kind", "update"},
                       {"table", table()},
                       {"key", row.at("key")},
                       {"version", row.at("version")},
                       {"values", values}};
    return studio_.json("edits",
                        {{"as", "apply"}, {"edits", Json::array({edit})}});
  }
  std::string count_of(int id) {
    return rows(studio_.database(),
                "SELECT n FROM counter WHERE id = " + std::to_string(id))[0][0];
  }
  static std::string table() {
    return on_server ? "public.counter" : "counter";
  }

  OpenStudio studio_;
};

TEST_F(SeveralTabs, GetTheirOwnAnswers) {
  together([&](int tab) {
    const std::string own = std::to_string(tab);
    for (int round = 0; round < rounds; ++round) {
      const Json ran = studio_.json("run", {{"sql", "SELECT " + own}});
      EXPECT_EQ(ran.at("results").at(0).at("rows"),
                Json::array({Json::array({own})}));
      EXPECT_EQ(counter(tab).at("cells").at(0), own);
      EXPECT_EQ(studio_.json("count", {{"table", table()}, {"exact", true}})
                    .at("count"),
                tabs + 1);
      const Json schema = studio_.json("schema", {{"touched", true}});
      EXPECT_EQ(schema.at("tables").at(0).at("touched_by").at(0).at("version"),
                "0001");
      EXPECT_EQ(studio_.json("status").at("up_to_date"), true);
      EXPECT_EQ(studio_.json("overview").at("sets").at(0).at("applied"), 1);
      EXPECT_EQ(studio_.json("nothing_such").at("error").at("code"),
                "invalid_argument");
    }
  });
}

TEST_F(SeveralTabs, ChangeTheirOwnRows) {
  together([&](int tab) {
    for (int round = 0; round < rounds; ++round) {
      EXPECT_EQ(add_one(counter(tab)).value("done", 0), 1);
    }
  });
  for (int tab = 1; tab <= tabs; ++tab) {
    EXPECT_EQ(count_of(tab), std::to_string(rounds));
  }
}

TEST_F(SeveralTabs, LoseNoChangeOfARowThatAllChange) {
  std::atomic<int> done = 0;
  together([&](int) {
    for (int round = 0; round < rounds; ++round) {
      const Json answer = add_one(counter(0));
      done += answer.value("done", 0);
      EXPECT_TRUE(answer.contains("done") || answer.contains("conflict"))
          << answer;
    }
  });
  EXPECT_GE(done, rounds);
  EXPECT_EQ(count_of(0), std::to_string(done));
}

TEST_F(SeveralTabs, CancelWhatTheyMeanAlone) {
  const std::string endless =
      on_server ? "SELECT pg_sleep(60)"
                : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                  "FROM n) SELECT count(*) FROM n";
  together([&](int tab) {
    const std::string id = "tab " + std::to_string(tab);
    std::thread running([&] {
      const Json answer = studio_.json("run", {{"sql", endless}, {"id", id}});
      EXPECT_EQ(answer.at("error").at("code"), "cancelled") << answer;
    });
    // Until it has begun.
    while (studio_.json("cancel", {{"id", id}}).at("cancelled") != true) {
      std::this_thread::yield();
    }
    running.join();
    EXPECT_EQ(studio_.json("cancel", {{"id", id}}).at("cancelled"), false);
  });
}

TEST_F(SeveralTabs, SeeEachStatementOnce) {
  std::atomic<bool> over = false;
  std::set<std::uint64_t> seen;
  std::thread reader([&] {
    std::uint64_t last = 0;
    for (bool again = true; again;) {
      again = !over;
      const Json sent = studio_.json("statements", {{"since", last}});
      for (const Json& one : sent.at("statements")) {
        last = one.at("number").get<std::uint64_t>();
        EXPECT_TRUE(seen.insert(last).second);
      }
    }
  });
  together([&](int) {
    for (int round = 0; round < rounds; ++round) {
      studio_.json("run", {{"sql", "SELECT 1"}});
    }
  });
  over = true;
  reader.join();
  EXPECT_EQ(seen.size(), std::size_t{tabs * rounds});
}

TEST_F(SeveralTabs, AreRefusedOneByOneAndCounted) {
  const std::string request = studio_.request("status", "{}");
  const std::string mark = "Bearer ";
  std::string wrong = request;
  wrong[wrong.find(mark) + mark.size()] ^= 1;
  together([&](int) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(ask(studio_.port(), wrong).status, 401);
    }
  });
  studio_.end();
  EXPECT_THAT(studio_.remarks(),
              testing::ElementsAre(testing::HasSubstr("refused a request"),
                                   testing::HasSubstr("refused 10 requests")));
}

}  // namespace
}  // namespace godwit::test
