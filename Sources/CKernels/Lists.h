#ifndef LISTS_H
#define LISTS_H

#include "Philox.h"

/* Draws of a block that stand in a list of bytes, eight at a time. */
typedef uint8_t Bytes __attribute__((ext_vector_type(8)));

/* Draws a block of each of eight draws listed. */
LANES void drawBlocks(Blocks *blocks, const uint8_t *list, uint32_t firstDraw, KernelStream stream, uint32_t block) {
  Bytes bytes;
  memcpy(&bytes, list, sizeof bytes);
  Words draws = __builtin_convertvector(bytes, Words) + firstDraw;
  philoxBlocks(blocks, &draws, stream, block);
}

/* A word of each draw listed, one after the other, then eight that are zero. */
typedef uint32_t ListedWords[256 + laneCount];

/* Numbers are listed by eights and read by sixteens: sets all bytes of the eight behind the last. */
LANES void fillBehind(void *numbers, int64_t count, int byte) {
  int64_t listed = (count + laneCount - 1) / laneCount * laneCount;
  memset((uint32_t *)numbers + listed, byte, laneCount * sizeof(uint32_t));
}

/* Draws word 0 of the first block. A pass of its own: what is made of one draw's word need not wait for that of the next. */
LANES void drawWords(ListedWords words, const uint8_t *list, int64_t count, uint32_t firstDraw, KernelStream stream) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Blocks blocks;
    ShortWords word;
    drawBlocks(&blocks, list + i, firstDraw, stream, 0);
    narrowWords(&word, &blocks.word[0]);
    memcpy(words + i, &word, sizeof word);
  }
  fillBehind(words, count, 0);
}

/* The lanes whose bit is set in a byte, one after the other from the lowest byte on, then zeros. */
#define LANE_OF(mask, k) ((uint64_t)((mask) >> (k) & 1) * (k) << 8 * __builtin_popcount((mask) & ((1 << (k)) - 1)))
#define LANES_OF(mask)                                                                                          \
  (LANE_OF(mask, 1) + LANE_OF(mask, 2) + LANE_OF(mask, 3) + LANE_OF(mask, 4) + LANE_OF(mask, 5) + LANE_OF(mask, 6) + \
   LANE_OF(mask, 7))
#define FOUR(mask) LANES_OF(mask), LANES_OF(mask + 1), LANES_OF(mask + 2), LANES_OF(mask + 3)
#define SIXTEEN(mask) FOUR(mask), FOUR(mask + 4), FOUR(mask + 8), FOUR(mask + 12)
#define SIXTY_FOUR(mask) SIXTEEN(mask), SIXTEEN(mask + 16), SIXTEEN(mask + 32), SIXTEEN(mask + 48)
static const uint64_t lanesOfByte[256] = {SIXTY_FOUR(0), SIXTY_FOUR(64), SIXTY_FOUR(128), SIXTY_FOUR(192)};

/* Appends the places from `first` on whose bit is set; eight bytes are written in any case. Returns how many there are then. */
LANES int64_t appendPlaces(uint8_t *places, int64_t count, uint8_t bits, int64_t first) {
  uint64_t packed = lanesOfByte[bits] + 0x0101010101010101 * (uint64_t)first;
  memcpy(places + count, &packed, sizeof packed);
  return count + __builtin_popcount(bits);
}

/* The bits of as many lanes, up to sixteen, as are left of a list. */
LANES uint32_t bitsLeft(uint32_t bits, int64_t left) { return left < wideCount ? bits & ((1u << left) - 1) : bits; }

typedef uint8_t WideBytes __attribute__((ext_vector_type(16)));

/* The lanes of eight whose bit is set, as indices to shuffle bytes and halves of words with. */
typedef struct {
  WideBytes bytes, halves;
} Lanes;

LANES void lanesToPick(Lanes *lanes, uint8_t bits) {
  Bytes bytes;
  memcpy(&bytes, &lanesOfByte[bits], sizeof bytes);
  lanes->bytes = __builtin_shufflevector(bytes, bytes, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
  lanes->halves = __builtin_shufflevector(bytes, bytes, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  lanes->halves = lanes->halves * 2 + (WideBytes){0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
}

/* Write what stands in the lanes one after the other, and something behind it: sixteen bytes in any case. */
LANES void pickBytes(uint8_t *picked, const uint8_t *row, const Lanes *lanes) {
  WideBytes bytes = 0;
  memcpy(&bytes, row, laneCount);
  bytes = __builtin_shufflevector(bytes, lanes->bytes);
  memcpy(picked, &bytes, sizeof bytes);
}

LANES void pickHalves(int16_t *picked, const int16_t *row, const Lanes *lanes) {
  WideBytes halves;
  memcpy(&halves, row, sizeof halves);
  halves = __builtin_shufflevector(halves, lanes->halves);
  memcpy(picked, &halves, sizeof halves);
}

/* values[k] = table[list[k]] */
#define GATHER(name, Vector, Element, count)                                     \
  LANES void name(Vector *values, const Element *table, const uint8_t *list) {   \
    Vector found;                                                                \
    _Pragma("clang loop unroll(full)") for (int k = 0; k < count; k++)           \
      found[k] = table[list[k]];                                                 \
    *values = found;                                                             \
  }

GATHER(gatherDoubles, Doubles, double, laneCount)
GATHER(gatherSingle, WideFloats, float, wideCount)

#endif
