#include "CKernels.h"
#include "Lanes.h"

typedef uint16_t ShortNumbers __attribute__((ext_vector_type(8)));

enum {
  /* Numbers that are counted together, after their buckets are found: what one needs need not wait for the other. */
  chunkCount = 64,
  /* How many numbers ahead the next ones are asked for. */
  numbersAhead = 1024
};

/* Two tables, since equal neighbours would wait for each other. */
LANES void countFour(const uint16_t *numbers, uint32_t *evenCounts, uint32_t *oddCounts) {
  uint64_t four;
  memcpy(&four, numbers, sizeof four);
  evenCounts[four & 0xffff]++;
  oddCounts[four >> 16 & 0xffff]++;
  evenCounts[four >> 32 & 0xffff]++;
  oddCounts[four >> 48]++;
}

CLONES int32_t kernel_fill_buckets(const double *x, int64_t count, double low, double scale, int32_t bucketCount,
                                   uint16_t *numbers, uint32_t *evenCounts, uint32_t *oddCounts) {
  Doubles last = bucketCount - 1, sum = 0;
  const double start = -low * scale;
  int64_t i = 0;
  for (; i + chunkCount <= count; i += chunkCount) {
    for (int64_t k = i; k < i + chunkCount; k += laneCount) {
      Doubles v;
      __builtin_prefetch(x + k + numbersAhead);
      memcpy(&v, x + k, sizeof v);
      /* Zero times a number that is not finite is not a number, and stays so in the sum. */
      sum = fusedMultiplyAdd(v, 0, sum);
      Doubles place = fusedMultiplyAdd(v, scale, start);
      /* In this order, not a number goes to bucket zero. */
      place = place > 0 ? place : 0;
      place = place < last ? place : last;
      ShortNumbers bucket = __builtin_convertvector(__builtin_convertvector(place, Numbers), ShortNumbers);
      memcpy(numbers + k, &bucket, sizeof bucket);
    }
    for (int64_t k = i; k < i + chunkCount; k += 4) countFour(numbers + k, evenCounts, oddCounts);
  }
  double rest = 0;
  for (; i < count; i++) {
    rest += x[i] * 0;
    double place = __builtin_elementwise_fma(x[i], scale, start);
    place = place > 0 ? place : 0;
    numbers[i] = (uint16_t)(place < last[0] ? place : last[0]);
    evenCounts[numbers[i]]++;
  }
  return rest == 0 && __builtin_reduce_and(sum == 0);
}

enum { groupsAtATime = 4, groupLimit = 64 };

/* A bit for each of sixteen numbers, in four groups, whose bucket is wanted. */
LANES void findWanted(uint16_t *bits, const uint16_t *numbers, const uint16_t *buckets, int32_t bucketCount) {
  HalfWords own[groupsAtATime];
  Halves isWanted[groupsAtATime] = {0};
  memcpy(own, numbers, sizeof own);
  for (int32_t k = 0; k < bucketCount; k++)
    for (int group = 0; group < groupsAtATime; group++) isWanted[group] |= own[group] == buckets[k];
  for (int group = 0; group < groupsAtATime; group++) bits[group] = halvesAsBits(&isWanted[group]);
}

CLONES int64_t kernel_list_wanted(const uint16_t *numbers, int64_t count, const uint16_t *buckets, int32_t bucketCount,
                                  uint32_t *places) {
  int64_t found = 0, i = 0;
  while (i + 16 * groupsAtATime <= count) {
    uint16_t bits[groupLimit];
    uint8_t groups[groupLimit];
    int64_t groupCount = 0, listed = 0;
    for (; groupCount < groupLimit && i + 16 * (groupCount + groupsAtATime) <= count; groupCount += groupsAtATime)
      findWanted(bits + groupCount, numbers + i + 16 * groupCount, buckets, bucketCount);
    /* Nobody can guess which groups hold something: they are listed first, without a branch. */
    for (int64_t group = 0; group < groupCount; group++) {
      groups[listed] = (uint8_t)group;
      listed += bits[group] != 0;
    }
    for (int64_t k = 0; k < listed; k++)
      for (uint32_t left = bits[groups[k]]; left != 0; left &= left - 1)
        places[found++] = (uint32_t)(i + 16 * groups[k] + __builtin_ctz(left));
    i += 16 * groupCount;
  }
  for (; i < count; i++)
    for (int32_t k = 0; k < bucketCount; k++)
      if (numbers[i] == buckets[k]) places[found++] = (uint32_t)i;
  return found;
}

CLONES int64_t kernel_count_equal(const double *x, int64_t count, double value) {
  int64_t equal = 0;
  for (int64_t i = 0; i < count; i++) equal += x[i] == value;
  return equal;
}
