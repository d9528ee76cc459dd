#include "CKernels.h"
#include "Lanes.h"

/* Sums run in eight lanes, so that additions need not wait for each other; RunningMoments.swift explains what they are for. */

LANES double sumOfLanes(const Doubles *lanes) {
  double sum = (*lanes)[0];
  for (int k = 1; k < laneCount; k++) sum += (*lanes)[k];
  return sum;
}

CLONES void kernel_find_moments(const double *x, int64_t count, double *mean, double *squares) {
  const double first = x[0];
  Doubles sums = 0;
  int64_t i = 0;
  for (; i + laneCount <= count; i += laneCount) {
    Doubles v;
    memcpy(&v, x + i, sizeof v);
    sums += v - first;
  }
  double sum = sumOfLanes(&sums);
  for (; i < count; i++) sum += x[i] - first;
  const double centre = first + sum / (double)count;
  sums = 0;
  for (i = 0; i + laneCount <= count; i += laneCount) {
    Doubles v;
    memcpy(&v, x + i, sizeof v);
    sums += (v - centre) * (v - centre);
  }
  sum = sumOfLanes(&sums);
  for (; i < count; i++) sum += (x[i] - centre) * (x[i] - centre);
  *mean = centre;
  *squares = sum;
}
