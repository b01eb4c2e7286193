// SPDX-License-Identifier: BSL-1.0
#include "base/sha256.h"

#include <gtest/gtest.h>

namespace godwit {
namespace {

TEST(Sha256, AgreesWithTheVectorsOfTheStandard) {
  EXPECT_EQ(sha256(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Around the size of a block the padding takes a block more.
TEST(Sha256, PadsTextsAroundTheSizeOfABlock) {
  EXPECT_EQ(sha256(std::string(55, 'a')),
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(sha256(std::string(56, 'a')),
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  EXPECT_EQ(sha256(std::string(64, 'a')),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(TextChecksum, DoesNotDependOnLineEndings) {
  const std::string expected = sha256("one\ntwo\n\nthree\n");

  EXPECT_EQ(text_checksum("one\ntwo\n\nthree\n"), expected);
  EXPECT_EQ(text_checksum("one\r\ntwo\r\n\r\nthree\r\n"), expected);
  EXPECT_EQ(text_checksum("one\rtwo\r\rthree\r"), expected);
  EXPECT_EQ(text_checksum("one\r\ntwo\r\n\nthree\r"), expected);
}

TEST(TextChecksum, DoesNotDependOnAByteOrderMark) {
  EXPECT_EQ(text_checksum("\xEF\xBB\xBFone\r\n"), sha256("one\n"));
  EXPECT_EQ(text_checksum("\xEF\xBB\xBF"), sha256(""));
}

TEST(TextChecksum, KeepsAMarkThatIsNotAtTheStart) {
  EXPECT_NE(text_checksum("one\xEF\xBB\xBF"), sha256("one"));
}

TEST(TextChecksum, TellsLinesFromNoLines) {
  EXPECT_NE(text_checksum("one two"), text_checksum("one\ntwo"));
  EXPECT_NE(text_checksum("one"), text_checksum("one\n"));
}

}  // namespace
}  // namespace godwit
