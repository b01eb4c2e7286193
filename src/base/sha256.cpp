// SPDX-License-Identifier: BSL-1.0
#include "base/sha256.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/utf8.h"

namespace godwit {
namespace {

constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr std::size_t block_size = 64;

std::uint32_t load_big_endian(const char* bytes) {
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i) {
    word = word << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return word;
}

std::array<std::uint32_t, 64> message_schedule(const char* block) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 16; ++i) w[i] = load_big_endian(block + i * 4);
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t a = w[i - 15];
    const std::uint32_t b = w[i - 2];
    const std::uint32_t s0 = std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3);
    const std::uint32_t s1 = std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  return w;
}

class Sha256 {
 public:
  void update(std::string_view bytes) {
    length_ += bytes.size();
    while (!bytes.empty()) {
      if (filled_ == 0 && bytes.size() >= block_size) {
        compress(bytes.data());
        bytes.remove_prefix(block_size);
      } else {
        bytes.remove_prefix(fill(bytes));
      }
    }
  }

  std::string finish() {
    const std::uint64_t bits = length_ * 8;
    update("\x80");
    constexpr char zero = 0;
    while (filled_ != block_size - 8) update({&zero, 1});
    std::array<char, 8> size{};
    for (std::size_t i = 0; i < 8; ++i) {
      size[i] = static_cast<char>(bits >> (56 - 8 * i));
    }
    update({size.data(), size.size()});
    return hexadecimal();
  }

 private:
  std::size_t fill(std::string_view bytes) {
    const std::size_t taken =
        bytes.copy(&block_[filled_], block_size - filled_);
    filled_ += taken;
    if (filled_ == block_size) {
      compress(block_.data());
      filled_ = 0;
    }
    return taken;
  }

  // The letters are those of FIPS 180-4, section 6.2.2.
  void compress(const char* block) {
    const auto w = message_schedule(block);
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t i = 0; i < 64; ++i) {
      const auto s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
      const auto t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[i] + w[i];
      const auto s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
      const auto t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    add({a, b, c, d, e, f, g, h});
  }

  void add(const std::array<std::uint32_t, 8>& other) {
    for (std::size_t i = 0; i < state_.size(); ++i) state_[i] += other[i];
  }

  std::string hexadecimal() const {
    std::string text;
    text.reserve(64);
    for (const std::uint32_t word : state_) {
      for (int shift = 28; shift >= 0; shift -= 4) {
        text += "0123456789abcdef"[word >> shift & 15];
      }
    }
    return text;
  }

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                         0xa54ff53a, 0x510e527f, 0x9b05688c,
                                         0x1f83d9ab, 0x5be0cd19};
  std::array<char, block_size> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string text_checksum(std::string_view text) {
  text = without_byte_order_mark(text);
  Sha256 hash;
  for (auto at = text.find('\r'); at != text.npos; at = text.find('\r')) {
    hash.update(text.substr(0, at));
    text.remove_prefix(at + 1);
    // The LF of a CR LF stays in the text and is hashed with what follows.
    if (!text.starts_with('\n')) hash.update("\n");
  }
  hash.update(text);
  return hash.finish();
}

}  // namespace godwit
