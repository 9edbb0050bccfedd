"""Writes distributions.json: cdf and survival function of every family at doubles across its support, and the
mean of what exceeds them where the support has no end, to 17 digits.

    python3 test/vectors/distributions.py > test/vectors/distributions.json     (needs mpmath; a minute)

Densities are integrated with 40 digits over pieces no wider than their scale, from each point away from the bulk, so both tails are
right to the last digit; nothing is shared with the code under test. Law arguments and points are the doubles themselves.
"""
import json
from mpmath import mp, mpf, quad, exp, log, sqrt, expm1, erfc, pi, inf

mp.dps = 40


def tails(logdensity, low, high, mode, scale, xs):
    """[(x, lower, upper)] for an unimodal density of roughly this scale, by cumulated pieces."""
    cuts = {low, high}
    for side, end in ((-1, low), (1, high)):
        step, at = scale / 4, mode
        for _ in range(400):
            at += side * step
            if (at - end) * side >= 0:
                break
            cuts.add(at)
            if logdensity(at) - top < -1700:
                break
    cuts |= {x for x in xs} | {mode}
    cuts = sorted(c for c in cuts if low <= c <= high)
    # Relative to the larger end, since quad stops at an absolute error.
    mass = []
    for a, b in zip(cuts, cuts[1:]):
        most = max(logdensity(a), logdensity(b))
        mass.append(exp(most - top) * quad(lambda t: exp(logdensity(t) - most), [a, b]))
    below, above = [mpf(0)], [mpf(0)]
    for m in mass:
        below.append(below[-1] + m)
    for m in reversed(mass):
        above.append(above[-1] + m)
    above.reverse()
    total = below[-1]
    return [(x, below[i] / total, above[i] / total) for i, x in enumerate(cuts) if x in xs]


rows = []


def put(text, points):
    for x, lower, upper in points:
        rows.append([text, float(x), float(lower), float(upper)])


def number(x):
    return repr(x)[:-2] if repr(x).endswith('.0') else repr(x)


Z = (-30, -12, -6, -3, -1, -0.1, 0, 0.25, 1, 3, 7, 20)

# beta: small parameters by mpmath's own incomplete beta function, large ones by integration.
SMALL = (0.001, 0.01, 0.5, 1.0, 2.5, 30.0, 1000.0)
for a in SMALL:
    for b in SMALL:
        mean = mpf(a) / (mpf(a) + b)
        sd = sqrt(mean * (1 - mean) / (mpf(a) + b + 1))
        xs = sorted({float(mean + z * sd) for z in Z} | {1e-300, 1e-30, 1e-6, 0.5, 0.999, 1 - 2.0 ** -40})
        xs = [x for x in xs if 0 < x < 1]
        mp.dps = 400
        points = []
        for x in xs:
            if x < 0.5:
                lower = mp.betainc(a, b, 0, mpf(x), regularized=True)
                points.append((x, lower, 1 - lower if x < mean else mp.betainc(a, b, mpf(x), 1, regularized=True)))
            else:
                upper = mp.betainc(b, a, 0, 1 - mpf(x), regularized=True)
                points.append((x, 1 - upper if x > mean else mp.betainc(b, a, 1 - mpf(x), 1, regularized=True), upper))
        mp.dps = 40
        put(f'beta({number(a)},{number(b)})', points)
for a, b in ((1e5, 1e5), (2e5, 3e6), (1e7, 1e7), (1e9, 1e9), (1e10, 1e10), (3e10, 2e5), (2e12, 1e12), (1e15, 1e15), (0.5, 1e9), (40.0, 1e9), (5e4, 1e9), (1e9, 700.0)):
    a_, b_ = mpf(a), mpf(b)
    mode = max(a_ - 1, mpf(0)) / (a_ + b_ - 2)
    mean = a_ / (a_ + b_)
    sd = sqrt(mean * (1 - mean) / (a_ + b_ + 1))
    xs = {mpf(float(mean + z * sd)) for z in Z}
    xs = {x for x in xs if 0 < x < 1}
    if a < 1:
        # With t = u^2 the density is smooth at 0.
        top = mpf(0)
        roots = {sqrt(x): x for x in xs}
        logd = lambda u: (b_ - 1) * log(1 - u * u)
        found = tails(logd, mpf(0), mpf(1) - mpf(10) ** -20, mpf(0), 1 / sqrt(b_), set(roots))
        put(f'beta({number(a)},{number(b)})', [(roots[u], l, r) for u, l, r in found])
        continue
    logd = lambda t: (a_ - 1) * log(t) + (b_ - 1) * log(1 - t)
    top = logd(mode)
    put(f'beta({number(a)},{number(b)})', tails(logd, mpf(10) ** -60, 1 - mpf(10) ** -39, mode, sd, xs))

# truncated-normal
for mean, sd, a, b in ((0.5, 0.2, 0.0, 1.0), (0.0, 1.0, 37.0, 60.0), (0.0, 1.0, -60.0, -37.0), (0.0, 1.0, 1e6, 1000001.0), (0.0, 1.0, 11.9, 12.1), (0.0, 1.0, -9.0, 40.0), (5.0, 0.01, 0.0, 10.0), (2.0, 1e6, 0.0, 1.0), (0.0, 1.0, 8.0, 8.001), (-3.0, 2.0, -30.0, 1.0)):
    m, s, lo, hi = map(mpf, (mean, sd, a, b))
    mode = min(hi, max(lo, m))
    logd = lambda t: -((t - m) ** 2) / (2 * s * s)
    top = logd(mode)
    scale = min(s, (hi - lo), s * s / max(abs(mode - m), s))
    xs = {mpf(float(mode + z * scale)) for z in Z} | {mpf(float(lo + (hi - lo) * mpf(p))) for p in (0.01, 0.3, 0.5, 0.9)}
    xs = {x for x in xs if lo < x < hi}
    put(f'truncated-normal({number(mean)},{number(sd)},{number(a)},{number(b)})', tails(logd, lo, hi, mode, scale, xs))

# The same within a hair of either end, where a point and the end it is near share most of their digits.
for mean, sd, a, b in ((0.4, 0.2, 0.0, 1.0), (0.6, 0.2, 0.0, 1.0), (50.0, 1.0, 0.0, 1.0), (-3.0, 0.7, -5.0, 2.0)):
    def mass(x, y):
        mp.dps = 80
        u, v = ((mpf(z) - mpf(mean)) / (mpf(sd) * sqrt(mpf(2))) for z in (x, y))
        found = (erfc(-v) - erfc(-u)) / 2 if v < 0 else (erfc(u) - erfc(v)) / 2
        mp.dps = 40
        return found
    near = sorted({x for d in (2.0 ** -60, 2.0 ** -49, 2.0 ** -30, 2.0 ** -10) for x in (a + d, b - d) if a < x < b})
    put(f'truncated-normal({number(mean)},{number(sd)},{number(a)},{number(b)})',
        [(x, mass(a, x) / mass(a, b), mass(x, b) / mass(a, b)) for x in near])

# truncated-exponential, in closed form
for rate, a, b in ((1.0, 0.0, 1.0), (1.0, 0.0, 1e5), (-4.0, 0.0, 2.0), (500.0, 0.0, 1.0), (-1e6, 0.0, 1.0), (1e-9, 0.0, 1.0), (-2000.0, -3.0, 4.0)):
    r, lo, hi = map(mpf, (rate, a, b))
    total = -expm1(-r * (hi - lo))
    xs = [mpf(float(lo + (hi - lo) * mpf(p))) for p in (1e-12, 1e-6, 1e-3, 0.25, 0.5, 0.9, 0.999)] + [mpf(float(lo + k / abs(r))) for k in (0.5, 3, 30)] + [mpf(float(hi - k / abs(r))) for k in (0.5, 3, 30)]
    xs = sorted({x for x in xs if lo < x < hi})
    put(f'truncated-exponential({number(rate)},{number(a)},{number(b)})', [(x, -expm1(-r * (x - lo)) / total, exp(-r * (x - lo)) * -expm1(-r * (hi - x)) / total) for x in xs])

# uniform and piecewise-linear, in closed form
for a, b in ((0.0, 1.0), (-0.1, 0.7), (1e6, 1000001.0), (-1e99, 1e99)):
    lo, hi = mpf(a), mpf(b)
    xs = [mpf(float(lo + (hi - lo) * mpf(p))) for p in (1e-9, 0.1, 0.5, 0.99)]
    put(f'uniform({number(a)},{number(b)})', [(x, (x - lo) / (hi - lo), (hi - x) / (hi - lo)) for x in xs])
knots = [(0.0, 0.0), (0.5, 1.0), (0.9, 10.0), (0.99, 100.0), (0.999, 1000.0), (1.0, 1000000.0)]
for x in (1e-9, 0.25, 1.0, 5.0, 50.0, 999.0, 1001.0, 500000.0, 999999.5):
    for (p, u), (q, v) in zip(knots, knots[1:]):
        if u <= x < v:
            lower = mpf(p) + (mpf(q) - mpf(p)) * (mpf(x) - u) / (mpf(v) - u)
            rows.append(['piecewise-linear(' + ','.join(f'{number(p)}:{number(x)}' for p, x in knots) + ')', x, float(lower), float(1 - lower)])
            break

# discrete, and atoms in a piecewise-linear law
ATOMS = ((0.5, 0.25), (2.0, 0.5), (7.0, 0.25))
for x in (0.25, 0.5, 1.9, 2.0, 6.9, 7.0):
    lower = sum(p for at, p in ATOMS if at <= x)
    rows.append(['discrete(' + ','.join(f'{number(at)}:{number(p)}' for at, p in ATOMS) + ')', x, lower, 1 - lower])
for x, lower in ((0.0, 0.0), (1.0, 0.125), (1.9999, 0.2499875), (2.0, 0.75), (3.0, 0.875), (4.0, 1.0)):
    rows.append(['piecewise-linear(0:0,0.25:2,0.75:2,1:4)', x, lower, 1 - lower])

# mixtures, in closed form; arguments are doubles, sums of weights are exact
def mixed(text, lower, xs):
    for x in xs:
        low = lower(mpf(x))
        rows.append([text, x, float(low), float(1 - low)])


def even(a, b):
    return lambda x: min(mpf(1), max(mpf(0), (x - a) / (mpf(b) - a)))


mixed('mixture(0.25:0,0.75:uniform(0,1))', lambda x: mpf('0.25') + mpf('0.75') * even(0, 1)(x), (0.0, 1e-9, 0.125, 0.5, 0.999, 1.0))
mixed('mixture(0.5:uniform(-2,0),0.125:1,0.375:uniform(1,4))',
      lambda x: even(-2, 0)(x) / 2 + mpf('0.125') * (x >= 1) + mpf('0.375') * even(1, 4)(x),
      (-1.999, -1.0, 0.0, 0.5, 0.9999, 1.0, 2.5, 3.9999))

# Unbounded laws, in closed form or by mpmath's incomplete gamma functions; and E (X - x)^+ by quadrature of the survival function.
excess = []


def whole(text, lower, upper, xs, high):
    """Points where both tails exceed 2^-32, beyond which laws are cut."""
    for x in sorted({mpf(float(x)) for x in xs}):
        l, u = lower(x), upper(x)
        if min(l, u) <= mpf(2) ** -31.9:
            continue
        rows.append([text, float(x), float(l), float(u)])
    for x in sorted({mpf(float(x)) for x in xs})[1::3]:
        if upper(x) < mpf(2) ** -31.9 or high is None:
            continue
        cuts = [x] + [x + (high - x) * mpf(10) ** -k for k in range(12, -1, -1)] + [inf]
        excess.append([text, float(x), float(quad(upper, cuts))])


TAILS = (1e-9, 1e-6, 1e-3, 0.1, 0.4, 0.5, 0.9, 0.999, 1 - 1e-6, 1 - 1e-9)
for m, s in ((0.0, 1.0), (5.0, 0.01), (-1e6, 3.0), (2.0, 1e9)):
    m_, s_ = mpf(m), mpf(s)
    whole(f'normal({number(m)},{number(s)})', lambda x: erfc(-(x - m_) / s_ / sqrt(2)) / 2, lambda x: erfc((x - m_) / s_ / sqrt(2)) / 2,
          [m_ + s_ * z for z in (-6, -5, -3, -1, mpf('-0.1'), mpf('0.25'), 1, 2, 4, 6)], m_ + 20 * s_)
for m, s in ((0.0, 1.0), (3.0, 0.05), (-2.0, 2.5)):
    m_, s_ = mpf(m), mpf(s)
    z = lambda x: (log(x) - m_) / s_ / sqrt(2)
    whole(f'lognormal({number(m)},{number(s)})', lambda x: erfc(-z(x)) / 2, lambda x: erfc(z(x)) / 2,
          [exp(m_ + s_ * k) for k in (-6, -4, -1, mpf('-0.1'), mpf('0.3'), 1, 3, 6)], exp(m_ + 14 * s_))
for rate in (1.0, 1e-7, 250.0):
    r = mpf(rate)
    whole(f'exponential({number(rate)})', lambda x: -expm1(-r * x), lambda x: exp(-r * x), [-log(1 - mpf(p)) / r for p in TAILS], 60 / r)
for least, shape in ((1.0, 2.0), (3.0, 1.2), (0.001, 40.0), (2.0, 0.8)):
    a, k = mpf(least), mpf(shape)
    whole(f'pareto({number(least)},{number(shape)})', lambda x: 1 - (a / x) ** k, lambda x: (a / x) ** k,
          [a * (1 - mpf(p)) ** (-1 / k) for p in TAILS], None)
for shape, scale in ((0.01, 1.0), (0.5, 2.0), (1.0, 3.0), (2.5, 1.0), (9.9, 0.1), (10.0, 1.0), (120.0, 7.0), (1e4, 1.0), (1e5, 0.5)):
    k, c = mpf(shape), mpf(scale)
    xs = [c * (k + sqrt(k) * z) for z in (-5, -3, -1, mpf('-0.1'), 0, mpf('0.2'), 1, 3, 6, 9)] + [c * mpf(10) ** -j for j in (1, 3, 9)]
    whole(f'gamma({number(shape)},{number(scale)})', lambda x: mp.gammainc(k, 0, x / c, regularized=True),
          lambda x: mp.gammainc(k, x / c, inf, regularized=True), [x for x in xs if x > 0], c * (k + 40 * sqrt(k) + 80))
for shape, scale in ((0.5, 1.0), (1.0, 2.0), (3.6, 0.2), (1000.0, 5.0)):
    k, c = mpf(shape), mpf(scale)
    whole(f'weibull({number(shape)},{number(scale)})', lambda x: -expm1(-(x / c) ** k), lambda x: exp(-(x / c) ** k),
          [c * (-log(1 - mpf(p))) ** (1 / k) for p in TAILS], c * mpf(60) ** (1 / k))

print('{\n"source": "test/vectors/distributions.py",\n"columns": ["law", "x", "cdf", "survival"],\n"rows": [')
print(',\n'.join(json.dumps(row) for row in rows))
print('],\n"excess": [')
print(',\n'.join(json.dumps(row) for row in excess))
print(']}')
