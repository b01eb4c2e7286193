#pragma once
#include <string>

std::string normalised(const std::string& phone);
