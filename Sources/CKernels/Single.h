#ifndef SINGLE_H
#define SINGLE_H

#include "Philox.h"

/* Single precision, for what is only compared, and for spreads around a number of double precision. VectorMath.swift and RandomStreams.swift
   explain it. */

#define fusedMultiplyAddSingle(a, b, c) __builtin_elementwise_fma((WideFloats)(a), (WideFloats)(b), (WideFloats)(c))

/* Σ c[k] xᵏ, from pairs of terms to pairs of pairs: a short chain, since what waits for it is often waited for itself. */
LANES void polynomialSingle(WideFloats *sum, const WideFloats *x, const float *c, int termCount) {
  WideFloats terms[5], power = *x;
#pragma clang loop unroll(full)
  for (int k = 0; 2 * k < termCount; k++)
    terms[k] = 2 * k + 1 < termCount ? fusedMultiplyAddSingle(c[2 * k + 1], power, c[2 * k]) : c[2 * k];
#pragma clang loop unroll(full)
  for (int count = (termCount + 1) / 2; count > 1; count = (count + 1) / 2) {
    power *= power;
#pragma clang loop unroll(full)
    for (int k = 0; 2 * k < count; k++)
      terms[k] = 2 * k + 1 < count ? fusedMultiplyAddSingle(terms[2 * k + 1], power, terms[2 * k]) : terms[2 * k];
  }
  *sum = terms[0];
}

/* log x for 0 < x < ∞, x not subnormal; VectorMath.swift explains it. */
LANES void logarithmsSingle(WideFloats *values) {
  WideNumbers offset = (WideNumbers)*values - 0x3f3504f3;
  WideFloats n = __builtin_convertvector(offset >> 23, WideFloats);
  WideFloats f = (WideFloats)((offset & 0x007fffff) + 0x3f3504f3) - 1;
  static const float coefficients[9] = {
      3.3333331174e-1f,  -2.4999993993e-1f, 2.0000714765e-1f,  -1.6668057665e-1f, 1.4249322787e-1f,
      -1.2420140846e-1f, 1.1676998740e-1f,  -1.1514610310e-1f, 7.0376836292e-2f};
  WideFloats p;
  polynomialSingle(&p, &f, coefficients, 9);
  WideFloats square = f * f;
  WideFloats tail = fusedMultiplyAddSingle(square * f, p, n * -2.12194440e-4f);
  tail = fusedMultiplyAddSingle(square, -0.5f, tail);
  *values = fusedMultiplyAddSingle(n, 0.693359375f, f + tail);
}

/* eˣ − 1 − x over x², a Chebyshev fit of degree 4 (Tests/Peers/kernel_coefficients.py). */
static const float exponentialCoefficientsSingle[5] = {0x1p-1f, 0x1.5554dcp-3f, 0x1.55551ap-5f, 0x1.120b6ep-7f, 0x1.6d110ap-10f};

LANES void exponentialsSingle(WideFloats *values) {
  WideFloats x = *values;
  const float shift = 0x1.8p+23f;
  WideFloats shifted = fusedMultiplyAddSingle(x, 0x1.715476p+0f, shift);
  WideFloats n = shifted - shift;
  WideFloats r = fusedMultiplyAddSingle(n, -0x1.7f7d1cp-20f, fusedMultiplyAddSingle(n, -0x1.62e400p-1f, x));
  WideFloats p;
  polynomialSingle(&p, &r, exponentialCoefficientsSingle, 5);
  WideFloats y = fusedMultiplyAddSingle(r * r, p, r) + 1;
  *values = (WideFloats)((WideNumbers)y + ((WideNumbers)shifted << 23));
  if (anyLane(~((x > -87) & (x < 88))))
    for (int lane = 0; lane < wideCount; lane++) (*values)[lane] = (float)exponential(x[lane]);
}

/* high · 2¹⁶ + the low half of the word + ½, rounded once. */
LANES void roundedSingle(WideFloats *values, const WideNumbers *high, const WideWords *word) {
  WideFloats low = __builtin_convertvector((WideNumbers)(*word & 0xffff), WideFloats) + 0.5f;
  *values = fusedMultiplyAddSingle(__builtin_convertvector(*high, WideFloats), 0x1p16f, low);
}

/* (word + ½)/2³², rounded to single precision. */
LANES void wordFractionsSingle(WideFloats *fractions, const WideWords *word) {
  WideNumbers high = (WideNumbers)(*word >> 16);
  roundedSingle(fractions, &high, word);
  *fractions *= 0x1p-32f;
}

/* The quantile over q for p = ½ + q, in w = −log(1 − 4q²): Chebyshev fits in w − 3 up to w = 6, where p is 6e-4, and in √w − 7/2 beyond
   (Tests/Peers/kernel_coefficients.py). */
static const float centreFitSingle[10] = {0x1.25e47cp+2f,   0x1.5deb10p-1f,   -0x1.09eec8p-6f, -0x1.35ffb0p-9f, 0x1.21e668p-11f,
                                          -0x1.2d8faap-15f, -0x1.66743ep-18f, 0x1.549456p-20f, -0x1.9466f6p-27f, -0x1.0a5508p-26f};
static const float tailFitSingle[8] = {0x1.2de4c6p+3f, 0x1.6cb4b2p+1f,  0x1.315ba8p-7f,  -0x1.7b363ap-8f,
                                       0x1.77efbap-9f, -0x1.0c5af4p-9f, 0x1.9c50c2p-10f, -0x1.1e5686p-11f};

/* The normal for the probability (word + ½)/2³². */
LANES void normalQuantilesSingle(WideFloats *normals, const WideWords *word) {
  WideFloats q, tail, w;
  WideNumbers centred = (WideNumbers)(*word ^ 0x80000000), high = centred >> 16;
  roundedSingle(&q, &high, word);
  q *= 0x1p-32f;
  /* The probability of the nearer tail, 1 − p belonging to the word with all bits turned. */
  WideWords nearer = *word ^ (WideWords)(~centred >> 31);
  wordFractionsSingle(&tail, &nearer);
  w = fusedMultiplyAddSingle(-4 * tail, tail, 4 * tail);
  logarithmsSingle(&w);
  WideFloats x = -3 - w, fit;
  polynomialSingle(&fit, &x, centreFitSingle, 10);
  if (anyLane(w < -6)) {
    WideFloats beyond;
    x = __builtin_elementwise_sqrt(-w) - 3.5f;
    polynomialSingle(&beyond, &x, tailFitSingle, 8);
    fit = w < -6 ? beyond : fit;
  }
  *normals = q * fit;
}

#endif
