#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "CKernels.h"

/* Memory for tables, and asking for it ahead. */

enum { largePage = 1 << 21 };

/* Large tables come from the system untouched and in large pages where it has them: whoever writes first, one of the workers, gets a
   page, and a row of draws needs few of them. */
void *kernel_allocate(int64_t byteCount) {
  if (byteCount >= largePage) {
    void *mapped = mmap(NULL, (size_t)byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) abort();
#ifdef MADV_HUGEPAGE
    madvise(mapped, (size_t)byteCount, MADV_HUGEPAGE);
#endif
    return mapped;
  }
  size_t lines = (size_t)byteCount / kernelLineBytes + 1;
  void *found = aligned_alloc(kernelLineBytes, lines * kernelLineBytes);
  if (!found) abort();
  return memset(found, 0, lines * kernelLineBytes);
}

void kernel_free(void *memory, int64_t byteCount) {
  if (byteCount >= largePage)
    munmap(memory, (size_t)byteCount);
  else
    free(memory);
}

/* The machine goes on by itself from the first lines of a row; more of them are only in its way. */
enum { askedFor = 512 };

void kernel_prefetch(const void *p, int64_t byteCount) {
  for (int64_t byte = 0; byte < byteCount && byte < askedFor; byte += kernelLineBytes)
    __builtin_prefetch((const char *)p + byte, 0, 2);
}

void kernel_prefetch_to_write(const void *p, int64_t byteCount) {
  for (int64_t byte = 0; byte < byteCount && byte < askedFor; byte += kernelLineBytes)
    __builtin_prefetch((const char *)p + byte, 1, 2);
}
