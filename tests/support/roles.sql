-- For tests of logging in with a password.
CREATE ROLE needs_password;
CREATE ROLE locked LOGIN PASSWORD 'only-for-tests' IN ROLE needs_password;
