# SPDX-License-Identifier: BSL-1.0
# Which values of DEFAULT_URL hold a password: cmake -P
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/GodwitDefaultUrl.cmake")

function(expect expected)
  foreach(url IN LISTS ARGN)
    _godwit_holds_password("${url}" found)
    if(NOT found STREQUAL expected)
      message(SEND_ERROR "${url}: ${found} instead of ${expected}")
    endif()
  endforeach()
endfunction()

expect(TRUE
  "postgresql://me:hush@localhost/shop"
  "POSTGRES://me:hush@h:5432/shop"
  "postgres://:hush@/shop"
  "postgres://me:hu@sh@h/shop"
  "postgres://me:hu/sh@h/shop"
  "postgres://me:12/sh@h/shop"
  "postgres://me:hush"
  "postgres://me:hush/shop"
  "postgres://me:hush@[::1]/shop"
  "postgres:me:hush@h/shop"
  "me:hush@h/shop"
  "postgresql:///shop?password=hush"
  "postgresql:///shop?user=me&%70assword=hush"
  "postgresql:///shop?pass%77ord=hush"
  "postgresql:///shop?sslpassword=hush"
  "host=localhost password=hush"
  "host=localhost password = hush"
  "host=localhost password\t=hush"
  "host=localhost PassWord='hu sh'"
  "host=localhost scram_client_key=hush"
  "libsql://shop.turso.io?authToken=hush"
  "libsql://shop.turso.io?auth_token=hush"
  "libsql://shop.turso.io?access_key=hush"
  "file:shop.db?key=hush"
  "file:shop.db?mode=rw&hexkey=hush"
  "file:shop.db?TEXTKEY=hush"
  "sqlite://me:hush@h/shop.db"
  "sqlite:me:hush@h/shop.db"
  "file://me:hush@h/shop.db")

function(expect_dialect expected)
  foreach(url IN LISTS ARGN)
    _godwit_dialect_of_url("${url}" found)
    if(NOT found STREQUAL expected)
      message(SEND_ERROR "${url}: \"${found}\" instead of \"${expected}\"")
    endif()
  endforeach()
endfunction()

expect_dialect(postgresql
  "postgresql://db.example:5432/shop"
  "postgres:///shop?host=/run/postgresql"
  "host=db.example user=me"
  "service = shop")
expect_dialect(sqlite
  "sqlite:shop.db"
  "sqlite3:shop.db?mode=ro"
  "file:shop.db?mode=rw"
  " data/shop.db"
  "shop.db")
expect_dialect("" "" "libsql://shop.turso.io" "a.db?b=c" "C:/shop.db")

expect(FALSE
  "sqlite:shop.db"
  "sqlite::memory:"
  "sqlite:C:/data/a@b.db"
  "sqlite:///var/lib/a@b.db"
  "sqlite:shop.db?mode=ro"
  "file:shop.db?mode=rw&cache=private"
  "file:///var/lib/with%20space.db"
  "shop.db"
  "C:/data/a@b.db"
  "postgresql://me@db.example:5432/shop"
  "postgresql://db.example:5432/shop?application_name=a@b"
  "postgres://h1:5432,h2:5433/shop"
  "postgres://[::1]:5432/shop"
  "postgres://me@[::1]:5432/shop"
  "postgresql:///shop?host=/run/postgresql&sslmode=require"
  "postgresql:///secret?sslkey=client.key"
  "host=db.example user=me dbname=token port=5432"
  "service=shop")
