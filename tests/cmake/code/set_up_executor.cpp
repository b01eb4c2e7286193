#include <godwit/connection.h>

#include <cstdio>

godwit::Result<void> set_up_executor(const godwit::NativeConnection&);
godwit::Result<void> set_up_executor(const godwit::NativeConnection&) {
  std::fputs("set up by the executor\n", stderr);
  return {};
}
