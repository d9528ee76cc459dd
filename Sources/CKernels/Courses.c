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
  memset(draws + count, 0, kernelListRoom - 256);
  return count;
}

CLONES void kernel_fill_odds(KernelStream stream, uint32_t firstDraw, float spread, float *odds) {
  uint32_t words[256];
  for (int d = 0; d < 256; d += laneCount) {
    Words draws;
    Blocks blocks;
    ShortWords word;
    consecutiveDraws(&draws, firstDraw + (uint32_t)d);
    philoxBlocks(&blocks, &draws, stream, 0);
    narrowWords(&word, &blocks.word[0]);
    memcpy(words + d, &word, sizeof word);
  }
  for (int d = 0; d < 256; d += wideCount) {
    WideWords word;
    WideFloats values;
    memcpy(&word, words + d, sizeof word);
    normalQuantilesSingle(&values, &word);
    values = __builtin_elementwise_min(__builtin_elementwise_max(-spread * values, (WideFloats)-30.0f), (WideFloats)30.0f);
    exponentialsSingle(&values);
    memcpy(odds + d, &values, sizeof values);
  }
}

/* u/(1 − u) · the odds of capacity and difficulty, u = (word + ½)/2³²: 1 − u belongs to the word with all bits turned. */
LANES void scores(WideFloats *score, const uint32_t *words, const WideFloats *capacityOdds, const float *difficultyOdds,
                  const uint8_t *list) {
  WideWords word, turned;
  WideFloats u, rest, difficulty;
  memcpy(&word, words, sizeof word);
  turned = ~word;
  wordFractionsSingle(&u, &word);
  wordFractionsSingle(&rest, &turned);
  gatherSingle(&difficulty, difficultyOdds, list);
  *score = u / rest * *capacityOdds * difficulty;
}

CLONES void kernel_append_scores(const KernelScores *score, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                 uint64_t *lists, int64_t listCapacity, int64_t *counts) {
  ListedWords words, ranked;
  drawWords(words, list, count, firstDraw, score->stream);
  for (int64_t i = 0; i < count; i += wideCount) {
    WideFloats own, values;
    gatherSingle(&own, score->capacityOdds, list + i);
    scores(&values, words + i, &own, score->difficultyOdds, list + i);
    /* Odds are above zero, and in the order of their bits. */
    WideWords order = (WideWords)values | 0x80000000;
    memcpy(ranked + i, &order, sizeof order);
  }
  for (int64_t i = 0; i < count; i++) {
    uint64_t *end = lists + list[i] * listCapacity + counts[list[i]]++;
    *end = (uint64_t)ranked[i] << 32 | score->place;
    /* Every draw writes somewhere else: the next line is asked for in time. */
    __builtin_prefetch(end + kernelLineBytes / sizeof *end, 1);
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

/* All keys whose high half is at most a number. */
static uint64_t keyOf(double high) {
  uint64_t most = high < 0 ? 0 : high < 0xffffffff ? (uint64_t)high : 0xffffffff;
  return most << 32 | 0xffffffff;
}

CLONES uint64_t kernel_limit_for(const uint64_t *keys, int64_t count, int64_t rank) {
  if (rank <= 0) return 0;
  if (rank >= count) return UINT64_MAX;
  uint64_t low = 0, high = UINT64_MAX;
  int64_t belowLow = 0, belowHigh = count;
  /* The high halves of odds are about as far apart as their logarithms. Where the limit lies if these are logistic, and what one rank is
     worth there. */
  const double one = 0xbf800000, unit = 1.05 * 0x1p23 / 0.6931471805599453;
  double below = (double)rank, above = (double)(count - rank);
  double next = one + unit * logarithm(below / above), step = unit * (double)count / (below * above);
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
    double from = (double)(low >> 32), to = (double)(high >> 32);
    if (low == 0)
      next = to - step * ((double)(belowHigh - rank) + 0.5);
    else if (high == UINT64_MAX)
      next = from + step * ((double)(rank - belowLow) + 0.5);
    else
      next = from + (to - from) * ((double)(rank - belowLow) + 0.5) / (double)(belowHigh - belowLow + 1);
  }
}

/* The high half of a ranked key, in the order of signed integers. */
LANES int32_t signedHigh(uint64_t key) { return (int32_t)(key >> 32) ^ (int32_t)0x80000000; }

/* Where numbers stand in the record of a draw; those of 16 bits share a place. */
enum { capacityOddsField, doneField, startedField, neverAndStarting, finishingAndLater, laterFinishingField };
enum { fieldCount = 8 };

LANES int32_t bothHalves(int16_t low, int16_t high) { return (int32_t)((uint32_t)(uint16_t)high << 16 | (uint16_t)low); }

CLONES void kernel_fill_records(const KernelCourses *courses, int32_t *records) {
  const KernelCourses *c = courses;
  const int16_t *later = c->supportedStarting ? c->supportedStarting : c->starting;
  const int16_t *laterFinishing = c->supportedFinishing ? c->supportedFinishing : c->finishing;
  for (int d = 0; d < 256; d++) {
    int32_t *record = records + d * fieldCount;
    memcpy(&record[capacityOddsField], &c->score.capacityOdds[d], sizeof *record);
    record[doneField] = signedHigh(c->done[d]);
    record[startedField] = signedHigh(c->started[d]);
    record[neverAndStarting] = bothHalves(c->never[d], c->starting[d]);
    record[finishingAndLater] = bothHalves(c->finishing[d], later[d]);
    record[laterFinishingField] = laterFinishing[d];
  }
}

/* Courses on their way and what they need of their draws, one after the other as these are listed. */
typedef struct {
  int16_t status[256], completion[256], atEnd[256];
  int16_t never[256], starting[256], finishing[256], later[256], laterFinishing[256];
  int32_t capacityOdds[256 + laneCount], done[256 + laneCount], started[256 + laneCount];
} Courses;

/* Numbers made of half words, from −2¹⁵ on: a limit of as much lets none through, one of 2¹⁵ − 1 all. */
typedef int16_t ListedHalves[256];
enum { noneBelow = INT16_MIN, allBelow = INT16_MAX };

/* Stores the two sides of a vector in two places. */
LANES void storeSides(int16_t *low, int16_t *high, const Halves *sides) {
  EightHalves first = __builtin_shufflevector(*sides, *sides, 0, 1, 2, 3, 4, 5, 6, 7);
  EightHalves second = __builtin_shufflevector(*sides, *sides, 8, 9, 10, 11, 12, 13, 14, 15);
  memcpy(low, &first, sizeof first);
  memcpy(high, &second, sizeof second);
}

/* Makes numbers of the low halves and of the high halves of eight words. */
LANES void storeNumbers(ListedHalves *numbers, int64_t i, const Words *words) {
  /* What is quickest to move together: words 0, 1, 4, 5, then 2, 3, 6, 7. */
  ShortWords mixed = __builtin_shufflevector((WideWords)*words, (WideWords)*words, 0, 2, 8, 10, 4, 6, 12, 14);
  Halves both = __builtin_elementwise_min((Halves)(mixed ^ 0x80008000), (Halves)(allBelow - 1));
  both = __builtin_shufflevector(both, both, 0, 2, 8, 10, 4, 6, 12, 14, 1, 3, 9, 11, 5, 7, 13, 15);
  storeSides(numbers[0] + i, numbers[1] + i, &both);
}

/* Makes numbers of all words of a block but a first one that is wanted whole. */
LANES void drawNumbers(ListedHalves numbers[8], uint32_t *first, const uint8_t *list, int64_t count, uint32_t firstDraw,
                       KernelStream stream, uint32_t block) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Blocks blocks;
    drawBlocks(&blocks, list + i, firstDraw, stream, block);
    if (first) {
      ShortWords word;
      narrowWords(&word, &blocks.word[0]);
      memcpy(first + i, &word, sizeof word);
    } else {
      storeNumbers(numbers, i, &blocks.word[0]);
    }
#pragma clang loop unroll(full)
    for (int k = 1; k < 4; k++) storeNumbers(numbers + 2 * k, i, &blocks.word[k]);
  }
  if (first) fillBehind(first, count, 0);
}

LANES void load(Halves *values, const int16_t *p) { memcpy(values, p, sizeof *values); }

LANES void store(int16_t *p, const Halves *values) { memcpy(p, values, sizeof *values); }

/* Copies the records of the draws listed, field by field. */
LANES void copyRecords(Courses *courses, const int32_t *records, const uint8_t *list, int64_t count) {
  for (int64_t i = 0; i < count; i += laneCount) {
    Numbers a[laneCount], b[laneCount];
#pragma clang loop unroll(full)
    for (int k = 0; k < laneCount; k++) memcpy(&a[k], records + list[i + k] * fieldCount, sizeof a[k]);
#pragma clang loop unroll(full)
    for (int k = 0; k < laneCount; k += 2) {
      b[k] = __builtin_shufflevector(a[k], a[k + 1], 0, 8, 1, 9, 4, 12, 5, 13);
      b[k + 1] = __builtin_shufflevector(a[k], a[k + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < laneCount; k += 4)
      for (int half = 0; half < 2; half++) {
        a[k + 2 * half] = __builtin_shufflevector(b[k + half], b[k + half + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        a[k + 2 * half + 1] = __builtin_shufflevector(b[k + half], b[k + half + 2], 2, 3, 10, 11, 6, 7, 14, 15);
      }
    Numbers fields[fieldCount];
#pragma clang loop unroll(full)
    for (int k = 0; k < 4; k++) {
      fields[k] = __builtin_shufflevector(a[k], a[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
      fields[k + 4] = __builtin_shufflevector(a[k], a[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
    memcpy(courses->capacityOdds + i, &fields[capacityOddsField], sizeof *fields);
    memcpy(courses->done + i, &fields[doneField], sizeof *fields);
    memcpy(courses->started + i, &fields[startedField], sizeof *fields);
    Halves first = (Halves)fields[neverAndStarting], second = (Halves)fields[finishingAndLater];
    first = __builtin_shufflevector(first, first, 0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
    second = __builtin_shufflevector(second, second, 0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
    storeSides(courses->never + i, courses->starting + i, &first);
    storeSides(courses->finishing + i, courses->later + i, &second);
    EightHalves last = __builtin_convertvector(fields[laterFinishingField], EightHalves);
    memcpy(courses->laterFinishing + i, &last, sizeof last);
  }
  /* What no score equals. */
  fillBehind(courses->capacityOdds, count, 0);
  fillBehind(courses->done, count, 0xff);
  fillBehind(courses->started, count, 0xff);
}

/* Whether scores come no later than the limits whose high halves are given. */
LANES void reach(Halves *reached, const WideFloats *score, uint32_t place, const int32_t *highs, const uint64_t *limits,
                 const uint8_t *list) {
  WideNumbers high, key = (WideNumbers)*score;
  memcpy(&high, highs, sizeof high);
  WideNumbers isBelow = key < high;
  if (anyLane(key == high))
    for (int k = 0; k < wideCount; k++)
      if (key[k] == high[k] && (uint32_t)limits[list[k]] >= place) isBelow[k] = -1;
  *reached = __builtin_convertvector(isBelow, Halves);
}

/* The same for limits whose high halves are not at hand. */
LANES void reachLater(Halves *reached, const WideFloats *score, uint32_t place, const uint64_t *limits, const uint8_t *list) {
  int32_t high[wideCount];
  for (int k = 0; k < wideCount; k++) high[k] = signedHigh(limits[list[k]]);
  reach(reached, score, place, high, limits, list);
}

/* The first year, and as many years later as a number says of those there are. */
LANES void yearOf(Halves *year, const Halves *first, const Halves *yearCount, const Halves *number) {
  WideWords fraction = __builtin_convertvector((HalfWords)(*number ^ noneBelow), WideWords);
  WideWords passed = fraction * __builtin_convertvector((HalfWords)*yearCount, WideWords) >> 16;
  *year = *first + (Halves)__builtin_convertvector(passed, HalfWords);
}

/* The status when the round is followed up or ends, the year it was done, and the status at the end of the round or at the horizon. */
LANES void begin(Courses *courses, const KernelCourses *c, const uint32_t *words, const ListedHalves *numbers,
                 const uint8_t *list, int64_t count) {
  const int16_t end = (int16_t)(c->lastYear < c->horizon ? c->lastYear : c->horizon);
  for (int64_t i = 0; i < count; i += wideCount) {
    Halves status = (int16_t)c->knownStatus, completion = (int16_t)c->statusYear, number, never;
    if (c->knownStatus < 0) {
      WideFloats score, odds;
      Halves isDone, isStarted, first = (int16_t)c->firstYear;
      memcpy(&odds, courses->capacityOdds + i, sizeof odds);
      scores(&score, words + i, &odds, c->score.difficultyOdds, list + i);
      reach(&isDone, &score, c->score.place, courses->done + i, c->done, list + i);
      reach(&isStarted, &score, c->score.place, courses->started + i, c->started, list + i);
      if (c->supportedDone) {
        Halves withSupport;
        first = isDone ? first : (int16_t)c->firstSupported;
        reachLater(&withSupport, &score, c->score.place, c->supportedDone, list + i);
        isDone |= withSupport;
        reachLater(&withSupport, &score, c->score.place, c->supportedStarted, list + i);
        isStarted |= withSupport;
      }
      status = -((isStarted | isDone) + isDone);
      Halves yearCount = (int16_t)c->statusYear + 1 - first;
      load(&number, numbers[3] + i);
      yearOf(&completion, &first, &yearCount, &number);
    }
    Halves atEnd = status;
    if (c->statusYear > end) atEnd = ((status == 2) & (completion > end)) ? 1 : status;
    store(courses->status + i, &status);
    store(courses->completion + i, &completion);
    store(courses->atEnd + i, &atEnd);
    load(&number, numbers[2] + i);
    load(&never, courses->never + i);
    Halves finishing, isNever = number < never;
    load(&finishing, courses->finishing + i);
    finishing = isNever ? noneBelow : finishing;
    store(courses->finishing + i, &finishing);
    load(&finishing, courses->laterFinishing + i);
    finishing = isNever ? noneBelow : finishing;
    store(courses->laterFinishing + i, &finishing);
  }
}

/* Goes on through some years, a row of numbers for each. */
LANES void goOn(Courses *courses, const int16_t *starting, const int16_t *finishing, const ListedHalves *numbers,
                int32_t firstYear, int32_t behind, int32_t lastYear, int64_t count) {
  for (int64_t i = 0; i < count; i += wideCount) {
    Halves status, completion, atEnd, limit, finish;
    load(&status, courses->status + i);
    load(&completion, courses->completion + i);
    load(&atEnd, courses->atEnd + i);
    load(&limit, starting + i);
    load(&finish, finishing + i);
    /* A number below it makes a step to the next status. */
    limit = status == 1 ? finish : limit;
    limit = status == 2 ? noneBelow : limit;
    for (int32_t year = firstYear; year < behind; year++) {
      Halves number;
      load(&number, numbers[year - firstYear] + i);
      Halves isStep = number < limit;
      status -= isStep;
      Halves isDone = isStep & (status == 2);
      completion = isDone ? (int16_t)year : completion;
      limit = isStep ? finish : limit;
      limit = isDone ? noneBelow : limit;
      if (year <= lastYear) atEnd = status;
    }
    store(courses->status + i, &status);
    store(courses->completion + i, &completion);
    store(courses->atEnd + i, &atEnd);
  }
}

/* Goes on from one year to another, years whose numbers stand in one block together. */
LANES void goOnThrough(int32_t firstYear, int32_t finalYear, Courses *courses, const KernelCourses *c,
                       const ListedHalves *own, uint32_t firstDraw, const uint8_t *list, int64_t count) {
  ListedHalves hazards[8];
  for (int32_t year = firstYear, behind; year <= finalYear; year = behind) {
    int32_t later = year - c->lastYear - 1, isWithin = later < 0, isNear = !isWithin && later < nearYears;
    int32_t place = isWithin ? yearsWithin + year - c->firstYear - 1 : isNear ? 8 - nearYears + later : later - nearYears;
    behind = year + 8 - place % 8;
    if (isWithin && behind > c->lastYear + 1) behind = c->lastYear + 1;
    if (behind > finalYear + 1) behind = finalYear + 1;
    int32_t isSupported = c->supportedStarting && year >= c->firstSupported;
    if (c->supportedStarting && !isSupported && behind > c->firstSupported) behind = c->firstSupported;
    if (!isNear) drawNumbers(hazards, NULL, list, count, firstDraw, c->hazards, (uint32_t)place / 8);
    goOn(courses, isSupported ? courses->later : courses->starting, isSupported ? courses->laterFinishing : courses->finishing,
         (isNear ? own : hazards) + place % 8, year, behind, c->lastYear, count);
  }
}

/* Lists the draws of courses that can still make a step, and copies what these need; returns how many they are. */
LANES int64_t copyOpen(Courses *open, uint8_t *draws, const Courses *courses, const uint8_t *list, int64_t count) {
  int64_t openCount = 0;
  for (int64_t i = 0; i < count; i += wideCount) {
    Halves status, finishing, laterFinishing;
    load(&status, courses->status + i);
    load(&finishing, courses->finishing + i);
    load(&laterFinishing, courses->laterFinishing + i);
    Halves isOpen = (status == 0) | ((status == 1) & ((finishing != noneBelow) | (laterFinishing != noneBelow)));
    uint32_t bits = bitsLeft(halvesAsBits(&isOpen), count - i);
    for (int64_t first = i; bits != 0; first += laneCount, bits >>= laneCount) {
      Lanes lanes;
      lanesToPick(&lanes, (uint8_t)bits);
      pickBytes(draws + openCount, list + first, &lanes);
      pickHalves(open->status + openCount, courses->status + first, &lanes);
      pickHalves(open->starting + openCount, courses->starting + first, &lanes);
      pickHalves(open->finishing + openCount, courses->finishing + first, &lanes);
      pickHalves(open->later + openCount, courses->later + first, &lanes);
      pickHalves(open->laterFinishing + openCount, courses->laterFinishing + first, &lanes);
      openCount += __builtin_popcount(bits & 0xff);
    }
  }
  return openCount;
}

/* Writes the statuses at the end, and whether courses are completed by the horizon. */
LANES void writeOutcomes(uint8_t *outcomes, const Courses *courses, int32_t horizon, const uint8_t *list, int64_t count) {
  uint8_t listed[256];
  for (int64_t i = 0; i < count; i += wideCount) {
    Halves status, year, atEnd;
    load(&status, courses->status + i);
    load(&year, courses->completion + i);
    load(&atEnd, courses->atEnd + i);
    Halves isCompleted = (status == 2) & (year <= (int16_t)horizon);
    WideBytes outcome = __builtin_convertvector(atEnd | (isCompleted & kernelCompleted), WideBytes);
    memcpy(listed + i, &outcome, sizeof outcome);
  }
  memset(outcomes, 0, 256);
#pragma clang loop unroll_count(8)
  for (int64_t i = 0; i < count; i++) outcomes[list[i]] = listed[i];
}

/* Appends those that are completed by the horizon to the list of them. */
LANES int64_t listCompleted(const Courses *courses, int32_t horizon, const uint8_t *list, int64_t count, uint8_t *completed,
                            int16_t *completion, int64_t completedCount) {
  for (int64_t i = 0; i < count; i += wideCount) {
    Halves status, year;
    load(&status, courses->status + i);
    load(&year, courses->completion + i);
    Halves isCompleted = (status == 2) & (year <= (int16_t)horizon);
    uint32_t bits = bitsLeft(halvesAsBits(&isCompleted), count - i);
    for (int64_t first = i; bits != 0; first += laneCount, bits >>= laneCount) {
      Lanes lanes;
      lanesToPick(&lanes, (uint8_t)bits);
      pickBytes(completed + completedCount, list + first, &lanes);
      pickHalves(completion + completedCount, courses->completion + first, &lanes);
      completedCount += __builtin_popcount(bits & 0xff);
    }
  }
  return completedCount;
}

CLONES int64_t kernel_carry_out(const KernelCourses *courses, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                uint8_t *outcomes, uint8_t *completed, int16_t *completion) {
  const KernelCourses *c = courses;
  ListedWords words;
  ListedHalves numbers[8];
  Courses listed;
  /* Step by step through the whole list: courses need not wait for each other. */
  drawNumbers(numbers, words, list, count, firstDraw, c->score.stream, 0);
  copyRecords(&listed, c->records, list, count);
  begin(&listed, c, words, numbers, list, count);
  int32_t lastNear = c->lastYear + nearYears < c->horizon ? c->lastYear + nearYears : c->horizon;
  goOnThrough(c->statusYear + 1, lastNear, &listed, c, numbers, firstDraw, list, count);
  writeOutcomes(outcomes, &listed, c->horizon, list, count);
  int64_t completedCount = listCompleted(&listed, c->horizon, list, count, completed, completion, 0);
  if (lastNear < c->horizon) {
    /* Beyond the years whose numbers stand in the own block with the few that are open then. */
    Courses open;
    uint8_t draws[kernelListRoom];
    int64_t openCount = copyOpen(&open, draws, &listed, list, count);
    memset(draws + openCount, 0, wideCount);
    int32_t firstYear = c->statusYear > lastNear ? c->statusYear + 1 : lastNear + 1;
    goOnThrough(firstYear, c->horizon, &open, c, NULL, firstDraw, draws, openCount);
    int64_t place = completedCount;
    completedCount = listCompleted(&open, c->horizon, draws, openCount, completed, completion, place);
    for (; place < completedCount; place++) outcomes[completed[place]] |= kernelCompleted;
  }
  memset(completed + completedCount, 0, kernelListRoom - 256);
  return completedCount;
}
