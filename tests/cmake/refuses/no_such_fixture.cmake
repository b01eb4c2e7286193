# expected: godwit_add_postgresql_test(sells): there is no fixture server; make it by godwit_add_postgresql_fixture() first
godwit_add_postgresql_test(sells FIXTURE server COMMAND true)
