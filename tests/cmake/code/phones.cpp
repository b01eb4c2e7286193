#include "phones.h"

std::string normalised(const std::string& phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "+" + digits;
}
