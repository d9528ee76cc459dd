#include "Lists.h"
#include "Single.h"

/* How far adopted pledges come, for the draws of a list; RealisationSampler.swift explains it. */

CLONES int64_t kernel_list_draws(const uint64_t *masks, int32_t bit, uint8_t *draws) {
  int64_t count = 0;
  for (int d = 0; d < 256; d++) {
    draws[count] = (uint8_t)d;
    count += (int64_t)(masks[d] >> bit & 1);
  }
  /* What is read eight at a time must be a draw. */
  for (int k = 0; k < laneCount; k++) draws[count + k] = 0;
  return count;
}

/* logit((word + ½)/2³²), which is odd in the word: 1 − u belongs to the word with all bits turned. */
LANES void scores(Words *keys, const Words *word, const KernelScores *scores, const uint8_t *list) {
  Words turned = *word ^ 0xffffffff;
  Floats u, v, shift;
  wordFractionsSingle(&u, word);
  wordFractionsSingle(&v, &turned);
  Floats score = u / v;
  logarithmsSingle(&score);
  gatherSingle(&shift, scores->capacity, list);
  score -= shift;
  gatherSingle(&shift, scores->difficulty, list);
  score -= shift;
  rankedKeys(keys, &score, scores->place);
}

CLONES void kernel_append_scores(const KernelScores *score, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                 uint64_t *lists, int64_t capacity, int64_t *counts) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Words draws, keys;
    Blocks blocks;
    loadDraws(&draws, list + i);
    draws += firstDraw;
    philoxBlocks(&blocks, &draws, score->stream, 0);
    scores(&keys, &blocks.word[0], score, list + i);
    for (int k = 0; k < laneCount && i + k < count; k++) {
      int64_t draw = list[i + k];
      lists[draw * capacity + counts[draw]++] = keys[k];
    }
  }
}

LANES int64_t countUpTo(const uint64_t *keys, int64_t count, uint64_t limit) {
  Words first = 0, second = 0;
  int64_t i = 0, rest = 0;
  for (; i + 2 * laneCount <= count; i += 2 * laneCount) {
    Words a, b;
    memcpy(&a, keys + i, sizeof a);
    memcpy(&b, keys + i + laneCount, sizeof b);
    first -= (Words)(a <= limit);
    second -= (Words)(b <= limit);
  }
  for (; i < count; i++) rest += keys[i] <= limit;
  return rest + (int64_t)__builtin_reduce_add(first + second);
}

static uint64_t keyOf(double value) {
  float single = (float)value;
  uint32_t bits;
  memcpy(&bits, &single, sizeof bits);
  return (uint64_t)(bits >> 31 ? ~bits : bits | 0x80000000) << 32 | 0xffffffff;
}

static double valueOf(uint64_t key) {
  uint32_t ordered = (uint32_t)(key >> 32), bits = ordered >> 31 ? ordered & 0x7fffffff : ~ordered;
  float single;
  memcpy(&single, &bits, sizeof single);
  return single;
}

CLONES uint64_t kernel_limit_for(const uint64_t *keys, int64_t count, int64_t rank) {
  if (rank <= 0) return 0;
  if (rank >= count) return UINT64_MAX;
  uint64_t low = 0, high = UINT64_MAX;
  int64_t belowLow = 0, belowHigh = count;
  /* Where the limit lies if the scores are logistic, and what one rank is worth there. */
  double below = (double)rank, above = (double)(count - rank);
  double next = 1.05 * logarithm(below / above), step = 1.05 * (double)count / (below * above);
  for (int pass = 0;; pass++) {
    uint64_t limit = keyOf(next);
    if (pass > 12 || limit <= low || limit >= high) limit = low + (high - low) / 2;
    int64_t found = countUpTo(keys, count, limit);
    if (found == rank) return limit;
    if (found < rank) {
      low = limit;
      belowLow = found;
    } else {
      high = limit;
      belowHigh = found;
    }
    if (low == 0)
      next = valueOf(high) - step * ((double)(belowHigh - rank) + 0.5);
    else if (high == UINT64_MAX)
      next = valueOf(low) + step * ((double)(rank - belowLow) + 0.5);
    else
      next = valueOf(low) +
             (valueOf(high) - valueOf(low)) * ((double)(rank - belowLow) + 0.5) / (double)(belowHigh - belowLow + 1);
  }
}

typedef int32_t Lanes[laneCount];

typedef struct {
  int32_t *completion;
  uint8_t *atEnd, *completed;
  int64_t completedCount;
} Outcome;

typedef struct {
  uint8_t draw[256 + laneCount];
  uint8_t status[256 + laneCount];
  uint8_t neverFinishes[256 + laneCount];
  int64_t count;
} Unfinished;

/* The status when the round is followed up or ends; what is not done then is listed. */
LANES void followUp(const KernelCourses *c, uint32_t firstDraw, const uint8_t *list, int64_t count,
                    Outcome *outcome, Unfinished *unfinished) {
  /* Bytes may stand anywhere, so that the compiler would store counts behind pointers with each of them. */
  int64_t completedCount = outcome->completedCount, unfinishedCount = unfinished->count;
  for (int64_t i = 0; i < count; i += laneCount) {
    Words draws, key, limit, never;
    Blocks blocks;
    loadDraws(&draws, list + i);
    draws += firstDraw;
    philoxBlocks(&blocks, &draws, c->score.stream, 0);
    Numbers status = c->knownStatus, completion = c->statusYear;
    if (c->knownStatus < 0) {
      scores(&key, &blocks.word[0], &c->score, list + i);
      gatherWords(&limit, c->done, list + i);
      Numbers isDone = __builtin_convertvector(key <= limit, Numbers);
      gatherWords(&limit, c->started, list + i);
      Numbers isStarted = __builtin_convertvector(key <= limit, Numbers) | isDone;
      Numbers first = c->firstYear;
      if (c->supportedDone) {
        gatherWords(&limit, c->supportedDone, list + i);
        Numbers withSupport = __builtin_convertvector(key <= limit, Numbers);
        first = isDone ? first : c->firstSupported;
        isDone |= withSupport;
        gatherWords(&limit, c->supportedStarted, list + i);
        isStarted |= __builtin_convertvector(key <= limit, Numbers) | isDone;
      }
      status = -(isStarted + isDone);
      Words span = __builtin_convertvector(c->statusYear - first + 1, Words);
      completion = first + __builtin_convertvector(blocks.word[2] * span >> 32, Numbers);
    }
    gatherWords(&never, c->never, list + i);
    Numbers neverFinishes = __builtin_convertvector(blocks.word[1] < never, Numbers);
    Numbers isDone = status == 2, isCompleted = isDone & (completion <= c->horizon);
    Numbers atEnd = c->statusYear >= c->lastYear ? ((isDone & (completion > c->lastYear)) ? 1 : status) : status;
    Lanes done, completed, years, ends, statuses, neverFinish;
    memcpy(done, &isDone, sizeof done);
    memcpy(completed, &isCompleted, sizeof completed);
    completion &= isCompleted;
    memcpy(years, &completion, sizeof years);
    memcpy(ends, &atEnd, sizeof ends);
    memcpy(statuses, &status, sizeof statuses);
    memcpy(neverFinish, &neverFinishes, sizeof neverFinish);
    /* Always written, and kept where the count goes on: no branch for the processor to guess. */
    for (int k = 0; k < laneCount && i + k < count; k++) {
      uint8_t draw = list[i + k];
      outcome->atEnd[draw] = (uint8_t)ends[k];
      outcome->completion[draw] = years[k];
      outcome->completed[completedCount] = draw;
      completedCount -= completed[k];
      unfinished->draw[unfinishedCount] = draw;
      unfinished->status[unfinishedCount] = (uint8_t)statuses[k];
      unfinished->neverFinishes[unfinishedCount] = (uint8_t)-neverFinish[k];
      unfinishedCount += 1 + done[k];
    }
  }
  outcome->completedCount = completedCount;
  unfinished->count = unfinishedCount;
}

LANES void goOn(const KernelCourses *c, uint32_t firstDraw, Outcome *outcome, Unfinished *unfinished) {
  int64_t completedCount = outcome->completedCount;
  for (int k = 0; k < laneCount; k++) unfinished->draw[unfinished->count + k] = 0;
  for (int64_t i = 0; i < unfinished->count; i += laneCount) {
    Words draws;
    const uint8_t *list = unfinished->draw + i;
    loadDraws(&draws, list);
    draws += firstDraw;
    Bytes bytes;
    memcpy(&bytes, unfinished->status + i, sizeof bytes);
    Numbers status = __builtin_convertvector(bytes, Numbers);
    memcpy(&bytes, unfinished->neverFinishes + i, sizeof bytes);
    Numbers neverFinishes = __builtin_convertvector(bytes, Numbers) != 0;
    Numbers completion = 0, atEnd = status;
    Numbers starting, finishing;
    gatherNumbers(&starting, c->starting, list);
    gatherNumbers(&finishing, c->finishing, list);
    Blocks blocks;
    int32_t held = -1, isSupported = 0;
    for (int32_t year = c->statusYear + 1; year <= c->horizon; year++) {
      int32_t place = year - c->firstYear - 1;
      if (place / 8 != held) {
        held = place / 8;
        philoxBlocks(&blocks, &draws, c->hazards, (uint32_t)held);
      }
      if (c->supportedStarting && !isSupported && year >= c->firstSupported) {
        isSupported = 1;
        gatherNumbers(&starting, c->supportedStarting, list);
        gatherNumbers(&finishing, c->supportedFinishing, list);
      }
      Words half = blocks.word[place % 8 / 2] >> (16 * (place % 2)) & 0xffff;
      Numbers number = __builtin_convertvector(half, Numbers);
      Numbers isDone = (status == 1) & (number < finishing) & ~neverFinishes;
      Numbers isStarted = (status == 0) & (number < starting);
      status -= isDone | isStarted;
      completion = isDone ? year : completion;
      if (year <= c->lastYear) atEnd = status;
    }
    Lanes years, ends, completed;
    Numbers isCompleted = completion > 0;
    memcpy(completed, &isCompleted, sizeof completed);
    memcpy(years, &completion, sizeof years);
    memcpy(ends, &atEnd, sizeof ends);
    for (int k = 0; k < laneCount && i + k < unfinished->count; k++) {
      uint8_t draw = list[k];
      outcome->atEnd[draw] = (uint8_t)ends[k];
      outcome->completion[draw] = years[k];
      outcome->completed[completedCount] = draw;
      completedCount -= completed[k];
    }
  }
  outcome->completedCount = completedCount;
}

CLONES int64_t kernel_carry_out(const KernelCourses *courses, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                int32_t *completion, uint8_t *atEnd, uint8_t *completed) {
  Outcome outcome = {completion, atEnd, completed, 0};
  memset(completion, 0, 256 * sizeof *completion);
  memset(atEnd, 0, 256);
  Unfinished unfinished;
  unfinished.count = 0;
  followUp(courses, firstDraw, list, count, &outcome, &unfinished);
  goOn(courses, firstDraw, &outcome, &unfinished);
  for (int k = 0; k < laneCount; k++) completed[outcome.completedCount + k] = 0;
  return outcome.completedCount;
}
