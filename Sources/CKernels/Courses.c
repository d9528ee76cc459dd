#include "Lists.h"
#include "Single.h"

/* How far adopted pledges come, for the draws of a list; RealisationSampler.swift explains it. */

enum {
  /* Years after a round whose steps the block of the status has room for. */
  nearYears = 4,
  /* Where the steps of years within a round stand in the hazard stream: behind all later ones. */
  yearsWithin = 8 * 512
};

CLONES int64_t kernel_list_draws(const uint64_t *masks, int32_t bit, uint8_t *draws) {
  int64_t count = 0;
  for (int64_t d = 0; d < 256; d += laneCount) {
    Words sets;
    memcpy(&sets, masks + d, sizeof sets);
    Integers isSet = (Integers)(sets << (63 - bit)) < 0;
    count = appendPlaces(draws, count, wordLanesAsByte(&isSet), d);
  }
  /* What is read eight at a time must be a draw. */
  memset(draws + count, 0, laneCount);
  return count;
}

/* logit((word + ½)/2³²), which is odd in the word: 1 − u belongs to the word with all bits turned. */
LANES void scores(Floats *score, const ShortWords *word, const KernelScores *scores, const uint8_t *list) {
  ShortWords turned = ~*word;
  Floats u, v, shift;
  wordFractionsSingle(&u, word);
  wordFractionsSingle(&v, &turned);
  *score = u / v;
  logarithmsSingle(score);
  gatherSingle(&shift, scores->capacity, list);
  *score -= shift;
  gatherSingle(&shift, scores->difficulty, list);
  *score -= shift;
}

CLONES void kernel_append_scores(const KernelScores *score, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                 uint64_t *lists, int64_t capacity, int64_t *counts) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Words draws, keys;
    Blocks blocks;
    Floats values;
    loadDraws(&draws, list + i);
    draws += firstDraw;
    philoxBlocks(&blocks, &draws, score->stream, 0);
    ShortWords word = __builtin_convertvector(blocks.word[0], ShortWords);
    scores(&values, &word, score, list + i);
    rankedKeys(&keys, &values, score->place);
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

/* Whether a score comes no later than the limit of each draw listed. */
LANES void reach(Numbers *reached, const Floats *score, uint32_t place, const uint64_t *limits, const uint8_t *list) {
  Numbers bits = (Numbers)*score, key = bits ^ ((bits >> 31) & 0x7fffffff), high;
  gatherHighHalves(&high, limits, list);
  high ^= (int32_t)0x80000000;
  Numbers isEqual = key == high;
  *reached = key < high;
  if (anyLane(isEqual)) {
    Words limit;
    gatherWords(&limit, limits, list);
    *reached |= isEqual & __builtin_convertvector((limit & 0xffffffff) >= place, Numbers);
  }
}

/* Eight courses on their way. */
typedef struct {
  Numbers status, completion, neverFinishes;
  /* A number below it makes a step: to the next status, of those that go on at all. */
  Numbers limit, finishing;
} Walk;

/* Takes the probabilities that hold from now on. */
LANES void expect(Walk *walk, const int32_t *starting, const int32_t *finishing, const uint8_t *list) {
  gatherNumbers(&walk->limit, starting, list);
  gatherNumbers(&walk->finishing, finishing, list);
  walk->finishing &= ~walk->neverFinishes;
  walk->limit = walk->status == 0 ? walk->limit : walk->status == 1 ? walk->finishing : 0;
}

LANES void step(Walk *walk, const Numbers *number, int32_t year) {
  Numbers isStep = *number < walk->limit;
  walk->status -= isStep;
  Numbers isDone = isStep & (walk->status == 2);
  walk->completion = isDone ? year : walk->completion;
  walk->limit = isStep ? walk->finishing & ~isDone : walk->limit;
}

LANES void halfWord(Numbers *half, const ShortWords *word, int32_t place) {
  *half = (Numbers)(place % 2 ? *word >> 16 : *word & 0xffff);
}

/* The status when the round is followed up or ends, and the year it was done. */
LANES void begin(Walk *walk, const KernelCourses *c, const ShortWords *words, const uint8_t *list) {
  walk->status = c->knownStatus;
  walk->completion = c->statusYear;
  if (c->knownStatus >= 0) return;
  Floats score;
  Numbers isDone, isStarted, first = c->firstYear, fraction;
  scores(&score, &words[0], &c->score, list);
  reach(&isDone, &score, c->score.place, c->done, list);
  reach(&isStarted, &score, c->score.place, c->started, list);
  if (c->supportedDone) {
    Numbers withSupport;
    first = isDone ? first : c->firstSupported;
    reach(&withSupport, &score, c->score.place, c->supportedDone, list);
    isDone |= withSupport;
    reach(&withSupport, &score, c->score.place, c->supportedStarted, list);
    isStarted |= withSupport;
  }
  walk->status = -((isStarted | isDone) + isDone);
  halfWord(&fraction, &words[1], 1);
  walk->completion = first + (fraction * (c->statusYear - first + 1) >> 16);
}

/* Goes on year by year. */
LANES void goOn(Walk *walk, Numbers *atEnd, const KernelCourses *c, const Words *draws, const ShortWords *words,
                const uint8_t *list) {
  Blocks blocks;
  int32_t held = -1, isSupported = 0;
  expect(walk, c->starting, c->finishing, list);
  for (int32_t year = c->statusYear + 1; year <= c->horizon; year++) {
    if (c->supportedStarting && !isSupported && year >= c->firstSupported) {
      isSupported = 1;
      expect(walk, c->supportedStarting, c->supportedFinishing, list);
    }
    Numbers number;
    int32_t later = year - c->lastYear - 1;
    if (later >= 0 && later < nearYears) {
      halfWord(&number, &words[2 + later / 2], later);
    } else {
      int32_t place = later < 0 ? yearsWithin + year - c->firstYear - 1 : later - nearYears;
      if (place / 8 != held) {
        held = place / 8;
        philoxBlocks(&blocks, draws, c->hazards, (uint32_t)held);
      }
      ShortWords word = __builtin_convertvector(blocks.word[place % 8 / 2], ShortWords);
      halfWord(&number, &word, place);
    }
    step(walk, &number, year);
    if (year <= c->lastYear) *atEnd = walk->status;
  }
}

CLONES int64_t kernel_carry_out(const KernelCourses *courses, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                uint8_t *outcomes, uint8_t *completed, int32_t *completion) {
  const KernelCourses *c = courses;
  int64_t completedCount = 0;
  uint8_t places[256 + laneCount];
  int32_t years[256];
  memset(outcomes, 0, 256);
  for (int64_t i = 0; i < count; i += laneCount) {
    Words draws;
    Blocks blocks;
    ShortWords words[4];
    Walk walk;
    loadDraws(&draws, list + i);
    draws += firstDraw;
    philoxBlocks(&blocks, &draws, c->score.stream, 0);
    for (int k = 0; k < 4; k++) words[k] = __builtin_convertvector(blocks.word[k], ShortWords);
    begin(&walk, c, words, list + i);
    Numbers atEnd = walk.status, never, fraction;
    if (c->statusYear >= c->lastYear) atEnd = ((walk.status == 2) & (walk.completion > c->lastYear)) ? 1 : walk.status;
    gatherNumbers(&never, c->never, list + i);
    halfWord(&fraction, &words[1], 0);
    walk.neverFinishes = fraction < never;
    if (c->statusYear < c->horizon) goOn(&walk, &atEnd, c, &draws, words, list + i);
    Numbers isCompleted = (walk.status == 2) & (walk.completion <= c->horizon);
    memcpy(years + i, &walk.completion, sizeof walk.completion);
    Bytes outcome = __builtin_convertvector(atEnd | (isCompleted & kernelCompleted), Bytes);
    uint8_t lanes[laneCount], bits = lanesAsByte(&isCompleted);
    memcpy(lanes, &outcome, sizeof lanes);
    if (i + laneCount <= count) {
#pragma clang loop unroll(full)
      for (int k = 0; k < laneCount; k++) outcomes[list[i + k]] = lanes[k];
    } else {
      for (int64_t k = 0; i + k < count; k++) outcomes[list[i + k]] = lanes[k];
      bits &= (uint8_t)((1 << (count - i)) - 1);
    }
    completedCount = appendPlaces(places, completedCount, bits, i);
  }
  for (int64_t i = 0; i < completedCount; i++) {
    completed[i] = list[places[i]];
    completion[i] = years[places[i]];
  }
  memset(completed + completedCount, 0, laneCount);
  return completedCount;
}
