/* SPDX-License-Identifier: BSL-1.0
 *
 * Migrations in one mapped file, as an executor has them in its binary: a
 * version and a script in turns, each ending in NUL. */
#ifndef GODWIT_BENCH_SCRIPTS_H
#define GODWIT_BENCH_SCRIPTS_H

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct scripts {
  const char* next;
  const char* end;
};

struct script {
  const char* version;
  const char* text;
};

static struct scripts map_scripts(const char* path) {
  const int file = open(path, O_RDONLY);
  struct stat facts;
  if (file < 0 || fstat(file, &facts) != 0) {
    perror(path);
    exit(2);
  }
  const size_t size = (size_t)facts.st_size;
  const char* text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (text == MAP_FAILED) {
    perror(path);
    exit(2);
  }
  return (struct scripts){text, text + size};
}

/* 0 behind the last one. */
static int next_script(struct scripts* scripts, struct script* script) {
  if (scripts->next == scripts->end) return 0;
  script->version = scripts->next;
  script->text = script->version + strlen(script->version) + 1;
  scripts->next = script->text + strlen(script->text) + 1;
  return 1;
}

#endif
