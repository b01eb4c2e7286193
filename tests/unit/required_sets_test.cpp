// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/embedded_set.h>
#include <gtest/gtest.h>

namespace godwit {
namespace {

using testing::ElementsAre;

// auth <- billing <- shop -> auth, as the build would write them.

const EmbeddedData& auth() noexcept {
  static const EmbeddedData data{};
  return data;
}

constexpr EmbeddedDataAccessor required_by_billing[] = {auth};

const EmbeddedData& billing() noexcept {
  static const EmbeddedData data{.bytes = nullptr,
                                 .entries = nullptr,
                                 .size = 0,
                                 .required = required_by_billing,
                                 .required_size = 1,
                                 .code = nullptr,
                                 .code_size = 0,
                                 .on_connect = nullptr,
                                 .expected_schema = nullptr,
                                 .outline = nullptr};
  return data;
}

constexpr EmbeddedDataAccessor required_by_shop[] = {auth, billing};

const EmbeddedData& shop() noexcept {
  static const EmbeddedData data{.bytes = nullptr,
                                 .entries = nullptr,
                                 .size = 0,
                                 .required = required_by_shop,
                                 .required_size = 2,
                                 .code = nullptr,
                                 .code_size = 0,
                                 .on_connect = nullptr,
                                 .expected_schema = nullptr,
                                 .outline = nullptr};
  return data;
}

const EmbeddedSet auth_set{auth()};
const EmbeddedSet billing_set{billing()};
const EmbeddedSet shop_set{shop()};

std::vector<EmbeddedSet> ordered(const std::vector<EmbeddedSet>& sets) {
  return with_required(sets);
}

TEST(RequiredSets, ComeBeforeThoseThatRequireThem) {
  EXPECT_THAT(ordered({shop_set}),
              ElementsAre(auth_set, billing_set, shop_set));
}

TEST(RequiredSets, AreThereOnce) {
  EXPECT_THAT(ordered({shop_set, billing_set, auth_set, shop_set}),
              ElementsAre(auth_set, billing_set, shop_set));
}

TEST(RequiredSets, LeaveOthersInTheirOrder) {
  const EmbeddedData other{};
  const EmbeddedSet other_set(other);

  EXPECT_THAT(ordered({other_set, billing_set}),
              ElementsAre(other_set, auth_set, billing_set));
}

}  // namespace
}  // namespace godwit
