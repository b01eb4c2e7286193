# expected: godwit_add_postgresql_fixture(server): there is a fixture of this name already
godwit_add_postgresql_fixture(server)
godwit_add_postgresql_fixture(server)
