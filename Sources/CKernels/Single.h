#ifndef SINGLE_H
#define SINGLE_H

#include "Philox.h"

/* Single precision, for what is only compared. */

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

/* (word + ½)/2³², rounded to single precision. */
LANES void wordFractionsSingle(Floats *fractions, const Words *word) {
  Doubles exact;
  wordFractions(&exact, word);
  *fractions = __builtin_convertvector(exact, Floats);
}

/* A 32-bit number whose order as an unsigned integer is that of the value, in the high half; `place` in the low half. */
LANES void rankedKeys(Words *keys, const Floats *values, uint32_t place) {
  Numbers bits = (Numbers)*values;
  ShortWords ordered = (ShortWords)(bits ^ ((bits >> 31) | (int32_t)0x80000000));
  *keys = __builtin_convertvector(ordered, Words) << 32 | place;
}

/* A bit for each lane whose mask is set. */
LANES uint8_t lanesAsByte(const Numbers *mask) {
  typedef _Bool Flags __attribute__((ext_vector_type(8)));
  Flags flags = __builtin_convertvector(*mask, Flags);
  uint8_t byte;
  memcpy(&byte, &flags, sizeof byte);
  return byte;
}

#endif
