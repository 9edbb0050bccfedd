"""What a user would write with numpy instead: chances of every type of a 33 x 33 grid under the efficient rule, 10^6 profiles.

Prints a JSON list of {"library", "what", "seconds"}, draws included; exits with 3 where numpy is missing (see fields.ts).
"""
import json
import sys

from timing import seconds_of

try:
    import numpy as np
except ImportError:
    sys.exit(3)

AXIS, PROFILES = 33, 10**6
rng = np.random.Generator(np.random.PCG64(1))
middles = (np.arange(AXIS) + 0.5) / AXIS
types = np.array([(a, b) for b in middles for a in middles])


def two():
    """Own signals for A and B; A is chosen where 1.5 a - b exceeds what the others see the other way."""
    draws = rng.random((PROFILES, 2))
    differences = draws[:, 1] - draws[:, 0]
    differences.sort()
    return np.searchsorted(differences, 1.5 * types[:, 0] - types[:, 1], side="right") / PROFILES


def three():
    """A third alternative that her signals do not move; type by type."""
    a, b, c = rng.random((3, PROFILES))
    first, second = c - a, c - b
    third = b - a
    chances = np.empty((len(types), 3))
    for t, (s, r) in enumerate(types):
        top = (1.5 * s >= first) & (1.5 * s - r >= third)
        middle = ~(1.5 * s - r >= third) & (r >= second)
        chances[t] = top.mean(), middle.mean(), 0
    chances[:, 2] = 1 - chances[:, 0] - chances[:, 1]
    return chances


library = "numpy " + np.__version__
print(json.dumps([
    {"library": library, "what": "two alternatives", "seconds": min(seconds_of(two, 10))},
    {"library": library, "what": "three alternatives", "seconds": min(seconds_of(three, 1))},
]))
