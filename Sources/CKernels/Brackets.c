#include "CKernels.h"
#include "Lanes.h"

/* Which of some brackets hold each number; PartwiseQuantiles.swift explains it. */

typedef uint8_t LaneBytes __attribute__((ext_vector_type(8)));

CLONES int32_t kernel_sort_out(const double *x, int64_t count, const double *lows, const double *highs,
                               int32_t bracketCount, int64_t *counts, double *lists, int64_t *ends) {
  Doubles sum = 0;
  uint32_t even[2 * kernelBracketLimit + 1] = {0}, odd[2 * kernelBracketLimit + 1] = {0};
  for (int64_t i = 0; i < count; i += laneCount) {
    Doubles v = 0;
    int64_t lanes = count - i < laneCount ? count - i : laneCount;
    if (lanes == laneCount)
      memcpy(&v, x + i, sizeof v);
    else
      memcpy(&v, x + i, (size_t)lanes * sizeof *x);
    /* Zero times a number that is not finite is not a number, and stays so in the sum. */
    sum = fusedMultiplyAdd(v, 0, sum);
    /* Twice the number of brackets before it, and one if it lies in the next. */
    Integers place = 0;
    for (int32_t k = 0; k < bracketCount; k++) {
      place -= v >= lows[k];
      place -= v > highs[k];
    }
    LaneBytes places = __builtin_convertvector(place, LaneBytes), inside = places & 1;
    uint8_t own[laneCount];
    memcpy(own, &places, sizeof own);
    /* Two tables, since equal neighbours would wait for each other. */
    for (int k = 0; k < lanes; k++) (k & 1 ? odd : even)[own[k]]++;
    uint64_t found;
    memcpy(&found, &inside, sizeof found);
    while (found != 0) {
      int lane = __builtin_ctzll(found) / 8;
      found &= found - 1;
      if (lane < lanes) lists[ends[own[lane] >> 1]++] = x[i + lane];
    }
  }
  for (int32_t k = 0; k <= 2 * bracketCount; k++) counts[k] = (int64_t)even[k] + odd[k];
  return __builtin_reduce_and(sum == 0);
}
