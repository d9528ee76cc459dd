#include "Normals.h"

/* Normals and uniforms by inversion; RandomStreams.swift explains them. */

/* (the top 52 bits of the pair + ½)/2⁵², exact. */
LANES void fractions(Doubles *fractions, const Words *high, const Words *low) {
  Words bits = (*high << 20) | (*low >> 12) | 0x3ff0000000000000;
  *fractions = (Doubles)bits - (1 - 0x1p-53);
}

LANES void storeFirst(double *p, const Doubles *values, int64_t count) {
  if (count >= laneCount)
    memcpy(p, values, sizeof *values);
  else
    memcpy(p, values, (size_t)count * sizeof(double));
}

#define FILL_BY_WORD(transform)                                                                               \
  for (int64_t column = 0; column < columns; column += 4) {                                                   \
    int64_t words = columns - column;                                                                         \
    for (int64_t d = 0; d < drawCount; d += laneCount) {                                                      \
      Words draws;                                                                                            \
      Blocks blocks;                                                                                          \
      consecutiveDraws(&draws, firstDraw + (uint32_t)d);                                                      \
      philoxBlocks(&blocks, &draws, stream, (uint32_t)(column / 4));                                          \
      for (int64_t k = 0; k < 4 && k < words; k++) {                                                          \
        Doubles values;                                                                                       \
        transform(&values, &blocks.word[k]);                                                                  \
        storeFirst(out + (column + k) * drawCount + d, &values, drawCount - d);                               \
      }                                                                                                       \
    }                                                                                                         \
  }

CLONES void kernel_fill_normals(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                                double *out) {
  FILL_BY_WORD(normalQuantiles)
}

CLONES void kernel_fill_word_uniforms(KernelStream stream, uint32_t firstDraw, int64_t drawCount,
                                      int64_t columns, double *out) {
  FILL_BY_WORD(wordFractions)
}

CLONES void kernel_fill_uniforms(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                                 double *out) {
  for (int64_t column = 0; column < columns; column += 2) {
    int64_t pairs = columns - column < 2 ? columns - column : 2;
    for (int64_t d = 0; d < drawCount; d += laneCount) {
      Words draws;
      Blocks blocks;
      consecutiveDraws(&draws, firstDraw + (uint32_t)d);
      philoxBlocks(&blocks, &draws, stream, (uint32_t)(column / 2));
      for (int64_t k = 0; k < pairs; k++) {
        Doubles u;
        fractions(&u, &blocks.word[2 * k], &blocks.word[2 * k + 1]);
        storeFirst(out + (column + k) * drawCount + d, &u, drawCount - d);
      }
    }
  }
}
