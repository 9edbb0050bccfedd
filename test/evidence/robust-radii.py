"""Radii of balls of beliefs by linear programs over beliefs on a grid (scipy), beside what `misreport robust` certifies.

    python3 test/evidence/robust-radii.py

The worst mean over a total-variation ball is a program in the belief, over a Prokhorov ball one in a coupling with the prior (Strassen). Types are
the midpoints of n cells, so that a radius is out by about 1/n; its table is in docs/robust.md, section 10.
"""
import numpy as np
from scipy.optimize import brentq, linprog
from scipy.sparse import csr_matrix, identity, kron
from scipy.stats import beta

N = 80
TYPES = (np.arange(N) + 0.5) / N


def worst_mean(payoff, prior, metric, radius):
    if metric == 'contamination':
        return (1 - radius) * prior @ payoff + radius * payoff.min()
    if metric == 'total-variation':
        one, none = np.eye(N), np.zeros(N)
        rows = np.vstack([np.hstack([one, -one]), np.hstack([-one, -one]), np.r_[none, np.ones(N)][None]])
        return linprog(np.r_[payoff, none], A_ub=rows, b_ub=np.r_[prior, -prior, 2 * radius],
                       A_eq=np.r_[np.ones(N), none][None], b_eq=[1]).fun
    far = (np.abs(TYPES[:, None] - TYPES[None]) > radius + 1e-12).ravel().astype(float)
    return linprog(np.tile(payoff, (N, 1)).ravel(), A_ub=csr_matrix(far[None]), b_ub=[radius],
                   A_eq=kron(identity(N), np.ones((1, N))).tocsr(), b_eq=prior).fun


def radius_of(payoff, cdf, metric):
    prior = np.diff(cdf(np.linspace(0, 1, N + 1)))
    return brentq(lambda r: worst_mean(payoff(TYPES), prior, metric, r), 0, 1 - 1e-9, xtol=1e-3)


def bent(u):
    return u - 1.5 * u**3


CASES = [
    ('3z - 1, uniform', lambda z: 3 * z - 1, lambda x: x),
    ('3z - 1, beta(2,3)', lambda z: 3 * z - 1, beta(2, 3).cdf),
    ('(3z - 1)(z + 0.3), beta(2,3)', lambda z: (3 * z - 1) * (z + 0.3), beta(2, 3).cdf),
    ('x - 1.5 x^3, robust', lambda z: bent(1 - z), lambda x: x),
    ('x - 1.5 x^3, monotone', lambda z: bent(1 - z) + bent(z), lambda x: x),
]

if __name__ == '__main__':
    metrics = ['total-variation', 'contamination', 'prokhorov']
    print('| payoff and prior | ' + ' | '.join(metrics) + ' |')
    for name, payoff, cdf in CASES:
        print(f'| {name} | ' + ' | '.join(f'{radius_of(payoff, cdf, metric):.4f}' for metric in metrics) + ' |')
