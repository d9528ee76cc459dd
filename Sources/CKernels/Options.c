#include "CKernels.h"
#include "Lanes.h"

/* Panels of policy options, a column of 256 draws for each; PolicySweep.swift explains them. */

CLONES void kernel_reduce_options(double *panel, int64_t columns, int64_t drawCount, const double *limit,
                                  const double *next, double *sums, double *means, double *squares, int32_t *reached) {
  int64_t whole = drawCount / laneCount * laneCount;
  for (int64_t column = 0; column < columns; column++) {
    double *values = panel + 256 * column, *sum = sums ? sums + 256 * column : 0;
    Doubles total = 0;
    Integers count = 0;
    for (int64_t i = 0; i < whole; i += laneCount) {
      Doubles value, least;
      memcpy(&value, values + i, sizeof value);
      memcpy(&least, limit + i, sizeof least);
      total += value;
      /* A true comparison is minus one. */
      count -= (Integers)(value >= least);
    }
    double rest = 0;
    int64_t restCount = 0;
    for (int64_t i = whole; i < drawCount; i++) {
      rest += values[i];
      restCount += values[i] >= limit[i];
    }
    double mean = 0;
    for (int k = 0; k < laneCount; k++) {
      mean += total[k];
      restCount += count[k];
    }
    mean = (mean + rest) / (double)drawCount;
    Doubles distances = 0;
    for (int64_t i = 0; i < 256; i += laneCount) {
      Doubles value, old, fresh;
      memcpy(&value, values + i, sizeof value);
      if (sum) {
        memcpy(&old, sum + i, sizeof old);
        old += value;
        memcpy(sum + i, &old, sizeof old);
      }
      if (i < whole) {
        value -= mean;
        distances = fusedMultiplyAdd(value, value, distances);
      } else {
        for (int64_t k = 0; i + k < drawCount && k < laneCount; k++) distances[k] += (value[k] - mean) * (value[k] - mean);
      }
      memcpy(&fresh, next + i, sizeof fresh);
      memcpy(values + i, &fresh, sizeof fresh);
    }
    double square = 0;
    for (int k = 0; k < laneCount; k++) square += distances[k];
    means[column] = mean;
    squares[column] = square;
    reached[column] += (int32_t)restCount;
  }
}

CLONES void kernel_take_excess(double *sector, int64_t columns, const double *room, double *panel, uint8_t *bites) {
  for (int64_t column = 0; column < columns; column++) {
    for (int64_t i = 256 * column; i < 256 * (column + 1); i += laneCount) {
      Doubles tonnes, left, value, none = 0;
      memcpy(&tonnes, sector + i, sizeof tonnes);
      memcpy(&left, room + i % 256, sizeof left);
      Doubles excess = tonnes - left;
      Integers isOver = excess > 0;
      memcpy(sector + i, &none, sizeof none);
      if (!anyLane(isOver)) continue;
      excess = excess > 0 ? excess : 0;
      memcpy(&value, panel + i, sizeof value);
      value -= excess;
      memcpy(panel + i, &value, sizeof value);
      for (int k = 0; k < laneCount; k++) bites[i + k] |= isOver[k] != 0;
    }
  }
}
