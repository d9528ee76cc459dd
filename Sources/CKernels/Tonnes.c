#include "Lists.h"
#include "Single.h"

/* What completed pledges take off, for the draws of a list; PledgePass.swift explains it. */

CLONES void kernel_fill_local_effects(KernelStream stream, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                      double sigma, double scale, const double *sizes, const double *factors,
                                      double factor, double *tonnes) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Words draws;
    Blocks blocks;
    Floats spread;
    Doubles effects, gathered;
    loadDraws(&draws, list + i);
    draws += firstDraw;
    philoxBlocks(&blocks, &draws, stream, 0);
    ShortWords word = __builtin_convertvector(blocks.word[0], ShortWords);
    normalQuantilesSingle(&spread, &word);
    spread = fusedMultiplyAddSingle(spread, (float)sigma, (float)(-0.5 * sigma * sigma));
    exponentialsSingle(&spread);
    gatherDoubles(&effects, sizes, list + i);
    effects *= scale * __builtin_convertvector(spread, Doubles);
    gathered = factor;
    if (factors) gatherDoubles(&gathered, factors, list + i);
    effects *= gathered;
    memcpy(tonnes + i, &effects, sizeof effects);
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

CLONES void kernel_add_tonnes(const KernelProfile *profile, const uint8_t *list, const int32_t *completion,
                              const double *tonnes, int64_t count, int64_t drawCount, const uint8_t *outcomes,
                              double *doneAtEnd, double *horizon, double *totals) {
  const KernelProfile p = *profile;
  double horizonSum = 0, newSum = 0;
  for (int64_t i = 0; i < count; i++) {
    uint8_t draw = list[i];
    if (draw >= drawCount) continue;
    int64_t place = completion[i] - p.firstYear;
    double amount = tonnes[i];
    const double *share = p.share + place * p.shareCount;
    addTimes(p.avoided + draw * p.shareCount, share, amount, p.shareCount);
    doneAtEnd[draw] += (outcomes[draw] & kernelStatus) == 2 ? amount : 0;
    double last = amount * share[p.yearCount - 1];
    horizon[draw] += last;
    horizonSum += last;
    if (p.newCount == 0) continue;
    const double *change = p.change + place * (p.newCount + p.endedCount);
    addTimes(p.new + draw * p.newCount, change, amount, p.newCount);
    if (p.endedCount > 0) addTimes(p.ended + draw * p.endedCount, change + p.newCount, amount, p.endedCount);
    newSum += amount * change[p.projectedCount - 1];
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

LANES void addQuarter(double *row, const Quarter *numbers) {
  Quarter sum;
  memcpy(&sum, row, sizeof sum);
  sum += *numbers;
  memcpy(row, &sum, sizeof sum);
}

CLONES void kernel_move_sums(double *sums, int64_t sumCount, double *const *rows) {
  const Quarter none = 0;
  /* Eight draws fill a line of the cache: rows stand so far apart that a line written by halves is fetched twice. */
  for (int64_t draw = 0; draw < 256; draw += 8) {
    for (int64_t first = 0; first < sumCount; first += 4) {
      Quarter early[4], late[4];
      for (int k = 0; k < 4; k++) {
        double *own = sums + (draw + k) * sumCount + first, *other = own + 4 * sumCount;
        memcpy(&early[k], own, sizeof none);
        memcpy(&late[k], other, sizeof none);
        memcpy(own, &none, sizeof none);
        memcpy(other, &none, sizeof none);
      }
      transposeQuarter(early);
      transposeQuarter(late);
      for (int k = 0; k < 4; k++) {
        if (!rows[first + k]) continue;
        addQuarter(rows[first + k] + draw, &early[k]);
        addQuarter(rows[first + k] + draw + 4, &late[k]);
      }
    }
  }
}

CLONES void kernel_count_outcomes(const uint8_t *outcomes, uint8_t *done, uint8_t *started, uint8_t *finally) {
  for (int d = 0; d < 256; d++) {
    done[d] += (outcomes[d] & kernelStatus) == 2;
    started[d] += (outcomes[d] & kernelStatus) == 1;
    finally[d] += outcomes[d] >= kernelCompleted;
  }
}

CLONES void kernel_add_counts(const uint64_t *masks, const uint8_t *counts, double *const *rows) {
  for (int d = 0; d < 256; d++) rows[0][d] += (double)__builtin_popcountll(masks[d]);
  for (int row = 0; row < 3; row++)
    for (int d = 0; d < 256; d++) rows[row + 1][d] += (double)counts[row * 256 + d];
}
