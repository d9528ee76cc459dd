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

/* logit((word + ½)/2³²), which is odd in the word: 1 − u belongs to the word with all bits turned. */
LANES void scores(WideFloats *score, const uint32_t *words, const WideFloats *capacity, const float *difficulties,
                  const uint8_t *list) {
  WideWords word, turned;
  WideFloats u, v, difficulty;
  memcpy(&word, words, sizeof word);
  turned = ~word;
  wordFractionsSingle(&u, &word);
  wordFractionsSingle(&v, &turned);
  *score = u / v;
  logarithmsSingle(score);
  gatherSingle(&difficulty, difficulties, list);
  *score = *score - *capacity - difficulty;
}

CLONES void kernel_append_scores(const KernelScores *score, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                 uint64_t *lists, int64_t capacity, int64_t *counts) {
  ListedWords words, ranked;
  drawWords(&words, 1, list, count, firstDraw, score->stream, 0);
  for (int64_t i = 0; i < count; i += wideCount) {
    WideFloats own, values;
    WideWords order;
    gatherSingle(&own, score->capacity, list + i);
    scores(&values, words + i, &own, score->difficulty, list + i);
    rankedSingle(&order, &values);
    memcpy(ranked + i, &order, sizeof order);
  }
  for (int64_t i = 0; i < count; i++) {
    uint64_t *end = lists + list[i] * capacity + counts[list[i]]++;
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

/* What a draw is asked for, in the order it stands in a record. */
enum { capacityField, doneField, startedField, neverField, startingField, finishingField, laterField, laterFinishingField };
enum { fieldCount = 8 };

/* The high half of a ranked key, in the order of signed integers. */
LANES int32_t signedHigh(uint64_t key) { return (int32_t)(key >> 32) ^ (int32_t)0x80000000; }

CLONES void kernel_fill_records(const KernelCourses *courses, int32_t *records) {
  const KernelCourses *c = courses;
  const int32_t *later = c->supportedStarting ? c->supportedStarting : c->starting;
  const int32_t *laterFinishing = c->supportedFinishing ? c->supportedFinishing : c->finishing;
  for (int d = 0; d < 256; d++) {
    int32_t *record = records + d * fieldCount;
    memcpy(&record[capacityField], &c->score.capacity[d], sizeof *record);
    record[doneField] = signedHigh(c->done[d]);
    record[startedField] = signedHigh(c->started[d]);
    record[neverField] = c->never[d];
    record[startingField] = c->starting[d];
    record[finishingField] = c->finishing[d];
    record[laterField] = later[d];
    record[laterFinishingField] = laterFinishing[d];
  }
}

/* Courses on their way, one after the other as their draws are listed. */
typedef struct {
  int32_t status[256], completion[256], atEnd[256];
  int32_t fields[fieldCount][256];
} Courses;

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
#pragma clang loop unroll(full)
    for (int k = 0; k < 4; k++) {
      Numbers first = __builtin_shufflevector(a[k], a[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
      Numbers second = __builtin_shufflevector(a[k], a[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
      memcpy(courses->fields[k] + i, &first, sizeof first);
      memcpy(courses->fields[k + 4] + i, &second, sizeof second);
    }
  }
}

/* Whether scores come no later than the limits whose high halves are given. */
LANES void reach(WideNumbers *reached, const WideFloats *score, uint32_t place, const WideNumbers *high,
                 const uint64_t *limits, const uint8_t *list) {
  WideNumbers bits = (WideNumbers)*score, key = bits ^ ((bits >> 31) & 0x7fffffff);
  *reached = key < *high;
  if (anyLane(key == *high))
    for (int k = 0; k < wideCount; k++)
      if (key[k] == (*high)[k] && (uint32_t)limits[list[k]] >= place) (*reached)[k] = -1;
}

/* The same for limits that are not in the records. */
LANES void reachLater(WideNumbers *reached, const WideFloats *score, uint32_t place, const uint64_t *limits,
                      const uint8_t *list) {
  WideNumbers high;
  for (int k = 0; k < wideCount; k++) high[k] = signedHigh(limits[list[k]]);
  reach(reached, score, place, &high, limits, list);
}

LANES void loadNumbers(WideNumbers *values, const int32_t *p) { memcpy(values, p, sizeof *values); }

LANES void storeNumbers(int32_t *p, const WideNumbers *values) { memcpy(p, values, sizeof *values); }

/* One half of a word of each draw listed. */
LANES void halfWord(WideNumbers *half, const uint32_t *words, int32_t place) {
  WideWords word;
  memcpy(&word, words, sizeof word);
  *half = (WideNumbers)(place % 2 ? word >> 16 : word & 0xffff);
}

/* The status when the round is followed up or ends, and the year it was done. */
LANES void begin(Courses *courses, const KernelCourses *c, const ListedWords *words, const uint8_t *list, int64_t count) {
  for (int64_t i = 0; i < count; i += wideCount) {
    WideNumbers status = c->knownStatus, completion = c->statusYear, fraction, never;
    if (c->knownStatus < 0) {
      WideFloats score, capacity;
      WideNumbers isDone, isStarted, limit, first = c->firstYear;
      memcpy(&capacity, courses->fields[capacityField] + i, sizeof capacity);
      scores(&score, words[0] + i, &capacity, c->score.difficulty, list + i);
      loadNumbers(&limit, courses->fields[doneField] + i);
      reach(&isDone, &score, c->score.place, &limit, c->done, list + i);
      loadNumbers(&limit, courses->fields[startedField] + i);
      reach(&isStarted, &score, c->score.place, &limit, c->started, list + i);
      if (c->supportedDone) {
        WideNumbers withSupport;
        first = isDone ? first : c->firstSupported;
        reachLater(&withSupport, &score, c->score.place, c->supportedDone, list + i);
        isDone |= withSupport;
        reachLater(&withSupport, &score, c->score.place, c->supportedStarted, list + i);
        isStarted |= withSupport;
      }
      status = -((isStarted | isDone) + isDone);
      halfWord(&fraction, words[1] + i, 1);
      completion = first + (fraction * (c->statusYear - first + 1) >> 16);
    }
    WideNumbers atEnd = status;
    if (c->statusYear > c->lastYear) atEnd = ((status == 2) & (completion > c->lastYear)) ? 1 : status;
    storeNumbers(courses->status + i, &status);
    storeNumbers(courses->completion + i, &completion);
    storeNumbers(courses->atEnd + i, &atEnd);
    halfWord(&fraction, words[1] + i, 0);
    loadNumbers(&never, courses->fields[neverField] + i);
    for (int k = finishingField; k <= laterFinishingField; k += laterFinishingField - finishingField) {
      WideNumbers finishing;
      loadNumbers(&finishing, courses->fields[k] + i);
      finishing = fraction < never ? 0 : finishing;
      storeNumbers(courses->fields[k] + i, &finishing);
    }
  }
}

/* Goes on through some years, whose numbers are the halves from `place` on. */
LANES void goOn(Courses *courses, const int32_t *starting, const int32_t *finishing, const ListedWords *words,
                int32_t place, int32_t firstYear, int32_t behind, int32_t lastYear, int64_t count) {
  for (int64_t i = 0; i < count; i += wideCount) {
    WideNumbers status, completion, atEnd, limit, finish;
    loadNumbers(&status, courses->status + i);
    loadNumbers(&completion, courses->completion + i);
    loadNumbers(&atEnd, courses->atEnd + i);
    loadNumbers(&limit, starting + i);
    loadNumbers(&finish, finishing + i);
    /* A number below it makes a step to the next status. */
    limit = status == 0 ? limit : status == 1 ? finish : 0;
    for (int32_t year = firstYear; year < behind; year++) {
      WideNumbers number;
      int32_t half = place + year - firstYear;
      halfWord(&number, words[half / 2] + i, half);
      WideNumbers isStep = number < limit;
      status -= isStep;
      WideNumbers isDone = isStep & (status == 2);
      completion = isDone ? year : completion;
      limit = isStep ? finish & ~isDone : limit;
      if (year <= lastYear) atEnd = status;
    }
    storeNumbers(courses->status + i, &status);
    storeNumbers(courses->completion + i, &completion);
    storeNumbers(courses->atEnd + i, &atEnd);
  }
}

/* Goes on from one year to another, years whose numbers stand in one block together. */
LANES void goOnThrough(int32_t firstYear, int32_t finalYear, Courses *courses, const KernelCourses *c,
                       const ListedWords *own, uint32_t firstDraw, const uint8_t *list, int64_t count) {
  ListedWords hazards[4];
  for (int32_t year = firstYear, behind; year <= finalYear; year = behind) {
    int32_t later = year - c->lastYear - 1, isWithin = later < 0, isNear = !isWithin && later < nearYears;
    int32_t place = isWithin ? yearsWithin + year - c->firstYear - 1 : isNear ? 8 - nearYears + later : later - nearYears;
    behind = year + 8 - place % 8;
    if (isWithin && behind > c->lastYear + 1) behind = c->lastYear + 1;
    if (behind > finalYear + 1) behind = finalYear + 1;
    int32_t isSupported = c->supportedStarting && year >= c->firstSupported;
    if (c->supportedStarting && !isSupported && behind > c->firstSupported) behind = c->firstSupported;
    if (!isNear) drawWords(hazards, 4, list, count, firstDraw, c->hazards, (uint32_t)place / 8);
    goOn(courses, courses->fields[isSupported ? laterField : startingField],
         courses->fields[isSupported ? laterFinishingField : finishingField], isNear ? own : hazards, place % 8, year, behind,
         c->lastYear, count);
  }
}

/* Lists the places of courses that can still make a step. */
LANES int64_t listOpen(uint8_t *places, const Courses *courses, int64_t count) {
  int64_t openCount = 0;
  for (int64_t i = 0; i < count; i += laneCount) {
    Numbers status, finishing, laterFinishing;
    memcpy(&status, courses->status + i, sizeof status);
    memcpy(&finishing, courses->fields[finishingField] + i, sizeof finishing);
    memcpy(&laterFinishing, courses->fields[laterFinishingField] + i, sizeof laterFinishing);
    Numbers isOpen = (status == 0) | ((status == 1) & ((finishing | laterFinishing) != 0));
    openCount = appendPlaces(places, openCount, lanesLeft(lanesAsByte(&isOpen), count - i), i);
  }
  return openCount;
}

/* Goes on to the horizon; beyond the years whose numbers stand in the own block with the few that are open then. */
LANES void goOnToHorizon(Courses *courses, const KernelCourses *c, const ListedWords *own, uint32_t firstDraw,
                         const uint8_t *list, int64_t count) {
  int32_t lastNear = c->lastYear + nearYears < c->horizon ? c->lastYear + nearYears : c->horizon;
  goOnThrough(c->statusYear + 1, lastNear, courses, c, own, firstDraw, list, count);
  if (lastNear == c->horizon) return;
  Courses open;
  uint8_t places[256 + laneCount], draws[kernelListRoom] = {0};
  int64_t openCount = listOpen(places, courses, count);
  for (int64_t i = 0; i < openCount; i++) {
    int64_t place = places[i];
    draws[i] = list[place];
    open.status[i] = courses->status[place];
    open.completion[i] = courses->completion[place];
    open.atEnd[i] = courses->atEnd[place];
    for (int field = startingField; field < fieldCount; field++) open.fields[field][i] = courses->fields[field][place];
  }
  int32_t firstYear = c->statusYear > lastNear ? c->statusYear + 1 : lastNear + 1;
  goOnThrough(firstYear, c->horizon, &open, c, NULL, firstDraw, draws, openCount);
  for (int64_t i = 0; i < openCount; i++) {
    courses->status[places[i]] = open.status[i];
    courses->completion[places[i]] = open.completion[i];
    courses->atEnd[places[i]] = open.atEnd[i];
  }
}

/* Writes the outcomes, and lists what is completed. */
LANES int64_t finish(const Courses *courses, int32_t horizon, const uint8_t *list, int64_t count, uint8_t *outcomes,
                     uint8_t *completed, int32_t *completion) {
  uint8_t places[256 + laneCount];
  int64_t completedCount = 0;
  memset(outcomes, 0, 256);
  for (int64_t i = 0; i < count; i += laneCount) {
    Numbers status, year, atEnd;
    memcpy(&status, courses->status + i, sizeof status);
    memcpy(&year, courses->completion + i, sizeof year);
    memcpy(&atEnd, courses->atEnd + i, sizeof atEnd);
    Numbers isCompleted = (status == 2) & (year <= horizon);
    Bytes outcome = __builtin_convertvector(atEnd | (isCompleted & kernelCompleted), Bytes);
    uint8_t lanes[laneCount];
    memcpy(lanes, &outcome, sizeof lanes);
    if (i + laneCount <= count) {
#pragma clang loop unroll(full)
      for (int k = 0; k < laneCount; k++) outcomes[list[i + k]] = lanes[k];
    } else {
      for (int64_t k = 0; i + k < count; k++) outcomes[list[i + k]] = lanes[k];
    }
    completedCount = appendPlaces(places, completedCount, lanesLeft(lanesAsByte(&isCompleted), count - i), i);
  }
  for (int64_t i = 0; i < completedCount; i++) {
    completed[i] = list[places[i]];
    completion[i] = courses->completion[places[i]];
  }
  memset(completed + completedCount, 0, kernelListRoom - 256);
  return completedCount;
}

CLONES int64_t kernel_carry_out(const KernelCourses *courses, uint32_t firstDraw, const uint8_t *list, int64_t count,
                                uint8_t *outcomes, uint8_t *completed, int32_t *completion) {
  ListedWords words[4];
  Courses listed;
  /* Step by step through the whole list: courses need not wait for each other. */
  drawWords(words, 4, list, count, firstDraw, courses->score.stream, 0);
  copyRecords(&listed, courses->records, list, count);
  begin(&listed, courses, words, list, count);
  goOnToHorizon(&listed, courses, words, firstDraw, list, count);
  return finish(&listed, courses->horizon, list, count, outcomes, completed, completion);
}
