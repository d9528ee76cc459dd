#include <pthread.h>
#include <stdlib.h>

#include "CKernels.h"

typedef struct {
  void (*body)(void *context, int64_t worker);
  void *context;
  int64_t worker;
} Job;

static void *runJob(void *argument) {
  Job *job = argument;
  job->body(job->context, job->worker);
  return NULL;
}

void kernel_run_workers(int64_t count, void *context, void (*body)(void *context, int64_t worker)) {
  pthread_t *threads = calloc((size_t)count, sizeof *threads);
  Job *jobs = calloc((size_t)count, sizeof *jobs);
  int64_t started = 1;
  for (; threads && jobs && started < count; started++) {
    jobs[started] = (Job){body, context, started};
    /* Whoever is there shares the work out among themselves. */
    if (pthread_create(&threads[started], NULL, runJob, &jobs[started]) != 0) break;
  }
  body(context, 0);
  for (int64_t k = 1; k < started; k++) pthread_join(threads[k], NULL);
  free(threads);
  free(jobs);
}
