#include <shop/schema_sqlpp23.h>

#include <cstdio>
#include <string>
#include <tuple>
#include <type_traits>

namespace {

struct Context {};

template <typename Column, typename Value>
concept Takes = requires(Column column, Value value) {
  column = value;
};

using shop::sqlpp23::order_item;
using shop::sqlpp23::person;

template <auto column>
using Type = sqlpp::data_type_of_t<
    std::remove_cvref_t<decltype(std::declval<person>().*column)>>;

static_assert(std::is_same_v<Type<&person::id>, sqlpp::integral>);
static_assert(std::is_same_v<Type<&person::email>, std::optional<sqlpp::text>>);
static_assert(std::is_same_v<Type<&person::active>, sqlpp::boolean>);
static_assert(std::is_same_v<Type<&person::photo>, std::optional<sqlpp::blob>>);

// What an INSERT must name: no default, not NULL.
static_assert(sqlpp::required_insert_columns_of_t<person>::size() == 1);
static_assert(Takes<decltype(person::name), const char*>);
static_assert(!Takes<decltype(person::name), std::nullopt_t>);
static_assert(Takes<decltype(person::email), std::nullopt_t>);
static_assert(!Takes<decltype(order_item::shout), const char*>);

}  // namespace

int main() {
  Context context;
  const auto print = [&](const auto&... columns) {
    (std::puts(to_sql_string(context, columns).c_str()), ...);
  };
  std::puts(to_sql_string(context, order_item()).c_str());
  std::apply(print, all_of(order_item()));
}
