#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

/* The few loops that Swift cannot compile for the machine at hand: each is built for several instruction
   sets and chosen when the program starts. All clones round alike (no contraction, explicit fused
   multiply-adds, no call into the mathematical library), so the bits do not depend on the machine.
   The Swift module `Sampling` documents the mathematics, and its tests hold a scalar twin of each. */

/* Counter words of Philox4x32-10 behind the draw number, and the key. */
typedef struct {
  uint32_t word1, word2, word3;
  uint64_t key;
} KernelStream;

/* Column k takes word k mod 4 of the block `word3 + k / 4`. Output is column-major, leading dimension `drawCount`. */
void kernel_fill_normals(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                         double *_Nonnull out);

/* Column k takes words 2(k mod 2) and 2(k mod 2) + 1 of the block `word3 + k / 2`. */
void kernel_fill_uniforms(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                          double *_Nonnull out);

/* As kernel_fill_normals, but (word + ½)/2³² itself. */
void kernel_fill_word_uniforms(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                               double *_Nonnull out);

/* As kernel_fill_normals, but −log((word + ½)/2³²). */
void kernel_fill_exponentials(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t columns,
                              double *_Nonnull out);

/* p[i] = exp(p[i]). */
void kernel_exponentiate(double *_Nonnull p, int64_t count);

/* p[i] = log(p[i]). */
void kernel_take_logarithms(double *_Nonnull p, int64_t count);

/* Puts each number in a bucket of equal width, the first and the last open-ended: the bucket's number is
   min(max((x - low) · scale, 0), bucketCount - 1), truncated. Counts into two tables, whose sums count.
   Returns whether all numbers are finite. */
int32_t kernel_fill_buckets(const double *_Nonnull x, int64_t count, double low, double scale, int32_t bucketCount,
                            uint16_t *_Nonnull numbers, uint32_t *_Nonnull evenCounts, uint32_t *_Nonnull oddCounts);

#endif
