#ifndef ELEMENTARY_H
#define ELEMENTARY_H

#include "Lanes.h"

/* Exponential and logarithm, for one number and for eight; VectorMath.swift explains them. */

static const double exponentialCoefficients[10] = {
    0x1.0000000000001p-1,  0x1.5555555555556p-3,  0x1.5555555553d63p-5,  0x1.11111111109b3p-7,
    0x1.6c16c1788bd90p-10, 0x1.a01a01a7c41d5p-13, 0x1.a019b90d2ae7ap-16, 0x1.71de0dae63bb3p-19,
    0x1.289185613a3d6p-22, 0x1.af38a9b0ec855p-26};

static const double inverseOfLog2 = 0x1.71547652b82fep+0;
static const double log2High = 0x1.62e42fee00000p-1;
static const double log2Low = 0x1.a39ef35793c76p-33;
/* Adding it rounds to an integer, which then stands in the low bits. */
static const double roundingShift = 0x1.8p+52;

LANES double exponential(double x) {
  if (x != x) return x;
  if (x > 709.79) return __builtin_inf();
  if (x < -745.14) return 0;
  double shifted = __builtin_fma(x, inverseOfLog2, roundingShift);
  double n = shifted - roundingShift;
  double r = __builtin_fma(n, -log2Low, __builtin_fma(n, -log2High, x));
  double p = exponentialCoefficients[9];
  for (int k = 8; k >= 0; k--) p = __builtin_fma(p, r, exponentialCoefficients[k]);
  double y = __builtin_fma(r * r, p, r) + 1;
  int64_t power = (int64_t)n, half = power >> 1;
  return y * doubleFromBits((uint64_t)(half + 1023) << 52) *
         doubleFromBits((uint64_t)(power - half + 1023) << 52);
}

LANES void exponentials(Doubles *values) {
  Doubles x = *values;
  Doubles shifted = fusedMultiplyAdd(x, inverseOfLog2, roundingShift);
  Doubles n = shifted - roundingShift;
  Doubles r = fusedMultiplyAdd(n, -log2Low, fusedMultiplyAdd(n, -log2High, x));
  Doubles p = exponentialCoefficients[9];
#pragma clang loop unroll(full)
  for (int k = 8; k >= 0; k--) p = fusedMultiplyAdd(p, r, exponentialCoefficients[k]);
  Doubles y = fusedMultiplyAdd(r * r, p, r) + 1;
  *values = (Doubles)((Words)y + ((Words)shifted << 52));
  if (anyLane(~((x > -708) & (x < 709))))
    for (int lane = 0; lane < laneCount; lane++) (*values)[lane] = exponential(x[lane]);
}

LANES double logarithm(double x) {
  if (!(x > 0)) return x == 0 ? -__builtin_inf() : __builtin_nan("");
  if (x == __builtin_inf()) return x;
  double extra = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    extra = 54;
  }
  uint64_t bits = bitsOfDouble(x);
  /* The mantissa is taken in [√½, √2): the offset is the pattern of √½ rounded to its high word. */
  uint64_t offset = bits - 0x3fe6a09e00000000;
  double n = (double)((int64_t)offset >> 52) - extra;
  double f = doubleFromBits((offset & 0x000fffffffffffff) + 0x3fe6a09e00000000) - 1;
  double s = f / (2 + f), z = s * s, p = 2.0 / 21;
  for (int k = 19; k >= 3; k -= 2) p = __builtin_fma(p, z, 2.0 / k);
  double half = 0.5 * f * f;
  double tail = __builtin_fma(s, __builtin_fma(p, z, half), n * log2Low);
  return __builtin_fma(n, log2High, f - (half - tail));
}

LANES void logarithms(Doubles *values) {
  Doubles x = *values;
  Words offset = (Words)x - 0x3fe6a09e00000000;
  /* The high twelve bits are a signed number: biased by 2048, it stands in the low bits of a double. */
  Doubles n = (Doubles)((offset >> 52) ^ 0x4330000000000800) - (0x1p52 + 0x800);
  Doubles f = (Doubles)((offset & 0x000fffffffffffff) + 0x3fe6a09e00000000) - 1;
  Doubles s = f / (2 + f), z = s * s, p = 2.0 / 21;
#pragma clang loop unroll(full)
  for (int k = 19; k >= 3; k -= 2) p = fusedMultiplyAdd(p, z, 2.0 / k);
  Doubles half = 0.5 * f * f;
  Doubles tail = fusedMultiplyAdd(s, fusedMultiplyAdd(p, z, half), n * log2Low);
  *values = fusedMultiplyAdd(n, log2High, f - (half - tail));
  if (anyLane(~((x >= 0x1p-1022) & (x < __builtin_inf()))))
    for (int lane = 0; lane < laneCount; lane++) (*values)[lane] = logarithm(x[lane]);
}

#endif
