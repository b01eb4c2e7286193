// SPDX-License-Identifier: BSL-1.0
#include "studio/gate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace godwit::test {
namespace {

using studio::RequestHead;

const std::string host = "127.0.0.1:41234";
const std::vector<std::string> hosts = {host, "shop-41234.example.dev"};

class Gate : public testing::Test {
 protected:
  Gate() : sessions_(studio::Sessions::begin().value()) {
    token_ = *sessions_->exchange(sessions_->one_time_token());
  }

  RequestHead page() const {
    return {.method = "GET", .path = "/", .host = host};
  }
  RequestHead call() const {
    return {.method = "POST",
            .path = "/api/status",
            .host = host,
            .content_type = "application/json",
            .content_length = "2",
            .authorization = "Bearer " + token_};
  }
  /// 200: it may pass.
  int status(const RequestHead& head) const {
    const auto refused = studio::refusal(head, hosts, *sessions_);
    return refused ? refused->status : 200;
  }

  std::unique_ptr<studio::Sessions> sessions_;
  std::string token_;
};

TEST_F(Gate, LetsThePageThrough) {
  EXPECT_EQ(status(page()), 200);
  EXPECT_EQ(status(call()), 200);
}

TEST_F(Gate, KnowsOneHostOnly) {
  for (const char* other :
       {"127.0.0.1", "127.0.0.1:4123", "127.0.0.1:412345", "localhost:41234",
        "evil.test:41234", "127.0.0.1:41234.evil.test", "127.0.0.1:41234 ",
        "127.0.0.1:41234, 127.0.0.1:41234", ""}) {
    RequestHead head = page();
    head.host = other;
    EXPECT_EQ(status(head), 421) << other;
    head = call();
    head.host = other;
    EXPECT_EQ(status(head), 421) << other;
  }
  RequestHead head = page();
  head.host.reset();
  EXPECT_EQ(status(head), 421);
}

TEST_F(Gate, TakesNothingFromPagesOfOtherOrigins) {
  for (const char* other :
       {"http://evil.test", "http://127.0.0.1", "http://127.0.0.1:41235",
        "http://127.0.0.1:41234.evil.test", "https://127.0.0.1:41234",
        "http://localhost:41234", "null", ""}) {
    RequestHead head = call();
    head.origin = other;
    EXPECT_EQ(status(head), 403) << other;
  }
  RequestHead head = call();
  head.origin = "http://127.0.0.1:41234";
  EXPECT_EQ(status(head), 200);
}

TEST_F(Gate, KnowsWhoForwardsWithAndWithoutTls) {
  RequestHead head = call();
  head.host = hosts.back();
  EXPECT_EQ(status(head), 200);
  for (const char* origin :
       {"https://shop-41234.example.dev", "http://shop-41234.example.dev"}) {
    head.origin = origin;
    EXPECT_EQ(status(head), 200);
  }
  for (const char* origin : {"http://127.0.0.1:41234", "https://example.dev",
                             "https://shop-41234.example.dev.evil.test"}) {
    head.origin = origin;
    EXPECT_EQ(status(head), 403) << origin;
  }
}

TEST_F(Gate, BelievesABrowserThatSaysAnotherSiteAsks) {
  for (const char* site : {"cross-site", "same-site", "none"}) {
    RequestHead head = call();
    head.fetch_site = site;
    EXPECT_EQ(status(head), 403) << site;
    head = page();
    head.path = "/main.js";
    head.fetch_site = site;
    EXPECT_EQ(status(head), 403) << site;
  }
}

TEST_F(Gate, LetsAFileOrALinkLeadToThePageButNotFrameIt) {
  RequestHead head = page();
  head.fetch_site = "none";
  EXPECT_EQ(status(head), 200);
  head.fetch_site = "cross-site";
  EXPECT_EQ(status(head), 403);
  head.fetch_mode = "navigate";
  head.fetch_destination = "iframe";
  EXPECT_EQ(status(head), 403);
  head.fetch_destination = "document";
  EXPECT_EQ(status(head), 200);
  head.path = "/api/status";
  EXPECT_EQ(status(head), 403);
}

TEST_F(Gate, TakesCallsByPostAlone) {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}) {
    RequestHead head = call();
    head.method = method;
    EXPECT_EQ(status(head), 405) << method;
  }
  RequestHead head = page();
  head.method = "POST";
  EXPECT_EQ(status(head), 405);
}

TEST_F(Gate, TakesJsonAlone) {
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                           "multipart/form-data", "application/jsonp", ""}) {
    RequestHead head = call();
    head.content_type = type;
    EXPECT_EQ(status(head), 415) << type;
  }
  RequestHead head = call();
  head.content_type.reset();
  EXPECT_EQ(status(head), 415);
  head.content_type = "Application/JSON; charset=utf-8";
  EXPECT_EQ(status(head), 200);
  head.encoded = true;
  EXPECT_EQ(status(head), 415);
}

TEST_F(Gate, KnowsTheLengthOfABodyBeforeItComes) {
  RequestHead head = call();
  head.content_length.reset();
  EXPECT_EQ(status(head), 411);
  for (const char* length : {"", "x", "-1", "1 ", "1, 1", "+1"}) {
    head.content_length = length;
    EXPECT_EQ(status(head), 400) << length;
  }
  head.content_length = "16777216";
  EXPECT_EQ(status(head), 200);
  for (const char* length : {"16777217", "99999999999999999999999999"}) {
    head.content_length = length;
    EXPECT_EQ(status(head), 413) << length;
  }
}

TEST_F(Gate, WantsTheTokenOfTheSession) {
  RequestHead head = call();
  head.authorization.reset();
  EXPECT_EQ(status(head), 401);
  for (const std::string& given :
       {std::string("Bearer "), "Bearer " + token_ + "0", "Basic " + token_,
        token_, "Bearer " + sessions_->one_time_token()}) {
    head.authorization = given;
    EXPECT_EQ(status(head), 401) << given;
  }
}

TEST_F(Gate, NeedsNoTokenToGetOne) {
  RequestHead head = call();
  head.path = "/api/exchange";
  head.authorization.reset();
  EXPECT_EQ(status(head), 200);
  head.path = "/api/exchange/";
  EXPECT_EQ(status(head), 401);
}

}  // namespace
}  // namespace godwit::test
