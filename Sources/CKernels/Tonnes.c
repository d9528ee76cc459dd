#include "Lists.h"
#include "Single.h"

/* What completed pledges take off, for the draws of a list; PledgePass.swift explains it. */

CLONES void kernel_fill_local_effects(KernelStream stream, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                      double sigma, double scale, const double *sizes, const double *factors,
                                      double factor, double *tonnes) {
  ListedWords words;
  float spreads[256];
  drawWords(words, list, count, firstDraw, stream);
  for (int64_t i = 0; i < count; i += wideCount) {
    WideWords word;
    WideFloats spread;
    memcpy(&word, words + i, sizeof word);
    normalQuantilesSingle(&spread, &word);
    spread = fusedMultiplyAddSingle(spread, (float)sigma, (float)(-0.5 * sigma * sigma));
    exponentialsSingle(&spread);
    memcpy(spreads + i, &spread, sizeof spread);
  }
  for (int64_t i = 0; i < count; i += laneCount) {
    Floats spread;
    Doubles effects, gathered;
    memcpy(&spread, spreads + i, sizeof spread);
    gatherDoubles(&effects, sizes, list + i);
    effects *= scale * __builtin_convertvector(spread, Doubles);
    gathered = factor;
    if (factors) gatherDoubles(&gathered, factors, list + i);
    effects *= gathered;
    memcpy(tonnes + i, &effects, sizeof effects);
  }
}

typedef double Quarter __attribute__((ext_vector_type(4)));

/* Completed pledges: of draw `list[i]`, at place `completion[i]` − firstYear among the years of completion. */
typedef struct {
  const uint8_t *list;
  const int16_t *completion;
  const double *tonnes;
  int64_t count, firstYear;
} Completed;

/* Rows by draw: tonnes by a weight for each year of completion are added to one, the first of the products to be added up go to another. */
typedef struct {
  const double *weights;
  double *weighed, *first;
} ByDraw;

/* sums[draw] += tonnes · weights[place] for every completed pledge, of `quarters` · 4 numbers; rows of sums are `length` long, those of
   weights `stride` apart. Returns the sum of the first products. */
LANES double addRows(double *sums, int64_t length, const double *weights, int64_t stride, int64_t quarters,
                     const Completed *completed, const ByDraw *byDraw) {
  const Completed c = *completed;
  double total = 0;
  for (int64_t i = 0; i < c.count; i++) {
    int64_t draw = c.list[i], place = c.completion[i] - c.firstYear;
    double amount = c.tonnes[i], *sum = sums + draw * length;
    const double *weight = weights + place * stride;
    for (int64_t k = 0; k < quarters; k++) {
      Quarter own, added;
      memcpy(&own, sum + 4 * k, sizeof own);
      memcpy(&added, weight + 4 * k, sizeof added);
      added *= amount;
      if (k == 0) {
        total += added[0];
        if (byDraw) byDraw->first[draw] = added[0];
      }
      own += added;
      memcpy(sum + 4 * k, &own, sizeof own);
    }
    if (byDraw) byDraw->weighed[draw] += amount * byDraw->weights[place];
  }
  return total;
}

/* The same for counts that are mostly asked for, known when this is compiled. */
LANES double addRowsOf(double *sums, int64_t length, const double *weights, int64_t stride, int64_t count,
                       const Completed *completed, const ByDraw *byDraw) {
  switch (count / 4) {
    case 0: return 0;
    case 1: return addRows(sums, length, weights, stride, 1, completed, byDraw);
    case 2: return addRows(sums, length, weights, stride, 2, completed, byDraw);
    case 3: return addRows(sums, length, weights, stride, 3, completed, byDraw);
    case 4: return addRows(sums, length, weights, stride, 4, completed, byDraw);
    default: return addRows(sums, length, weights, stride, count / 4, completed, byDraw);
  }
}

CLONES void kernel_add_tonnes(const KernelProfile *profile, const uint8_t *list, const int16_t *completion,
                              const double *tonnes, int64_t count, double *doneAtEnd, double *horizon, double *totals) {
  const KernelProfile p = *profile;
  Completed completed = {list, completion, tonnes, count, p.firstYear};
  int64_t changeCount = p.newCount + p.endedCount;
  /* Zero where nothing is completed: a far row is added to faster whole than draw by draw. */
  double last[256] = {0};
  const ByDraw byDraw = {p.isDone, doneAtEnd, last};
  totals[0] += addRowsOf(p.avoided, p.shareCount, p.share, p.shareCount, p.reach, &completed, &byDraw);
  totals[1] += addRowsOf(p.new, p.newCount, p.change, changeCount, p.newCount, &completed, NULL);
  addRowsOf(p.ended, p.endedCount, p.change + p.newCount, changeCount, p.endedCount, &completed, NULL);
  for (int d = 0; d < 256; d++) horizon[d] += last[d];
}

LANES void transposeQuarter(Quarter rows[4]) {
  Quarter a = __builtin_shufflevector(rows[0], rows[1], 0, 4, 2, 6), b = __builtin_shufflevector(rows[0], rows[1], 1, 5, 3, 7);
  Quarter c = __builtin_shufflevector(rows[2], rows[3], 0, 4, 2, 6), d = __builtin_shufflevector(rows[2], rows[3], 1, 5, 3, 7);
  rows[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  rows[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  rows[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  rows[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

/* Writes four numbers, or adds them to what stands there. */
LANES void putQuarter(double *row, const Quarter *numbers, int isFirst) {
  Quarter sum = 0;
  if (!isFirst) memcpy(&sum, row, sizeof sum);
  sum += *numbers;
  memcpy(row, &sum, sizeof sum);
}

LANES void moveSums(double *sums, int64_t sumCount, double *const *rows, int isFirst) {
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
        putQuarter(rows[first + k] + draw, &early[k], isFirst);
        putQuarter(rows[first + k] + draw + 4, &late[k], isFirst);
      }
    }
  }
}

CLONES void kernel_move_sums(double *sums, int64_t sumCount, double *const *rows, int32_t isFirst) {
  if (isFirst)
    moveSums(sums, sumCount, rows, 1);
  else
    moveSums(sums, sumCount, rows, 0);
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
