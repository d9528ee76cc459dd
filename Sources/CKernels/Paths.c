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

/* Word 0 of sixteen draws, and the normals of words 1 to `count`. */
LANES void fillNormals(WideWords *first, WideFloats *normals, KernelStream stream, uint32_t firstDraw, int64_t count) {
  Words draws[2];
  Blocks blocks[2];
  consecutiveDraws(&draws[0], firstDraw);
  draws[1] = draws[0] + laneCount;
  for (int64_t place = 0; place <= count; place += 4) {
    for (int half = 0; half < 2; half++) philoxBlocks(&blocks[half], &draws[half], stream, (uint32_t)(place / 4));
    for (int64_t k = 0; k < 4 && place + k <= count; k++) {
      WideWords word;
      joinWords(&word, &blocks[0].word[k], &blocks[1].word[k]);
      if (place + k == 0)
        *first = word;
      else
        normalQuantilesSingle(&normals[place + k - 1], &word);
    }
  }
}

CLONES void kernel_fill_paths(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t yearCount,
                              const float *factor, const float *weight, const double *level, const double *national,
                              int64_t nationalStride, const double *county, const uint32_t *tailLimits,
                              const double *tailScales, int64_t tailCount, KernelRows paths, KernelRows sums,
                              KernelRows otherSums) {
  for (int64_t d = 0; d < drawCount; d += wideCount) {
    WideWords word;
    WideFloats normals[kernelPathLimit], deviation, tail;
    fillNormals(&word, normals, stream, firstDraw + (uint32_t)d, yearCount);
    tail = (float)tailScales[0];
    for (int64_t k = 0; k + 1 < tailCount; k++) tail = word >= tailLimits[k] ? (float)tailScales[k + 1] : tail;
    for (int k = 0; k < wideCount; k++) deviation[k] = (float)county[d + k];
    for (int64_t year = 0; year < yearCount; year++) {
      WideFloats spread = 0;
      Doubles widened[2];
      for (int64_t column = 0; column <= year; column++)
        spread = fusedMultiplyAddSingle(factor[year * yearCount + column], normals[column], spread);
      spread = fusedMultiplyAddSingle(tail, spread, weight[year] * deviation);
      exponentialsSingle(&spread);
      widenFloats(widened, &spread);
      const double *shared = national + year * nationalStride + d;
      __builtin_prefetch(shared + 4 * laneCount);
      __builtin_prefetch(shared + 5 * laneCount);
      for (int half = 0; half < 2; half++) {
        Doubles common, path;
        int64_t place = d + half * laneCount;
        memcpy(&common, shared + half * laneCount, sizeof common);
        path = level[year] * common * widened[half];
        memcpy(paths.first + year * paths.stride + place, &path, sizeof path);
        addToRow(sums, year, place, &path);
        addToRow(otherSums, year, place, &path);
      }
    }
  }
}

CLONES void kernel_add(double *sums, const double *numbers, int64_t count) {
  for (int64_t i = 0; i < count; i++) sums[i] += numbers[i];
}

CLONES void kernel_hand_on(KernelRows from, int64_t rowCount, int64_t count, KernelRows to, KernelRows sums, int32_t isFirst) {
  for (int64_t row = 0; row < rowCount; row++) {
    const double *own = from.first + row * from.stride;
    double *far = to.first + row * to.stride, *sum = sums.first + row * sums.stride;
    for (int64_t i = 0; i < count; i += laneCount) {
      Doubles numbers, total = 0;
      memcpy(&numbers, own + i, sizeof numbers);
      __builtin_nontemporal_store(numbers, (Doubles *)(far + i));
      if (!isFirst) memcpy(&total, sum + i, sizeof total);
      total += numbers;
      memcpy(sum + i, &total, sizeof total);
    }
  }
#if defined(__x86_64__)
  /* Such writes would not wait for those behind them. */
  __builtin_ia32_sfence();
#endif
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
