#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

/* The few loops that Swift cannot compile for the machine at hand: each is built for several instruction
   sets and chosen when the program starts. All clones round alike (no contraction, explicit fused
   multiply-adds, no call into the mathematical library), so the bits do not depend on the machine.
   The Swift module `Sampling` documents the mathematics, and its tests hold a scalar twin of each. */

/* Bytes in a line of the cache. */
enum { kernelLineBytes = 64 };

/* Zeros that begin with a line of the cache, so that no vector lies across two; ends the program when there is no memory. */
void *_Nonnull kernel_allocate(int64_t byteCount);

/* Gives back what was allocated with as many bytes. */
void kernel_free(void *_Nonnull memory, int64_t byteCount);

/* Asks for the beginning of memory that is soon to be read, up to the second cache, or to be written, which no other processor may
   hold then. */
void kernel_prefetch(const void *_Nonnull p, int64_t byteCount);
void kernel_prefetch_to_write(const void *_Nonnull p, int64_t byteCount);

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

/* p[i] = exp(p[i]). */
void kernel_exponentiate(double *_Nonnull p, int64_t count);

/* p[i] = log(p[i]). */
void kernel_take_logarithms(double *_Nonnull p, int64_t count);

/* The mean of numbers, of which there is one at least, and the sum of their squared distances from it. */
void kernel_find_moments(const double *_Nonnull x, int64_t count, double *_Nonnull mean, double *_Nonnull squares);

/* Puts each number in a bucket of equal width, the first and the last open-ended: the bucket's number is
   min(max((x - low) · scale, 0), bucketCount - 1), truncated, a monotone function of x however it is rounded. Counts into two tables, whose sums count.
   Returns whether all numbers are finite. */
int32_t kernel_fill_buckets(const double *_Nonnull x, int64_t count, double low, double scale, int32_t bucketCount,
                            uint16_t *_Nonnull numbers, uint32_t *_Nonnull evenCounts, uint32_t *_Nonnull oddCounts);

/* Lists the places of the numbers whose bucket is among some, all different. Returns how many they are. */
int64_t kernel_list_wanted(const uint16_t *_Nonnull numbers, int64_t count, const uint16_t *_Nonnull buckets,
                           int32_t bucketCount, uint32_t *_Nonnull places);

/* How many numbers equal another. */
int64_t kernel_count_equal(const double *_Nonnull x, int64_t count, double value);

/* As many brackets as one search may have. */
enum { kernelBracketLimit = 16 };

/* What is counted of each bracket. */
enum { kernelBefore, kernelAtLow, kernelAtHigh, kernelBracketCounts };

/* Sorts numbers out by brackets that ascend and do not meet. For each, those before it and behind the one before, those equal to its low
   end, and those equal to its high end alone, are added to counts, then those behind all. Those strictly within bracket k are copied to
   `lists` from ends[k] on, which moves behind them; one place more is written to. Returns whether all numbers are finite. */
int32_t kernel_sort_out(const double *_Nonnull x, int64_t count, const double *_Nonnull lows,
                        const double *_Nonnull highs, int32_t bracketCount, int64_t *_Nonnull counts,
                        double *_Nonnull lists, int64_t *_Nonnull ends);

/* Moves the numbers strictly between two limits to the front, in their order, and counts those below and those equal to either.
   Returns how many are between. */
int64_t kernel_keep_within(double *_Nonnull x, int64_t count, double low, double high, int64_t *_Nonnull below,
                           int64_t *_Nonnull atLow, int64_t *_Nonnull atHigh);

/* Eight draws from `firstDraw` on: column k gets −log u · scales[k] · delays[draw] in single precision, u made from
   words as in kernel_fill_word_uniforms. A column's eight draws stand beside each other, here and below. */
void kernel_fill_arrivals(KernelStream stream, uint32_t firstDraw, int64_t columns, const float *_Nonnull scales,
                          const float *_Nonnull delays, float *_Nonnull arrivals);

/* Sets the earliest of `count` arrivals to −1 in each draw, of equal ones the first, unless all are infinite. */
void kernel_bring_forward_earliest(float *_Nonnull arrivals, int64_t count);

/* Chooses the `wanted` earliest arrivals of each draw, of equal ones the first, but all of those brought forward and none that are
   infinite. A bit of chosen[k] says whether column k belongs to them. `guesses` holds a limit near the wanted one, and after
   the call the limit found. */
void kernel_choose_earliest(const float *_Nonnull arrivals, int64_t count, const int32_t *_Nonnull wanted,
                            float *_Nonnull guesses, uint8_t *_Nonnull chosen);

/* masks[draw] = known, and bit k set where chosen[k] says so. */
void kernel_spread_choices(const uint8_t *_Nonnull chosen, int64_t count, uint64_t known, uint64_t *_Nonnull masks);

/* Room for a list of draws of a block of 256, which is followed by zeros. */
enum { kernelListRoom = 272 };

/* Lists the draws of a block whose mask has a bit set. */
int64_t kernel_list_draws(const uint64_t *_Nonnull masks, int32_t bit, uint8_t *_Nonnull draws);

/* exp(−spread · z) for 256 draws, z the normal of word 0 in single precision; the exponent is held within ±30. */
void kernel_fill_odds(KernelStream stream, uint32_t firstDraw, float spread, float *_Nonnull odds);

/* What makes scores of word 0: u/(1 − u) · capacityOdds[draw] · difficultyOdds[draw], ranked with `place`. */
typedef struct {
  KernelStream stream;
  const float *_Nonnull capacityOdds, *_Nonnull difficultyOdds;
  uint32_t place;
} KernelScores;

/* Appends the ranked scores of the draws listed to each draw's list. */
void kernel_append_scores(const KernelScores *_Nonnull score, uint32_t firstDraw, const uint8_t *_Nonnull list,
                          int64_t count, uint64_t *_Nonnull lists, int64_t listCapacity, int64_t *_Nonnull counts);

/* A number that exactly `rank` of the keys, all different, do not exceed. */
uint64_t kernel_limit_for(const uint64_t *_Nonnull keys, int64_t count, int64_t rank);

/* How a pledge's course is drawn. Limits are ranked keys by draw, probabilities are limits for 16-bit numbers, less 2¹⁵: a number below it
   makes a step, below −2¹⁵ there is none, below 2¹⁵ − 1 they all are. Of the score's stream,
   word 0 gives the status, the low half of word 1 whether it never finishes, the high half the year of completion; the halves of words 2
   and 3 the steps of the four years after `lastYear`. The steps of later years stand in the hazard stream, eight to a block, then those of
   years within the round. */
typedef struct {
  KernelScores score;
  KernelStream hazards;
  const uint64_t *_Nonnull done, *_Nonnull started;
  const uint64_t *_Nullable supportedDone, *_Nullable supportedStarted;
  const int16_t *_Nonnull starting, *_Nonnull finishing;
  const int16_t *_Nullable supportedStarting, *_Nullable supportedFinishing;
  const int16_t *_Nonnull never;
  const int32_t *_Nullable records; /* written by kernel_fill_records; needed for courses */
  int32_t knownStatus; /* −1 when it is drawn */
  int32_t firstYear, firstSupported, statusYear, lastYear, horizon;
} KernelCourses;

/* Writes eight numbers for each of 256 draws: what all courses of one municipality in one round need of a draw, which is less to gather
   when it stands together. */
void kernel_fill_records(const KernelCourses *_Nonnull courses, int32_t *_Nonnull records);

/* Outcome of a course: the status at the end of the round, or at the horizon if that comes first, in the low bits, and a bit for those
   completed by the horizon. */
enum { kernelStatus = 3, kernelCompleted = 4 };

/* Draws the courses of the draws listed, in a block of 256: the outcomes by draw, zero for draws not listed. Lists the draws that complete
   by the horizon and their years of completion, those of the years in the score's stream first; returns how many they are. Both lists need
   room for `kernelListRoom`. */
int64_t kernel_carry_out(const KernelCourses *_Nonnull courses, uint32_t firstDraw, const uint8_t *_Nonnull list,
                         int64_t count, uint8_t *_Nonnull outcomes, uint8_t *_Nonnull completed,
                         int16_t *_Nonnull completion);

/* tonnes[i] = exp(sigma · z − sigma²/2) · scale · sizes[draw] · factors[draw] for draw = list[i], z the normal of word 0, the exponential in
   single precision; where there are no factors, `factor` stands for all of them. Numbers are written in whole eights. */
void kernel_fill_local_effects(KernelStream stream, uint32_t firstDraw, const uint8_t *_Nonnull list, int64_t count,
                               double sigma, double scale, const double *_Nonnull sizes,
                               const double *_Nullable factors, double factor, double *_Nonnull tonnes);

/* What a completed pledge's tonnes are multiplied with, a row for each year of completion: `share` by year and `change` by projected year, new
   tonnes, then ended ones, each from the last year back and filled up with zeros to a multiple of four. And the sums they are added to, a
   row for each draw of as many; where a count is zero, there are none. Shares beyond `reach` are zero in every year of completion there is.
   `isDone` is one for the years of completion up to the round's last, otherwise zero. */
typedef struct {
  const double *_Nonnull share, *_Nonnull change, *_Nonnull isDone;
  int64_t shareCount, reach, newCount, endedCount;
  double *_Nonnull avoided, *_Nonnull new, *_Nonnull ended;
  int32_t firstYear;
} KernelProfile;

/* Adds the tonnes of the draws listed to each draw's sums; those done at the end of the round and the tonnes of the last year there is to
   rows by draw; the totals of the latter and of the new tonnes to two numbers. */
void kernel_add_tonnes(const KernelProfile *_Nonnull profile, const uint8_t *_Nonnull list,
                       const int16_t *_Nonnull completion, const double *_Nonnull tonnes, int64_t count,
                       double *_Nonnull doneAtEnd, double *_Nonnull horizon, double *_Nonnull totals);

/* rows[k][draw] = sums[draw][k] for 256 draws, or += unless it is the first time, and the sums are zero then; rows that are null are left
   out, `sumCount` is a multiple of four. */
void kernel_move_sums(double *_Nonnull sums, int64_t sumCount, double *_Nullable const *_Nonnull rows, int32_t isFirst);

/* Counts the outcomes of one pledge: done and started at the end of the round, completed by the horizon. */
void kernel_count_outcomes(const uint8_t *_Nonnull outcomes, uint8_t *_Nonnull done, uint8_t *_Nonnull started,
                           uint8_t *_Nonnull finally);

/* Adds, for 256 draws, the sizes of sets to the first row and three rows of counts to the next three. */
void kernel_add_counts(const uint64_t *_Nonnull masks, const uint8_t *_Nonnull counts,
                       double *_Nullable const *_Nonnull rows);

/* Longest path in years; together with word 0 its normals fill whole blocks. */
enum { kernelPathLimit = 127 };

/* Where rows by year go: the first, and how far apart they are. */
typedef struct {
  double *_Nullable first;
  int64_t stride;
} KernelRows;

/* level[year] · national · exp(weight · county + tail · factor z), a row of `drawCount` draws, a multiple of sixteen, for each year; the
   exponential in single precision. Also added to each of the two sums that is not null. Word 0 picks the tail's scale, one further for each
   limit it reaches; the normals of the others are z. `factor` is lower triangular, row by row; years of `national` are `nationalStride` apart. */
void kernel_fill_paths(KernelStream stream, uint32_t firstDraw, int64_t drawCount, int64_t yearCount,
                       const float *_Nonnull factor, const float *_Nonnull weight, const double *_Nonnull level,
                       const double *_Nonnull national, int64_t nationalStride, const double *_Nonnull county,
                       const uint32_t *_Nonnull tailLimits, const double *_Nonnull tailScales, int64_t tailCount,
                       KernelRows paths, KernelRows sums, KernelRows otherSums);

/* sums[i] += numbers[i]. */
void kernel_add(double *_Nonnull sums, const double *_Nonnull numbers, int64_t count);

/* Writes rows of `count` numbers, a multiple of eight, to others that are read much later, past the cache, and adds them to sums, or
   writes them there the first time. All begin with a line of the cache. */
void kernel_hand_on(KernelRows from, int64_t rowCount, int64_t count, KernelRows to, KernelRows sums, int32_t isFirst);

/* path = max(0, path − net · (arrived − gone)); adds both items to their sums and sets `capped` to one where the path would fall
   below zero. `count` is a multiple of eight. */
void kernel_take_off(double *_Nonnull path, const double *_Nonnull net, const double *_Nonnull arrived,
                     const double *_Nonnull gone, int64_t count, double *_Nonnull arrivedSum,
                     double *_Nonnull goneSum, double *_Nonnull capped);

/* For each column of 256 draws of a panel: its mean and the squared distances from it over the first `drawCount` draws; adds to `reached` how
   many of these are at least their limit; adds the column to that of `sums`, unless it is null; then puts `next` in its place. */
void kernel_reduce_options(double *_Nonnull panel, int64_t columns, int64_t drawCount, const double *_Nonnull limit,
                           const double *_Nonnull next, double *_Nullable sums, double *_Nonnull means,
                           double *_Nonnull squares, int32_t *_Nonnull reached);

/* For each column of 256 draws: what a sector's tonnes exceed their room by is taken from the panel and marked by a one; then the
   sector's tonnes are zero. */
void kernel_take_excess(double *_Nonnull sector, int64_t columns, const double *_Nonnull room, double *_Nonnull panel,
                        uint8_t *_Nonnull bites);

/* Calls `body` once for each worker, on a thread of its own, the first on the caller's; fewer when threads run out. Returns when all
   have. */
void kernel_run_workers(int64_t count, void *_Nullable context,
                        void (*_Nonnull body)(void *_Nullable context, int64_t worker));

#endif
