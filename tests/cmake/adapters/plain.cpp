// Needs no library.
#include <shop/schema.h>

int main() { return shop::schema::person::row().email.has_value() ? 1 : 0; }
