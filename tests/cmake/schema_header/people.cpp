#include <shop/schema.h>

#include <cstdio>

int main() {
  using shop::schema::person;
  static_assert(!person::columns::email.nullable);
  const person::row ada{
      .id = 1, .tenant_id = {}, .email = "ada", .active = true};
  std::printf("%s\n%s\n", person::select.data(), ada.email.c_str());
}
