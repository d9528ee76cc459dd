#include "CKernels.h"
#include "Elementary.h"

/* Philox4x32-10, and normals and uniforms by inversion; RandomStreams.swift explains them. */

typedef struct {
  Words word[4];
} Blocks;

/* Words keep rubbish in their high halves between rounds: the multiplication reads the low halves only. */
LANES void philoxBlocks(Blocks *blocks, uint32_t firstDraw, KernelStream stream, uint32_t block) {
  const uint64_t low = 0xffffffff;
  const Words ramp = {0, 1, 2, 3, 4, 5, 6, 7};
  Words c0 = ramp + firstDraw, c1 = stream.word1, c2 = stream.word2, c3 = stream.word3 + block;
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

/* The centre is 1/128 < p < 127/128: a rational minimax fit of quantile / q in r = centreLimitSquared - q², relative error
   1e-10 (Tests/Peers/kernel_coefficients.py). The tails are the middle branch of PPND16 (Wichura 1988, AS 241), which
   reaches below the smallest p there is, 2⁻³³. */
static const double centreLimitSquared = 0x1.f02p-3;
static const double centreNumerator[8] = {
    0x1.3a5c02f2bdfa7p+2,  0x1.2e42f025a28d7p+10, 0x1.89e47e70f662ep+16, 0x1.a439f865cb483p+21,
    0x1.6b0e2ef113d5bp+25, 0x1.c599f20a88451p+27, 0x1.3b93182558d4dp+28, 0x1.b79fb1fdc9e24p+25};
static const double centreDenominator[8] = {
    1,                     0x1.07a88e61c90d2p+8,  0x1.7841cc95b04d3p+14, 0x1.c607b1c891bfdp+19,
    0x1.d1a21ce62baefp+23, 0x1.75510f930413cp+26, 0x1.849ba976672edp+27, 0x1.4d2c50ea4af5cp+26};
static const double tailNumerator[8] = {
    1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double tailDenominator[8] = {
    1,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9};

LANES void tailQuantiles(Doubles *normals, const Doubles *centred) {
  Doubles r = 0.5 - __builtin_elementwise_abs(*centred);
  logarithms(&r);
  r = __builtin_elementwise_sqrt(-r) - 1.6;
  Doubles a = tailNumerator[7], b = tailDenominator[7];
#pragma clang loop unroll(full)
  for (int k = 6; k >= 0; k--) {
    a = fusedMultiplyAdd(a, r, tailNumerator[k]);
    b = fusedMultiplyAdd(b, r, tailDenominator[k]);
  }
  *normals = __builtin_elementwise_copysign(a / b, *centred);
}

/* The normal for the probability (word + ½)/2³². */
LANES void normalQuantiles(Doubles *normals, const Words *word) {
  /* Exact: the word in the low bits of a double near 2⁵². */
  Doubles q = ((Doubles)(*word | 0x4330000000000000) - (0x1p52 + 0x1p31) + 0.5) * 0x1p-32;
  Doubles r = fusedMultiplyAdd(-q, q, centreLimitSquared);
  Doubles a = centreNumerator[7], b = centreDenominator[7];
#pragma clang loop unroll(full)
  for (int k = 6; k >= 0; k--) {
    a = fusedMultiplyAdd(a, r, centreNumerator[k]);
    b = fusedMultiplyAdd(b, r, centreDenominator[k]);
  }
  *normals = q * (a / b);
  if (anyLane(r < 0)) {
    Doubles tails;
    tailQuantiles(&tails, &q);
    *normals = r < 0 ? tails : *normals;
  }
}

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

/* (word + ½)/2³², exact: the word stands in the low bits of a double near 2⁵². */
LANES void wordFractions(Doubles *fractions, const Words *word) {
  *fractions = ((Doubles)(*word | 0x4330000000000000) - (0x1p52 - 0.5)) * 0x1p-32;
}

LANES void exponentialQuantiles(Doubles *values, const Words *word) {
  wordFractions(values, word);
  logarithms(values);
  *values = -*values;
}

#define FILL_BY_WORD(transform)                                                                               \
  for (int64_t column = 0; column < columns; column += 4) {                                                   \
    int64_t words = columns - column;                                                                         \
    for (int64_t d = 0; d < drawCount; d += laneCount) {                                                      \
      Blocks blocks;                                                                                          \
      philoxBlocks(&blocks, firstDraw + (uint32_t)d, stream, (uint32_t)(column / 4));                         \
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

CLONES void kernel_fill_exponentials(KernelStream stream, uint32_t firstDraw, int64_t drawCount,
                                     int64_t columns, double *out) {
  FILL_BY_WORD(exponentialQuantiles)
}

CLONES void kernel_fill_uniforms(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                                 double *out) {
  for (int64_t column = 0; column < columns; column += 2) {
    int64_t pairs = columns - column < 2 ? columns - column : 2;
    for (int64_t d = 0; d < drawCount; d += laneCount) {
      Blocks blocks;
      philoxBlocks(&blocks, firstDraw + (uint32_t)d, stream, (uint32_t)(column / 2));
      for (int64_t k = 0; k < pairs; k++) {
        Doubles u;
        fractions(&u, &blocks.word[2 * k], &blocks.word[2 * k + 1]);
        storeFirst(out + (column + k) * drawCount + d, &u, drawCount - d);
      }
    }
  }
}
