#include "Single.h"

/* Who adopts what: arrival times of pledges, and the earliest of them. AdoptionSampler.swift explains it. */

enum { columnsAtATime = 64 };

/* −log u · scale · delay for two columns. */
LANES void arrivalsOf(WideFloats *times, const uint32_t *words, const Floats *delay, const float *scales) {
  WideWords word;
  memcpy(&word, words, sizeof word);
  wordFractionsSingle(times, &word);
  logarithmsSingle(times);
  Floats first = *delay * -scales[0], second = *delay * -scales[1];
  *times *= __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

CLONES void kernel_fill_arrivals(KernelStream stream, uint32_t firstDraw, int64_t columns, const float *scales,
                                 const float *delays, float *arrivals) {
  Words draws;
  Floats delay;
  uint32_t words[columnsAtATime * laneCount];
  consecutiveDraws(&draws, firstDraw);
  memcpy(&delay, delays, sizeof delay);
  for (int64_t first = 0; first < columns; first += columnsAtATime) {
    int64_t count = columns - first < columnsAtATime ? columns - first : columnsAtATime, column = 0;
    /* A pass of its own: what is made of one column's words need not wait for those of the next. */
    for (; column < count; column += 4) {
      Blocks blocks;
      philoxBlocks(&blocks, &draws, stream, (uint32_t)((first + column) / 4));
#pragma clang loop unroll(full)
      for (int64_t k = 0; k < 4; k++) {
        ShortWords word;
        narrowWords(&word, &blocks.word[k]);
        memcpy(words + (column + k) * laneCount, &word, sizeof word);
      }
    }
    WideFloats times;
    float *own = arrivals + first * laneCount;
    for (column = 0; column + 2 <= count; column += 2) {
      arrivalsOf(&times, words + column * laneCount, &delay, scales + first + column);
      memcpy(own + column * laneCount, &times, sizeof times);
    }
    if (column < count) {
      const float last[2] = {scales[first + column], 1};
      arrivalsOf(&times, words + column * laneCount, &delay, last);
      memcpy(own + column * laneCount, &times, laneCount * sizeof *own);
    }
  }
}

LANES void load(Floats *values, const float *p) { memcpy(values, p, sizeof *values); }

CLONES void kernel_bring_forward_earliest(float *arrivals, int64_t count) {
  Floats earliest = __builtin_inff();
  for (int64_t i = 0; i < count; i++) {
    Floats times;
    load(&times, arrivals + i * laneCount);
    earliest = times < earliest ? times : earliest;
  }
  Numbers open = earliest < __builtin_inff();
  for (int64_t i = 0; i < count; i++) {
    Floats times;
    load(&times, arrivals + i * laneCount);
    Numbers found = open & (times == earliest);
    times = found ? -1.0f : times;
    open &= ~found;
    memcpy(arrivals + i * laneCount, &times, sizeof times);
  }
}

/* How many times are at most `limits`, by lane. */
LANES void countUpTo(Numbers *found, const float *arrivals, int64_t count, const Floats *limits) {
  Numbers sum = 0, other = 0;
  int64_t i = 0;
  for (; i + 2 <= count; i += 2) {
    Floats a, b;
    load(&a, arrivals + i * laneCount);
    load(&b, arrivals + (i + 1) * laneCount);
    sum -= (Numbers)(a <= *limits);
    other -= (Numbers)(b <= *limits);
  }
  if (i < count) {
    Floats a;
    load(&a, arrivals + i * laneCount);
    sum -= (Numbers)(a <= *limits);
  }
  *found = sum + other;
}

CLONES void kernel_choose_earliest(const float *arrivals, int64_t count, const int32_t *wanted, float *guesses,
                                   uint8_t *chosen) {
  const float largest = 0x1.fffffep127f;
  /* Times brought forward or infinite are not counted at first: who wants fewer or more than are left only takes more passes. */
  Floats low = -1, high = largest, next;
  Numbers belowLow = 0, belowHigh = (int32_t)count, target;
  load(&next, guesses);
  memcpy(&target, wanted, sizeof target);
  Floats limit = target >= belowHigh ? high : low, tied = -1;
  Numbers open = (target > belowLow) & (target < belowHigh), isTied = 0;
  for (int pass = 0; __builtin_reduce_or(open) != 0; pass++) {
    /* Times above zero are in the order of their bits. */
    Numbers from = (Numbers)(low > 0 ? low : 0), to = (Numbers)high;
    Numbers isEmpty = open & (to - from <= 1);
    tied = isEmpty ? high : tied;
    limit = isEmpty ? low : limit;
    isTied |= isEmpty;
    open &= ~isEmpty;
    Numbers isOutside = ~((next > low) & (next < high));
    next = (pass > 12) | isOutside ? (Floats)(from + (to - from) / 2) : next;
    Numbers below;
    countUpTo(&below, arrivals, count, &next);
    Numbers isFound = open & (below == target);
    limit = isFound ? next : limit;
    open &= ~isFound;
    Numbers isLow = below < target;
    belowLow = isLow ? below : belowLow;
    belowHigh = isLow ? belowHigh : below;
    low = isLow ? next : low;
    high = isLow ? high : next;
    /* Midway between two of the times inside, if they lie evenly; behind all that are counted, as far apart as those before. */
    Floats start = low > 0 ? low : 0, missing = __builtin_convertvector(target - belowLow, Floats) + 0.5f;
    Floats inside = __builtin_convertvector(belowHigh - belowLow, Floats);
    Floats counted = __builtin_convertvector(belowLow, Floats);
    Floats step = high == largest ? low / (counted + 1) : (high - start) / (inside + 1);
    next = start + missing * step;
  }
  Floats guess;
  load(&guess, guesses);
  guess = ((limit > 0) & (limit < largest)) ? limit : guess;
  memcpy(guesses, &guess, sizeof guess);
  for (int64_t i = 0; i < count; i++) {
    Floats times;
    load(&times, arrivals + i * laneCount);
    Numbers isChosen = times <= limit;
    chosen[i] = lanesAsByte(&isChosen);
  }
  if (__builtin_reduce_or(isTied) == 0) return;
  /* Of equal times the first count. */
  Numbers left = isTied ? target - belowLow : 0;
  for (int64_t i = 0; i < count; i++) {
    Floats times;
    load(&times, arrivals + i * laneCount);
    Numbers found = (left > 0) & (times == tied);
    left += found;
    chosen[i] |= lanesAsByte(&found);
  }
}

CLONES void kernel_spread_choices(const uint8_t *chosen, int64_t count, uint64_t known, uint64_t *masks) {
  const Words lane = {0, 1, 2, 3, 4, 5, 6, 7};
  Words sets = known;
  for (int64_t i = 0; i < count; i++) sets |= ((chosen[i] >> lane) & 1) << (uint64_t)i;
  memcpy(masks, &sets, sizeof sets);
}
