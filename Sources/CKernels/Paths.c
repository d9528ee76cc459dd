#include "Single.h"

/* Baseline paths of one municipality and sector, and what is left of them; BaselineSampler.swift and EmissionPass.swift
   explain them. */

LANES void addToRow(KernelRows rows, int64_t year, int64_t d, const Doubles *numbers) {
  if (!rows.first) return;
  Doubles sum;
  memcpy(&sum, rows.first + year * rows.stride + d, sizeof sum);
  sum += *numbers;
  memcpy(rows.first + year * rows.stride + d, &sum, sizeof sum);
}

CLONES void kernel_fill_paths(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t yearCount,
                              const float *factor, const float *weight, const double *level, const double *national,
                              int64_t nationalStride, const double *county, const double *tailLimits,
                              const double *tailScales, int64_t tailCount, KernelRows paths, KernelRows sums,
                              KernelRows otherSums) {
  for (int64_t d = 0; d < drawCount; d += laneCount) {
    Words draws;
    Blocks blocks;
    Floats normals[kernelPathLimit + 4], deviation, tail;
    Doubles own;
    consecutiveDraws(&draws, firstDraw + (uint32_t)d);
    for (int64_t column = 0; column <= yearCount; column += 4) {
      philoxBlocks(&blocks, &draws, stream, (uint32_t)(column / 4));
      for (int64_t k = 0; k < 4 && column + k <= yearCount; k++) {
        ShortWords word = __builtin_convertvector(blocks.word[k], ShortWords);
        normalQuantilesSingle(&normals[column + k], &word);
      }
    }
    tail = (float)tailScales[0];
    for (int64_t k = 0; k + 1 < tailCount; k++)
      tail = normals[0] > (float)tailLimits[k] ? (float)tailScales[k + 1] : tail;
    memcpy(&own, county + d, sizeof own);
    deviation = __builtin_convertvector(own, Floats);
    for (int64_t year = 0; year < yearCount; year++) {
      Floats spread = 0;
      Doubles path, common;
      for (int64_t column = 0; column <= year; column++)
        spread = fusedMultiplyAddSingle(factor[year * yearCount + column], normals[column + 1], spread);
      spread = fusedMultiplyAddSingle(tail, spread, weight[year] * deviation);
      exponentialsSingle(&spread);
      const double *shared = national + year * nationalStride + d;
      memcpy(&common, shared, sizeof common);
      __builtin_prefetch(shared + 4 * laneCount);
      path = level[year] * common * __builtin_convertvector(spread, Doubles);
      memcpy(paths.first + year * paths.stride + d, &path, sizeof path);
      addToRow(sums, year, d, &path);
      addToRow(otherSums, year, d, &path);
    }
  }
}

CLONES void kernel_add(double *sums, const double *numbers, int64_t count) {
  for (int64_t i = 0; i < count; i++) sums[i] += numbers[i];
}

CLONES void kernel_take_off(double *path, const double *net, const double *arrived, const double *gone, int64_t count,
                            double *arrivedSum, double *goneSum, double *capped) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Doubles rest, share, new, ended, sum, mark;
    memcpy(&rest, path + i, sizeof rest);
    memcpy(&share, net + i, sizeof share);
    memcpy(&new, arrived + i, sizeof new);
    memcpy(&ended, gone + i, sizeof ended);
    new *= share;
    ended *= share;
    memcpy(&sum, arrivedSum + i, sizeof sum);
    sum += new;
    memcpy(arrivedSum + i, &sum, sizeof sum);
    memcpy(&sum, goneSum + i, sizeof sum);
    sum += ended;
    memcpy(goneSum + i, &sum, sizeof sum);
    rest -= new - ended;
    memcpy(&mark, capped + i, sizeof mark);
    mark = rest < 0 ? 1 : mark;
    memcpy(capped + i, &mark, sizeof mark);
    rest = rest < 0 ? 0 : rest;
    memcpy(path + i, &rest, sizeof rest);
  }
}
