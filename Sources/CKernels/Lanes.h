#ifndef LANES_H
#define LANES_H

#include <stdint.h>
#include <string.h>

/* Eight numbers. Of 64 bits each, they fill one AVX-512 register, two of AVX2, four of SSE2 or NEON. */
typedef double Doubles __attribute__((ext_vector_type(8)));
typedef uint64_t Words __attribute__((ext_vector_type(8)));
typedef int64_t Integers __attribute__((ext_vector_type(8)));
typedef float Floats __attribute__((ext_vector_type(8)));
typedef int32_t Numbers __attribute__((ext_vector_type(8)));
typedef uint32_t ShortWords __attribute__((ext_vector_type(8)));
enum { laneCount = 8 };

/* Eight numbers of 16 bits. */
typedef int16_t EightHalves __attribute__((ext_vector_type(8)));

/* Sixteen numbers of 32 bits: two registers of AVX2, so that one chain of operations need not wait for itself. */
typedef float WideFloats __attribute__((ext_vector_type(16)));
typedef int32_t WideNumbers __attribute__((ext_vector_type(16)));
typedef uint32_t WideWords __attribute__((ext_vector_type(16)));
/* Of 16 bits each, sixteen numbers fill one. */
typedef int16_t Halves __attribute__((ext_vector_type(16)));
typedef uint16_t HalfWords __attribute__((ext_vector_type(16)));
enum { wideCount = 16 };

/* Wide vectors go through pointers, since their calling convention differs between clones; everything is
   inlined, so they stay in registers. */
#define LANES static inline __attribute__((always_inline))

/* Clones are chosen while the program is loaded, before the thread sanitizer can bear to be called. */
#if !defined(__x86_64__)
#define CLONES
#elif __has_feature(thread_sanitizer)
#define CLONES __attribute__((target("arch=x86-64-v3")))
#else
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif

/* The low halves of words. */
LANES void narrowWords(ShortWords *narrow, const Words *words) { *narrow = __builtin_convertvector(*words, ShortWords); }

/* The low halves of eight words and of eight more. */
LANES void joinWords(WideWords *joined, const Words *first, const Words *second) {
  ShortWords a, b;
  narrowWords(&a, first);
  narrowWords(&b, second);
  *joined = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/* Eight numbers, and eight more, in double precision. */
LANES void widenFloats(Doubles halves[2], const WideFloats *values) {
  Floats first = __builtin_shufflevector(*values, *values, 0, 1, 2, 3, 4, 5, 6, 7);
  Floats second = __builtin_shufflevector(*values, *values, 8, 9, 10, 11, 12, 13, 14, 15);
  halves[0] = __builtin_convertvector(first, Doubles);
  halves[1] = __builtin_convertvector(second, Doubles);
}

/* A bit for each lane whose mask is set. */
typedef _Bool Flags __attribute__((ext_vector_type(8)));

LANES uint8_t lanesAsByte(const Numbers *mask) {
  Flags flags = __builtin_convertvector(*mask, Flags);
  uint8_t byte;
  memcpy(&byte, &flags, sizeof byte);
  return byte;
}

LANES uint8_t wordLanesAsByte(const Integers *mask) {
  Flags flags = __builtin_convertvector(*mask, Flags);
  uint8_t byte;
  memcpy(&byte, &flags, sizeof byte);
  return byte;
}

typedef _Bool WideFlags __attribute__((ext_vector_type(16)));

LANES uint16_t halvesAsBits(const Halves *mask) {
  WideFlags flags = __builtin_convertvector(*mask, WideFlags);
  uint16_t bits;
  memcpy(&bits, &flags, sizeof bits);
  return bits;
}

#define fusedMultiplyAdd(a, b, c) __builtin_elementwise_fma((Doubles)(a), (Doubles)(b), (Doubles)(c))
#define anyLane(mask) __builtin_expect(__builtin_reduce_or(mask) != 0, 0)

LANES double doubleFromBits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

LANES uint64_t bitsOfDouble(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

#endif
