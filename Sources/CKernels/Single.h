#ifndef SINGLE_H
#define SINGLE_H

#include "Normals.h"

/* Single precision, for what is only compared, and for spreads around a number of double precision. VectorMath.swift and RandomStreams.swift
   explain it. */

#define fusedMultiplyAddSingle(a, b, c) __builtin_elementwise_fma((Floats)(a), (Floats)(b), (Floats)(c))

/* log x for 0 < x < ∞, x not subnormal; VectorMath.swift explains it. */
LANES void logarithmsSingle(Floats *values) {
  Numbers offset = (Numbers)*values - 0x3f3504f3;
  Floats n = __builtin_convertvector(offset >> 23, Floats);
  Floats f = (Floats)((offset & 0x007fffff) + 0x3f3504f3) - 1;
  static const float coefficients[9] = {
      3.3333331174e-1f,  -2.4999993993e-1f, 2.0000714765e-1f,  -1.6668057665e-1f, 1.4249322787e-1f,
      -1.2420140846e-1f, 1.1676998740e-1f,  -1.1514610310e-1f, 7.0376836292e-2f};
  Floats p = coefficients[8];
#pragma clang loop unroll(full)
  for (int k = 7; k >= 0; k--) p = fusedMultiplyAddSingle(p, f, coefficients[k]);
  Floats square = f * f;
  Floats tail = fusedMultiplyAddSingle(square * f, p, n * -2.12194440e-4f);
  tail = fusedMultiplyAddSingle(square, -0.5f, tail);
  *values = fusedMultiplyAddSingle(n, 0.693359375f, f + tail);
}

/* eˣ − 1 − x over x², a Chebyshev fit of degree 4 (Tests/Peers/kernel_coefficients.py). */
static const float exponentialCoefficientsSingle[5] = {0x1p-1f, 0x1.5554dcp-3f, 0x1.55551ap-5f, 0x1.120b6ep-7f, 0x1.6d110ap-10f};

LANES void exponentialsSingle(Floats *values) {
  Floats x = *values;
  const float shift = 0x1.8p+23f;
  Floats shifted = fusedMultiplyAddSingle(x, 0x1.715476p+0f, shift);
  Floats n = shifted - shift;
  Floats r = fusedMultiplyAddSingle(n, -0x1.7f7d1cp-20f, fusedMultiplyAddSingle(n, -0x1.62e400p-1f, x));
  Floats p = exponentialCoefficientsSingle[4];
#pragma clang loop unroll(full)
  for (int k = 3; k >= 0; k--) p = fusedMultiplyAddSingle(p, r, exponentialCoefficientsSingle[k]);
  Floats y = fusedMultiplyAddSingle(r * r, p, r) + 1;
  *values = (Floats)((Numbers)y + ((Numbers)shifted << 23));
  if (anyLane(~((x > -87) & (x < 88))))
    for (int lane = 0; lane < laneCount; lane++) (*values)[lane] = (float)exponential(x[lane]);
}

/* high · 2¹⁶ + the low half of the word + ½, rounded once. */
LANES void roundedSingle(Floats *values, const Numbers *high, const ShortWords *word) {
  Floats low = __builtin_convertvector((Numbers)(*word & 0xffff), Floats) + 0.5f;
  *values = fusedMultiplyAddSingle(__builtin_convertvector(*high, Floats), 0x1p16f, low);
}

/* (word + ½)/2³², rounded to single precision. */
LANES void wordFractionsSingle(Floats *fractions, const ShortWords *word) {
  Numbers high = (Numbers)(*word >> 16);
  roundedSingle(fractions, &high, word);
  *fractions *= 0x1p-32f;
}

/* The centre as in Normals.h, of degree 5. */
static const float centreNumeratorSingle[6] = {0x1.3a5c02p+2f, 0x1.96863cp+9f,  0x1.204628p+15f,
                                               0x1.de7e28p+18f, 0x1.74f952p+20f, 0x1.f6e0f6p+18f};
static const float centreDenominatorSingle[6] = {1,               0x1.6e1334p+7f,  0x1.2da22cp+13f,
                                                 0x1.3c0294p+17f, 0x1.6c60e2p+19f, 0x1.2b7b40p+19f};

/* The normal for the probability (word + ½)/2³². */
LANES void normalQuantilesSingle(Floats *normals, const ShortWords *word) {
  Floats q;
  Numbers centred = (Numbers)(*word ^ 0x80000000), high = centred >> 16;
  roundedSingle(&q, &high, word);
  q *= 0x1p-32f;
  Floats r = fusedMultiplyAddSingle(-q, q, (float)centreLimitSquared);
  Floats a = centreNumeratorSingle[5], b = centreDenominatorSingle[5];
#pragma clang loop unroll(full)
  for (int k = 4; k >= 0; k--) {
    a = fusedMultiplyAddSingle(a, r, centreNumeratorSingle[k]);
    b = fusedMultiplyAddSingle(b, r, centreDenominatorSingle[k]);
  }
  *normals = q * (a / b);
  if (anyLane(r < 0)) {
    /* The probability of the tail, 1 − u belonging to the word with all bits turned. */
    ShortWords tail = *word ^ (ShortWords)(~centred >> 31);
    wordFractionsSingle(&q, &tail);
    logarithmsSingle(&q);
    q = __builtin_elementwise_sqrt(-q) - 1.6f;
    a = (float)tailNumerator[7], b = (float)tailDenominator[7];
#pragma clang loop unroll(full)
    for (int k = 6; k >= 0; k--) {
      a = fusedMultiplyAddSingle(a, q, (float)tailNumerator[k]);
      b = fusedMultiplyAddSingle(b, q, (float)tailDenominator[k]);
    }
    *normals = r < 0 ? __builtin_elementwise_copysign(a / b, (Floats)centred) : *normals;
  }
}

/* A 32-bit number whose order as an unsigned integer is that of the value, in the high half; `place` in the low half. */
LANES void rankedKeys(Words *keys, const Floats *values, uint32_t place) {
  Numbers bits = (Numbers)*values;
  ShortWords ordered = (ShortWords)(bits ^ ((bits >> 31) | (int32_t)0x80000000));
  *keys = __builtin_convertvector(ordered, Words) << 32 | place;
}

#endif
