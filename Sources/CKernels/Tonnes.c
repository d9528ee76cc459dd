#include "Lists.h"
#include "Normals.h"

/* What completed pledges take off, for the draws of a list; PledgePass.swift explains it. */

CLONES void kernel_fill_local_effects(KernelStream stream, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                      double sigma, double scale, const double *sizes, const double *factors,
                                      double factor, double *tonnes) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Words draws;
    Blocks blocks;
    Doubles effects, gathered;
    loadDraws(&draws, list + i);
    draws += firstDraw;
    philoxBlocks(&blocks, &draws, stream, 0);
    normalQuantiles(&effects, &blocks.word[0]);
    effects = sigma * effects - 0.5 * sigma * sigma;
    exponentials(&effects);
    gatherDoubles(&gathered, sizes, list + i);
    effects *= scale * gathered;
    gathered = factor;
    if (factors) gatherDoubles(&gathered, factors, list + i);
    effects *= gathered;
    for (int k = 0; k < laneCount && i + k < count; k++) tonnes[list[i + k]] = effects[k];
  }
}

/* sums[i] += amount · weights[i], for whole groups of four. */
typedef double Quarter __attribute__((ext_vector_type(4)));

LANES void addTimes(double *sums, const double *weights, double amount, int64_t count) {
  for (int64_t i = 0; i < count; i += 4) {
    Quarter sum, weight;
    memcpy(&sum, sums + i, sizeof sum);
    memcpy(&weight, weights + i, sizeof weight);
    sum += amount * weight;
    memcpy(sums + i, &sum, sizeof sum);
  }
}

CLONES void kernel_add_tonnes(const KernelProfile *profile, const uint8_t *list, int64_t count, int64_t drawCount,
                              const int32_t *completion, const uint8_t *atEnd, const double *tonnes, double *sums,
                              int64_t sumCount, double *doneAtEnd, double *horizon, double *totals) {
  double horizonSum = 0, newSum = 0;
  for (int64_t i = 0; i < count; i++) {
    uint8_t draw = list[i];
    if (draw >= drawCount) continue;
    int64_t place = completion[draw] - profile->firstYear;
    double amount = tonnes[draw];
    const double *share = profile->share + place * profile->shareCount;
    double *own = sums + draw * sumCount;
    addTimes(own + profile->avoided, share, amount, profile->shareCount);
    if (atEnd[draw] == 2) doneAtEnd[draw] += amount;
    double last = amount * share[profile->yearCount - 1];
    horizon[draw] += last;
    horizonSum += last;
    if (profile->changeCount == 0) continue;
    const double *change = profile->change + place * profile->changeCount;
    addTimes(own + profile->changed, change, amount, profile->changeCount);
    addTimes(own + profile->item, change, amount, profile->itemCount);
    newSum += amount * change[profile->projectedCount - 1];
  }
  totals[0] += horizonSum;
  totals[1] += newSum;
}

LANES void transposeQuarter(Quarter rows[4]) {
  Quarter a = __builtin_shufflevector(rows[0], rows[1], 0, 4, 2, 6), b = __builtin_shufflevector(rows[0], rows[1], 1, 5, 3, 7);
  Quarter c = __builtin_shufflevector(rows[2], rows[3], 0, 4, 2, 6), d = __builtin_shufflevector(rows[2], rows[3], 1, 5, 3, 7);
  rows[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  rows[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  rows[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  rows[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

CLONES void kernel_store_sums(const double *sums, int64_t sumCount, double *const *rows) {
  /* Eight draws fill a line of the cache: rows stand so far apart that a line written by halves is fetched twice. */
  for (int64_t draw = 0; draw < 256; draw += 8) {
    for (int64_t first = 0; first < sumCount; first += 4) {
      Quarter early[4], late[4];
      for (int k = 0; k < 4; k++) {
        memcpy(&early[k], sums + (draw + k) * sumCount + first, sizeof early[k]);
        memcpy(&late[k], sums + (draw + 4 + k) * sumCount + first, sizeof late[k]);
      }
      transposeQuarter(early);
      transposeQuarter(late);
      for (int k = 0; k < 4; k++) {
        if (!rows[first + k]) continue;
        memcpy(rows[first + k] + draw, &early[k], sizeof early[k]);
        memcpy(rows[first + k] + draw + 4, &late[k], sizeof late[k]);
      }
    }
  }
}

CLONES void kernel_count_statuses(const uint8_t *atEnd, const uint8_t *list, int64_t count, uint8_t *done,
                                  uint8_t *started, uint8_t *finally) {
  for (int d = 0; d < 256; d++) done[d] += atEnd[d] == 2;
  for (int d = 0; d < 256; d++) started[d] += atEnd[d] == 1;
  for (int64_t i = 0; i < count; i++) finally[list[i]]++;
}

CLONES void kernel_add_counts(const uint64_t *masks, const uint8_t *counts, double *const *rows) {
  for (int d = 0; d < 256; d++) rows[0][d] += (double)__builtin_popcountll(masks[d]);
  for (int row = 0; row < 3; row++)
    for (int d = 0; d < 256; d++) rows[row + 1][d] += (double)counts[row * 256 + d];
}
