#ifndef PHILOX_H
#define PHILOX_H

#include "CKernels.h"
#include "Elementary.h"

/* Philox4x32-10 for eight draws at a time; RandomStreams.swift explains it. */

typedef struct {
  Words word[4];
} Blocks;

/* Words keep rubbish in their high halves between rounds: the multiplication reads the low halves only. */
LANES void philoxBlocks(Blocks *blocks, const Words *draws, KernelStream stream, uint32_t block) {
  const uint64_t low = 0xffffffff;
  Words c0 = *draws, c1 = stream.word1, c2 = stream.word2, c3 = stream.word3 + block;
  uint32_t k0 = (uint32_t)stream.key, k1 = (uint32_t)(stream.key >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    Words p0 = (c0 & low) * 0xD2511F53, p1 = (c2 & low) * 0xCD9E8D57;
    c0 = (p1 >> 32) ^ (c1 ^ k0);
    c2 = (p0 >> 32) ^ (c3 ^ k1);
    c1 = p1;
    c3 = p0;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  *blocks = (Blocks){{c0 & low, c1 & low, c2 & low, c3 & low}};
}

/* Eight draws that follow each other. */
LANES void consecutiveDraws(Words *draws, uint32_t firstDraw) {
  const Words ramp = {0, 1, 2, 3, 4, 5, 6, 7};
  *draws = ramp + firstDraw;
}

/* (word + ½)/2³², exact: the word stands in the low bits of a double near 2⁵². */
LANES void wordFractions(Doubles *fractions, const Words *word) {
  *fractions = ((Doubles)(*word | 0x4330000000000000) - (0x1p52 - 0.5)) * 0x1p-32;
}

#endif
