// SPDX-License-Identifier: BSL-1.0
//
// What comes back to bytes that no browser would send, or that another page has
// a browser send.
#include <gmock/gmock.h>

#include <chrono>

#include "studio/answer.h"
#include "studio/open_studio.h"
#include "studio/page_files.h"

namespace godwit::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ServerTest : public testing::Test {
 protected:
  Reply get(const std::string& path, const std::string& more = {}) {
    return ask(studio_.port(), "GET " + path + " HTTP/1.1\r\nHost: " +
                                   studio_.host() + "\r\n" + more + "\r\n");
  }
  /// A call with this in place of that.
  Reply call_with(std::string_view instead, std::string_view of) {
    if (studio_.token().empty()) studio_.enter();
    std::string request = studio_.request("status", "{}");
    const std::size_t place = request.find(of);
    EXPECT_NE(place, std::string::npos) << of;
    request.replace(place, of.size(), instead);
    return ask(studio_.port(), request);
  }

  OpenStudio studio_{Driver::sqlite, {{"0001_a.sql", "CREATE TABLE a (n);"}}};
};

void expect_safe(const Reply& reply) {
  const auto& headers = reply.headers;
  const auto value = [&](const char* name) {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string("none") : found->second;
  };
  EXPECT_EQ(value("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; "
            "connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'")
      << reply.raw;
  EXPECT_EQ(value("x-content-type-options"), "nosniff");
  EXPECT_EQ(value("referrer-policy"), "no-referrer");
  EXPECT_EQ(value("cross-origin-opener-policy"), "same-origin");
  EXPECT_EQ(value("cross-origin-resource-policy"), "same-origin");
  EXPECT_EQ(value("cache-control"), "no-store");
  EXPECT_EQ(value("connection"), "close");
  for (const auto& [name, text] : headers) {
    EXPECT_THAT(name, Not(StartsWith("access-control-")));
    EXPECT_THAT(name, Not(testing::AnyOf("set-cookie", "server")));
  }
}

TEST_F(ServerTest, ServesThePage) {
  const Reply reply = get("/");

  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(reply.body, studio::find_page_file("/")->bytes);
  EXPECT_EQ(get("/index.html").body, reply.body);
  const Reply head =
      ask(studio_.port(),
          "HEAD / HTTP/1.1\r\nHost: " + studio_.host() + "\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(get("/none.js").status, 404);
  EXPECT_EQ(get("/../../etc/passwd").status, 404);
  EXPECT_EQ(get("/%2e%2e/etc/passwd").status, 404);
}

TEST_F(ServerTest, NothingThatItAnswersMayBeFramedKeptOrReadByOthers) {
  for (const Reply& reply :
       {get("/"), get("/none"), get("/api/status"),
        call_with("evil.test", studio_.host()), call_with("GET", "POST"),
        call_with("text/plain", "application/json"),
        call_with("Bearer 0", "Bearer "), studio_.call("status"),
        studio_.call("nothing"), ask(studio_.port(), "nonsense\r\n\r\n"),
        ask(studio_.port(), "GET /" + std::string(9000, 'a') +
                                " HTTP/1.1\r\nHost: " + studio_.host() +
                                "\r\n\r\n"),
        get("/", "Origin: http://evil.test\r\n"),
        get("/", "Access-Control-Request-Method: POST\r\n")}) {
    EXPECT_GE(reply.status, 200) << reply.raw;
    expect_safe(reply);
  }
}

TEST_F(ServerTest, ListensOnLoopbackAlone) {
  EXPECT_TRUE(listens("127.0.0.1", studio_.port()));
  // Another address of the same interface.
  EXPECT_FALSE(listens("127.0.0.2", studio_.port()));
}

TEST_F(ServerTest, ATakenPortIsAnErrorThatNamesTheOption) {
  const auto second =
      studio::Server::open(studio_.studio(), {.port = studio_.port()});

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::io);
  EXPECT_THAT(second.error().message,
              AllOf(HasSubstr("--port"), HasSubstr("is taken")));
  EXPECT_THAT(second.error().hint, HasSubstr("leave --port out"));
}

TEST_F(ServerTest, RefusesWhatTheGateRefuses) {
  EXPECT_EQ(call_with("evil.test:1", studio_.host()).status, 421);
  EXPECT_EQ(call_with("Hast: ", "Host: ").status, 421);
  EXPECT_EQ(call_with("Host: " + studio_.host() + "\r\nHost: evil.test",
                      "Host: " + studio_.host())
                .status,
            421);
  EXPECT_EQ(call_with("Origin: http://evil.test\r\nX: ", "Origin: ").status,
            403);
  EXPECT_EQ(call_with("cross-site", "same-origin").status, 403);
  EXPECT_EQ(call_with("text/plain", "application/json").status, 415);
  EXPECT_EQ(call_with("X-None: ", "Authorization: ").status, 401);
  EXPECT_EQ(
      call_with("Content-Encoding: gzip\r\nAuthorization: ", "Authorization: ")
          .status,
      415);
  EXPECT_EQ(call_with("Transfer-Encoding: chunked\r\nAuthorization: ",
                      "Authorization: ")
                .status,
            415);
  const Reply by_get = get("/api/status");
  EXPECT_EQ(by_get.status, 405);
  EXPECT_EQ(by_get.headers.at("allow"), "POST");
  const Reply options = ask(studio_.port(),
                            "OPTIONS /api/status HTTP/1.1\r\n"
                            "Host: " +
                                studio_.host() + "\r\n\r\n");
  EXPECT_EQ(options.status, 405);
  EXPECT_EQ(call_with("same-origin", "same-origin").status, 200);
}

TEST_F(ServerTest, ExchangesTheTokenOfTheAddressOnce) {
  const std::string once = studio_.one_time_token();
  studio_.enter();
  EXPECT_EQ(studio_.call("status").status, 200);

  const Reply again = studio_.call("exchange", {{"once", once}});

  EXPECT_EQ(again.status, 401);
  EXPECT_THAT(again.body, AllOf(HasSubstr("was used already"),
                                Not(HasSubstr(studio_.token()))));
  EXPECT_EQ(studio_.call("exchange", {{"once", 1}}).status, 400);
  EXPECT_EQ(studio_.call("status").status, 200);
  studio_.end();
  EXPECT_THAT(studio_.remarks(),
              ElementsAre("refused a request that came with a wrong token"));
}

TEST_F(ServerTest, NoTokenIsInThePageOrInWhatItSaysOfItself) {
  studio_.enter();
  const std::string once = studio_.one_time_token();
  for (const Reply& reply :
       {get("/"), studio_.call("overview"), studio_.call("status")}) {
    EXPECT_THAT(reply.raw, Not(HasSubstr(once)));
    EXPECT_THAT(reply.raw, Not(HasSubstr(studio_.token())));
  }
}

TEST_F(ServerTest, AHeadHasALimit) {
  const Reply many = get("/", "X: " + std::string(7000, 'a') +
                                  "\r\nY: " + std::string(7000, 'a') +
                                  "\r\nZ: " + std::string(7000, 'a') + "\r\n");
  EXPECT_EQ(many.status, 431);
  // A line without an end.
  const Reply line = ask(studio_.port(), std::string(20000, 'a'));
  EXPECT_THAT(line.status, testing::AnyOf(0, 400, 431));
  EXPECT_EQ(get("/", "X: " + std::string(7000, 'a') + "\r\n").status, 200);
}

TEST_F(ServerTest, ABodyHasALimit) {
  EXPECT_EQ(call_with("Content-Length: 16777217", "Content-Length: 2").status,
            413);
  EXPECT_EQ(
      call_with("Content-Length: 99999999999999999999", "Content-Length: 2")
          .status,
      413);
  EXPECT_EQ(call_with("X: 2", "Content-Length: 2").status, 411);
}

TEST_F(ServerTest, WhatIsNoObjectIsRefusedAndNothingBreaks) {
  studio_.enter();
  for (const char* body : {"", "[]", "1", "\"a\"", "null", "{", "{\"a\":}",
                           "\xff\xfe", "{\"since\":\"x\"}", "{\"since\":-1}",
                           "{\"since\":1.5}", "{\"id\":[]}", "{\"id\":{}}"}) {
    const Reply reply =
        ask(studio_.port(), studio_.request("statements", body));
    EXPECT_EQ(reply.status, 400) << body << reply.raw;
    EXPECT_EQ(Json::parse(reply.body).at("error").at("code"),
              "invalid_argument");
  }
  const Reply deep =
      ask(studio_.port(), studio_.request("status", std::string(100000, '[')));
  EXPECT_EQ(deep.status, 400);
  EXPECT_EQ(studio_.call("nothing").status, 404);
  EXPECT_EQ(studio_.call("status").status, 200);
}

TEST_F(ServerTest, WhoDoesNotFinishARequestStandsInNobodysWay) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::unique_ptr<RawConnection>> idle;
  for (int i = 0; i < 15; ++i) {
    idle.push_back(std::make_unique<RawConnection>(studio_.port()));
    idle.back()->send("GET / HT");
  }

  const auto begin = Clock::now();
  EXPECT_EQ(studio_.call("status").status, 200);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(4));
  EXPECT_NE(idle.front()->reply().status, 200);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(15));
}

TEST_F(ServerTest, EndsWithItsConnections) {
  RawConnection idle(studio_.port());
  idle.send("GET / HT");
  studio_.call("status");

  const auto begin = std::chrono::steady_clock::now();
  studio_.end();

  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  EXPECT_NE(idle.reply().status, 200);
}

TEST_F(ServerTest, WithoutWriteNothingIsWritten) {
  for (const char* name : {"up", "down", "generate"}) {
    const Reply reply = studio_.call(name, {{"plan", "x"}, {"confirm", "yes"}});
    EXPECT_EQ(reply.status, 403) << name;
    EXPECT_THAT(reply.body, HasSubstr("--write"));
  }
}

#if GODWIT_WITH_POSTGRESQL
TEST(ServerOfADatabaseOutOfReach, SaysSoWithoutItsPassword) {
  const EmbeddedFiles files(Dialect::postgresql, {{"0001_a.sql", "SELECT 1;"}});
  studio::Studio studio(
      {.url =
           driver::DatabaseUrl::parse("postgresql://me:sesame@127.0.0.1:1/shop")
               .value(),
       .sets = {{.embedded = files.set(), .history_table = "public.h"}}});

  const studio::CallAnswer answer(studio, "overview", "{}", {});

  EXPECT_EQ(answer.status(), 503);
  const Json error = Json::parse(answer.text()).at("error");
  EXPECT_EQ(error.at("code"), "connection_failed");
  EXPECT_THAT(answer.text(), Not(HasSubstr("sesame")));
}
#endif

}  // namespace
}  // namespace godwit::test
