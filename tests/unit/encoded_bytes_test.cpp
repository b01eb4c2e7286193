// SPDX-License-Identifier: BSL-1.0
#include "base/encoded_bytes.h"

#include <gtest/gtest.h>

namespace godwit {
namespace {

constexpr std::string_view bytes("\0\xff'A", 4);

TEST(EncodedBytes, AreDigitsAndBack) {
  EXPECT_EQ(hex_of(bytes), "00ff2741");
  EXPECT_EQ(bytes_of_hex("00fF2741"), bytes);
  EXPECT_EQ(bytes_of_hex(""), "");
  EXPECT_EQ(bytes_of_hex("0"), std::nullopt);
  EXPECT_EQ(bytes_of_hex("0g"), std::nullopt);
  EXPECT_EQ(bytes_of_hex("-1"), std::nullopt);
}

TEST(EncodedBytes, AreBase64AndBack) {
  EXPECT_EQ(base64_of(bytes), "AP8nQQ");
  for (const std::string_view text : {"AP8nQQ", "AP8nQQ=="}) {
    EXPECT_EQ(bytes_of_base64(text), bytes);
  }
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(bytes_of_base64(""), "");
  EXPECT_EQ(bytes_of_base64("AP8n QQ"), std::nullopt);
}

}  // namespace
}  // namespace godwit
