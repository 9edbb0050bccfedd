"""Median seconds of scipy's HiGHS for the program on stdin (see scipy.ts); exits with 3 where scipy is missing."""
import json
import sys

from timing import seconds_of

try:
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack
except ImportError:
    sys.exit(3)

given = json.load(sys.stdin)
rows = csr_matrix((given["values"], given["indices"], given["starts"]), shape=(len(given["rowLower"]), len(given["cost"])))
lower = np.array([-np.inf if value is None else value for value in given["rowLower"]])
upper = np.array([np.inf if value is None else value for value in given["rowUpper"]])
equal = lower == upper
above, below = np.isfinite(lower) & ~equal, np.isfinite(upper) & ~equal
inequalities = vstack([-rows[above], rows[below]]).tocsr()
limits = np.concatenate([-lower[above], upper[below]])


def solve():
    return linprog(
        given["cost"], A_ub=inequalities, b_ub=limits, A_eq=rows[equal] if equal.any() else None, b_eq=lower[equal] if equal.any() else None,
        bounds=list(zip(given["lower"], given["upper"])), method="highs",
    )


print(sorted(seconds_of(solve, 6)[1:])[2])
