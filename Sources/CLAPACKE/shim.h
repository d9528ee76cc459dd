#include <lapacke.h>

/// `lapack_int` is a macro, which Swift does not import.
typedef lapack_int LapackInteger;
