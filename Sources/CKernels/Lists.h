#ifndef LISTS_H
#define LISTS_H

#include "Lanes.h"

/* Draws of a block that stand in a list of bytes, eight at a time. */
typedef uint8_t Bytes __attribute__((ext_vector_type(8)));

LANES void loadDraws(Words *draws, const uint8_t *list) {
  Bytes bytes;
  memcpy(&bytes, list, sizeof bytes);
  *draws = __builtin_convertvector(bytes, Words);
}

/* values[k] = table[list[k]] */
#define GATHER(name, Vector, Element)                                            \
  LANES void name(Vector *values, const Element *table, const uint8_t *list) {   \
    Vector found;                                                                \
    _Pragma("clang loop unroll(full)") for (int k = 0; k < laneCount; k++)       \
      found[k] = table[list[k]];                                                 \
    *values = found;                                                             \
  }

GATHER(gatherDoubles, Doubles, double)
GATHER(gatherSingle, Floats, float)
GATHER(gatherWords, Words, uint64_t)
GATHER(gatherNumbers, Numbers, int32_t)

#endif
