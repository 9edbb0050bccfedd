"""Writes known-answers.json: values of every bound of src/statistics from sources that share nothing with it.

    python3 test/statistics/known-answers.py > test/statistics/known-answers.json     (needs scipy, mpmath and Rscript)

R's binom.test and qnorm, scipy's beta.ppf and norm.isf, printed tables, and 50-digit arithmetic with mpmath: Clopper-Pearson's and
Chernoff's limits as roots of the binomial tail and of the divergence, closed forms from the papers named.
"""
import json
import statistics
import subprocess
from mpmath import mp, mpf, log, sqrt, binomial
import numpy as np
from scipy.stats import beta, norm
from scipy.optimize import linprog

mp.dps = 50
rows = []


def row(bound, value, tolerance, source, **arguments):
    rows.append({"bound": bound, "arguments": arguments, "value": float(value), "tolerance": tolerance, "source": source})


def root(f, low, high):
    """Where a rising f passes 0, by halving."""
    low, high = mpf(low), mpf(high)
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (low, middle) if f(middle) > 0 else (middle, high)
    return high


# Printed: 95% limits for 4 of 10 and 1 of 20; the rule of three, 3 / n where nothing was seen.
for k, n, low, high in ((4, 10, 0.1216, 0.7376), (1, 20, 0.0013, 0.2487)):
    row("clopperPearsonLower", low, 6e-5 / low, "printed tables after Clopper and Pearson 1934, four decimals", k=k, n=n, alpha=0.025)
    row("clopperPearsonUpper", high, 6e-5 / high, "printed tables after Clopper and Pearson 1934, four decimals", k=k, n=n, alpha=0.025)
for n in (100, 1000, 2**20):
    row("clopperPearsonUpper", 3 / n, 2e-2, "Hanley and Lippman-Hand 1983, JAMA 249: the rule of three", k=0, n=n, alpha=0.05)

counts = [(0, 1), (1, 1), (1, 2), (3, 7), (0, 50), (50, 50), (17, 50), (5, 1000), (640, 1000), (999, 1000), (12, 20000), (9000, 20000)]
script = "options(digits=17); for (r in list(%s)) for (a in c(0.1, 0.025, 1e-4)) cat(r, a, binom.test(r[1], r[2], conf.level=1-2*a)$conf.int, '\\n')"
out = subprocess.check_output(["Rscript", "-e", script % ", ".join(f"c({k},{n})" for k, n in counts)], text=True)
for line in out.strip().split("\n"):
    k, n, a, low, high = line.split()
    # R's qbeta is good to about ten digits.
    if float(low) > 0:
        row("clopperPearsonLower", low, 1e-8, "R 4.2 binom.test", k=int(k), n=int(n), alpha=float(a))
    row("clopperPearsonUpper", high, 1e-8, "R 4.2 binom.test", k=int(k), n=int(n), alpha=float(a))
for k, n, a in ((2, 9, 0.005), (300, 4096, 1e-9), (77, 2**20, 3.5e-9), (123456, 2**22, 1e-6)):
    row("clopperPearsonLower", beta.ppf(a, k, n - k + 1), 1e-8, "scipy 1.17 beta.ppf", k=k, n=n, alpha=a)
    row("clopperPearsonUpper", beta.isf(a, k + 1, n - k), 1e-8, "scipy 1.17 beta.isf", k=k, n=n, alpha=a)
for k, n, a in ((0, 37, "0.01"), (1, 37, "0.01"), (30, 37, "0.01")):
    tail = lambda p: sum(binomial(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))
    row("clopperPearsonUpper", root(lambda p: mpf(a) - tail(p), mpf(k) / n, 1), 1e-11, "mpmath: root of the binomial tail", k=k, n=n, alpha=float(a))

# Printed: large-sample critical values of the Kolmogorov-Smirnov statistic, 1.2239, 1.3581, 1.6276 over sqrt(n) (Smirnov 1948).
for n, a, c in ((100, 0.1, 1.2239), (100, 0.05, 1.3581), (2500, 0.01, 1.6276)):
    row("dkwHalfWidth", c / n**0.5, 2e-4, "Smirnov 1948, Annals of Mathematical Statistics 19, table of L(z)", n=n, alpha=a)
for n, a in ((1, "0.1"), (37, "0.005"), (20000, "1e-9")):
    row("dkwHalfWidth", sqrt(log(2 / mpf(a)) / (2 * n)), 1e-14, "mpmath: 2 exp(-2 n h^2) = alpha (Massart 1990)", n=n, alpha=float(a))
    for width in (1, 7):
        row("hoeffding", root(lambda h: 2 * n * (h / width) ** 2 + log(mpf(a)), 0, 100 * width), 1e-13,
            "mpmath: exp(-2 n (h / range)^2) = alpha (Hoeffding 1963, Theorem 2)", n=n, range=width, alpha=float(a))
        row("boundedDifferences", root(lambda h: 2 * n * h**2 / (3 * mpf(width) ** 2) + log(mpf(a)), 0, 100 * width), 1e-13,
            "mpmath: exp(-2 n h^2 / sum c^2) = alpha (McDiarmid 1989)", n=n, squares=3 * width**2, alpha=float(a))

for n, variance, width, a in ((2, "0.5", 1, "0.1"), (101, "0.25", 2, "0.1"), (400, "0", 1, "0.005"), (20000, "0.0625", "0.5", "1e-6"), (8192, "3", 10, "0.01")):
    log2 = log(2 / mpf(a))
    row("empiricalBernstein", sqrt(2 * mpf(variance) * log2 / n) + 7 * mpf(width) * log2 / (3 * (n - 1)), 1e-14,
        "mpmath: Maurer and Pontil 2009, Theorem 4", n=n, variance=float(variance), range=float(width), alpha=float(a))

kl = lambda p, q: (p * log(p / q) if p > 0 else 0) + ((1 - p) * log((1 - p) / (1 - q)) if p < 1 and q < 1 else mpf(10) ** 9 if p < 1 else 0)
for s, n, a in (("0", 50, "0.05"), ("3", 10, "0.1"), ("2.5", 10, "0.05"), ("500", 1000, "0.005"), ("999", 1000, "0.005"), ("12", 1000000, "1e-6"), ("17.25", 400, "1e-9")):
    p = mpf(s) / n
    most = log(1 / mpf(a)) / n
    high = root(lambda q: kl(p, q) - most, p, 1)
    row("chernoffUpper", high, 1e-10, "mpmath: root of n kl(p, q) = log(1 / alpha) (Hoeffding 1963, Theorem 1)", sum=float(s), n=n, alpha=float(a))
    row("chernoffLower", 1 - high, 1e-9, "mpmath: root of n kl(p, q) = log(1 / alpha), mirrored", sum=float(n - mpf(s)), n=n, alpha=float(a))
    row("relativeChernoffUpper", p + sqrt(2 * p * most) + 2 * most, 1e-14, "mpmath: (q - p)^2 = 2 q log(1 / alpha) / n, solved for less than q", count=float(s), n=n, alpha=float(a))
    row("relativeChernoffLower", max(0, p - sqrt(2 * p * most)), 1e-13, "mpmath: (p - q)^2 = 2 p log(1 / alpha) / n", count=float(s), n=n, alpha=float(a))

for alpha, m, value in ((0.05, 10, 0.005), (0.01, 1, 0.01), (0.05, 20, 0.0025), (0.01, 0, 0.01)):
    row("union", value, 1e-15, "Bonferroni's correction as printed in any textbook; of none, one", alpha=alpha, statements=m)

# Group means 1, 2, 3, 4, 10: mean 4, variance 12.5 (R: var(c(1, 2, 3, 4, 10))).
out = subprocess.check_output(["Rscript", "-e", "options(digits=17); x <- c(1,2,3,4,10); cat(mean(x), var(x), sqrt(var(x)/5)); for (p in c(0.25, 0.025, 1e-4, 1e-12)) cat('', qnorm(p, lower.tail=FALSE))"], text=True).split()
for name, value in zip(("mean", "variance", "standardError"), out):
    row(f"groupMean.{name}", value, 1e-14, "R 4.2 mean, var", sum=20, squares=130, groups=5)
for tail, value in zip((0.25, 0.025, 1e-4, 1e-12), out[3:]):
    row("normalUpperQuantile", value, 1e-10, "R 4.2 qnorm", tail=tail)
for z in (-3, 0, 1.959963984540054, 7):
    row("normalUpperTail", norm.sf(z), 1e-12, "scipy 1.17 norm.sf", z=z)
row("normalUpperTail", 0.0228, 3e-3, "any printed table of the normal law", z=2)

# R: one group by dbinom and pbinom, two by adding up dbinom(i) pbinom(k - i).
script = """options(digits=17); s <- function(a,p,b,q,k) { i <- 0:a; w <- dbinom(i,a,p);
  cat(sum(w*dbinom(k-i,b,q)), sum(w*pbinom(k-i-1,b,q)), sum(w*pbinom(k-i,b,q,lower.tail=FALSE)), ''); }
cat(dbinom(3,10,0.2), pbinom(2,10,0.2), pbinom(3,10,0.2,lower.tail=FALSE), ''); s(5,0.3,8,0.6,4); s(200,0.01,3000,0.4,1150)"""
out = subprocess.check_output(["Rscript", "-e", script], text=True).split()
for place, (counts, chances, k) in enumerate((([10], [0.2], 3), ([5, 8], [0.3, 0.6], 4), ([200, 3000], [0.01, 0.4], 1150))):
    for part, value in zip(("equal", "below", "above"), out[3 * place:]):
        row(f"binomialSumAt.{part}", value, 1e-11, "R 4.2 dbinom, pbinom", counts=counts, chances=chances, k=k)

# R: lm(log(c(0.5, 0.2, 0.1)) ~ log(c(2, 8, 32)))
out = subprocess.check_output(["Rscript", "-e", "options(digits=17); f <- lm(log(c(0.5,0.2,0.1)) ~ log(c(2,8,32))); cat(coef(f)[2], exp(coef(f)[1]))"], text=True).split()
for name, value in zip(("exponent", "coefficient"), out):
    row(f"fitRate.{name}", value, 1e-12, "R 4.2 lm of logarithms", markets=[2, 8, 32], values=[0.5, 0.2, 0.1])

# Laws through intervals as linear programs: least and most exponent of y = a + b log M + t / M, and of y = a + b log M + t log log M.
sizes, values, error = [2, 3, 5, 9, 20, 48], [0.7, 0.58, 0.44, 0.34, 0.222, 0.146], 0.03
for law, f in (("correction", lambda m: 1 / m), ("logarithm", lambda m: np.log(np.log(m)))):
    A = np.array([[1, np.log(m), f(m)] for m in sizes])
    y = np.array([np.log(v) for v in values])
    low, high = y + np.log(1 - error), y + np.log(1 + error)
    for part, c in (("exponentLower", [0, 1, 0]), ("exponentUpper", [0, -1, 0]), ("termLower", [0, 0, 1]), ("termUpper", [0, 0, -1])):
        found = linprog(c, A_ub=np.vstack([A, -A]), b_ub=np.concatenate([high, -low]), bounds=[(None, None)] * 3, method="highs")
        sign = -1 if part.endswith("Upper") else 1
        row(f"rateAsymptotics.{law}.{part}", sign * found.fun, 1e-8, "scipy 1.17 linprog", markets=sizes, values=values, error=error)

# Bootstrap quantiles: with 199 replicates and a confidence of 0.9 the ends are the 0.05 and 0.95 quantiles at (B + 1) p exactly.
replicates = [(77 * i) % 199 / 7 for i in range(1, 200)]
for confidence, n in ((0.9, 20), (0.5, 4), (0.98, 100)):
    cuts = statistics.quantiles(replicates, n=n, method="exclusive")
    for part, value in (("Lower", cuts[0]), ("Upper", cuts[-1])):
        row(f"middleOf{part}", value, 1e-12, "Python 3.11 statistics.quantiles, exclusive", replicates=replicates, confidence=confidence)

print("[\n " + ",\n ".join(json.dumps(r) for r in rows) + "\n]")
