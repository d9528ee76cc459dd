#include "CKernels.h"
#include "Elementary.h"

CLONES void kernel_exponentiate(double *p, int64_t count) {
  int64_t i = 0;
  for (; i + laneCount <= count; i += laneCount) {
    Doubles x;
    memcpy(&x, p + i, sizeof x);
    exponentials(&x);
    memcpy(p + i, &x, sizeof x);
  }
  for (; i < count; i++) p[i] = exponential(p[i]);
}

CLONES void kernel_take_logarithms(double *p, int64_t count) {
  int64_t i = 0;
  for (; i + laneCount <= count; i += laneCount) {
    Doubles x;
    memcpy(&x, p + i, sizeof x);
    logarithms(&x);
    memcpy(p + i, &x, sizeof x);
  }
  for (; i < count; i++) p[i] = logarithm(p[i]);
}
