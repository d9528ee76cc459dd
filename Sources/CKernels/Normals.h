#ifndef NORMALS_H
#define NORMALS_H

#include "Philox.h"

/* Normals by inversion; RandomStreams.swift explains them. */

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

#endif
