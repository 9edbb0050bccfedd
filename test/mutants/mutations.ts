/** The faults that `npm run mutants` makes: where a wrong number, a wrong bound or a wrong word would do most harm. */
import type { Mutation } from './mutation.ts';

const BOUNDS = 'test/statistics/bounds.test.ts';
const GOLDEN = 'test/scenarios/golden.test.ts';
const TRADER = 'test/notions/trader-constants.test.ts';
const BANDS = 'test/notions/interim-utility/trader.test.ts';
const GRID = 'test/notions/grid-constants.test.ts';
const STRUCTURE = 'test/kinds/social-choice/structure.test.ts';
const CSV = 'test/report/formats/csv.test.ts';
const SMALL_GOLDEN = '^multi-object gives';

export const MUTATIONS: readonly Mutation[] = [
  // Bounds.
  {
    name: 'Clopper-Pearson: upper tail of one success less', find: 'betaincinv(alpha, k + 1, n - k, true)',
    replace: 'betaincinv(alpha, k, n - k + 1, true)', tests: [BOUNDS],
  },
  {
    name: 'Clopper-Pearson: lower tail of one success more', find: 'betaincinv(alpha, k, n - k + 1);',
    replace: 'betaincinv(alpha, k + 1, n - k);', tests: [BOUNDS],
  },
  {
    name: 'Clopper-Pearson: whole alpha on either side', find: 'upper: clopperPearsonUpper(k, n, alpha / 2) })',
    replace: 'upper: clopperPearsonUpper(k, n, alpha) })', tests: [BOUNDS],
  },
  {
    name: 'Dvoretzky-Kiefer-Wolfowitz: one-sided constant', find: 'Math.sqrt(Math.log(2 / alpha) / (2 * n))',
    replace: 'Math.sqrt(Math.log(1 / alpha) / (2 * n))', tests: [BOUNDS],
  },
  {
    name: 'empirical Bernstein: half-width halved', find: 'Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1))',
    replace: '(Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1))) / 2', tests: [BOUNDS],
  },
  {
    name: 'empirical Bernstein: one-sided logarithm', find: 'const log = Math.log(2 / alpha);',
    replace: 'const log = Math.log(1 / alpha);', tests: [BOUNDS],
  },
  {
    name: 'Chernoff: exponent halved', find: 'const most = Math.log(1 / alpha) / n;',
    replace: 'const most = Math.log(1 / alpha) / (2 * n);', tests: [BOUNDS],
  },
  {
    name: 'Hoeffding: range halved', find: 'range * Math.sqrt(Math.log(1 / alpha) / (2 * n))',
    replace: '(range / 2) * Math.sqrt(Math.log(1 / alpha) / (2 * n))', tests: [BOUNDS],
  },
  {
    name: 'union bound dropped', find: 'alpha / Math.max(1, statements)', replace: 'alpha / Math.max(1, Math.min(1, statements))',
    tests: [BOUNDS],
  },
  {
    name: 'looks spend more than alpha', find: '[0.9, 0.04, 0.03, 0.015] as const', replace: '[0.9, 0.08, 0.06, 0.03] as const',
    tests: [BOUNDS],
  },
  {
    name: 'a mean\'s interval: both bounds at the whole alpha', find: 'const half = empiricalBernstein(n, variance, width, alpha / 4);',
    replace: 'const half = empiricalBernstein(n, variance, width, alpha);', tests: ['test/statistics/bounded-mean.test.ts'],
  },
  {
    name: 'rates: ends of the points\' intervals swapped', find: '(w > 0 ? point.lower : point.upper)',
    replace: '(w > 0 ? point.upper : point.lower)', tests: ['test/statistics/power-law.test.ts'],
  },

  // Certificates of double auctions.
  {
    name: 'gain band halved', find: 'lower: lower - 2 * half * width, upper: upper + 2 * half * width',
    replace: 'lower: lower - half * width, upper: upper + half * width', tests: [BANDS],
  },
  {
    name: 'utility band: error of the law dropped', find: 'const half = dkwHalfWidth(n, alpha / 2) + lawError;\n  const mixed',
    replace: 'const half = dkwHalfWidth(n, alpha / 2);\n  const mixed', tests: [BANDS],
  },
  {
    name: 'epsilon-LIC: no union over cells', find: 'union((1 - LOWER_SHARE) * alpha, cells)) + lawError',
    replace: 'union((1 - LOWER_SHARE) * alpha, 1)) + lawError', tests: [TRADER],
  },
  { name: 'epsilon-LIC: error of the law dropped above', find: 'cells)) + lawError);', replace: 'cells)));', tests: [TRADER] },
  {
    name: 'epsilon-LIC: error of the law dropped below',
    find: 'clopperPearsonLower(sure, n, (LOWER_SHARE - LOSS_SHARE) * alpha) - lawError)',
    replace: 'clopperPearsonLower(sure, n, (LOWER_SHARE - LOSS_SHARE) * alpha))', tests: [TRADER],
  },
  {
    name: 'epsilon-LIC: brackets of cells narrowed', find: 'largest = Math.max(largest, atLeastU[j]! - atLeastL[j + 1]!);',
    replace: 'largest = Math.max(largest, atLeastU[j]! - atLeastL[j]!);', tests: [TRADER],
  },
  {
    name: 'epsilon-IC: a tile\'s statements not paid for', find: 'const STATEMENTS = 8;', replace: 'const STATEMENTS = 1;',
    tests: ['test/notions/epsilon-ic/tiling.test.ts'],
  },
  {
    name: 'epsilon-IC: no union over tiles', find: 'union((1 - LOWER_SHARE) * alpha, tiling.length)', replace: '(1 - LOWER_SHARE) * alpha',
    tests: [TRADER],
  },
  {
    name: 'delta*: error of the law dropped', find: 'const allowed = delta - 2 * lawError;', replace: 'const allowed = delta;',
    tests: ['test/notions/delta-star/trader.test.ts'],
  },
  {
    name: 'delta*: ball radius halved', find: 'while (above + 1 < x.length && x[above + 1]! + rounding <= x[j]! + delta) above++;',
    replace: 'while (above + 1 < x.length && x[above + 1]! + rounding <= x[j]! + delta / 2) above++;',
    tests: ['test/notions/delta-star/trader.test.ts'],
  },
  {
    name: 'buyers: the line is not turned round', find: '    x: boundaries.toReversed().map((x) => -x),\n    first: cells - end',
    replace: '    x: boundaries.map((x) => x),\n    first: cells - end', tests: ['test/experiments/order-statistics/survival.test.ts'],
  },
  {
    name: 'buyers: sign of the reflected type', find: '    sign: -1,', replace: '    sign: 1,',
    tests: ['test/experiments/order-statistics/survival.test.ts', GOLDEN], only: 'buyer|reflect|double-auction gives',
  },
  {
    name: 'kappa reversed', find: 'pivotalWeight: 1 - kappa,', replace: 'pivotalWeight: kappa,',
    tests: ['test/environment/double-auction.test.ts'],
  },
  {
    name: 'price rule reversed in the market', find: 'const price = z + kappa * (next - z);',
    replace: 'const price = next - kappa * (next - z);', tests: ['test/kernels/market-clearing.test.ts'],
  },
  {
    name: 'witness searched on the certifying stream',
    find: 'const first = await draw(problem, decision, pilotGrid(problem), `${name}/pilot-0`',
    replace: 'const first = await draw(problem, decision, pilotGrid(problem), `${name}/certify`',
    tests: ['test/kinds/conformance.test.ts'], only: 'streams',
  },
  {
    name: 'joint confidence of a verdict overstated', find: 'const jointly = 1 - Math.max(1, uncertain) * (1 - confidence);',
    replace: 'const jointly = confidence;', tests: ['test/kinds/conformance.test.ts'], only: 'verdict',
  },

  // Certificates of social choice problems.
  {
    name: 'unless the sample contradicts the structure', find: 'if (!certificate || grid.lower > certificate.upper) return grid;',
    replace: 'if (!certificate) return grid;', tests: [STRUCTURE],
  },
  {
    name: 'largest gain: no union over lies', find: 'const each = union(alpha / 2, lies.length);', replace: 'const each = alpha / 2;',
    tests: [GRID],
  },
  {
    name: 'gains: rounding of payoffs not counted', find: 'groupHalfWidth(at, groups, profiles, high - low, alpha) + 2 * rounding',
    replace: 'groupHalfWidth(at, groups, profiles, high - low, alpha)', tests: [GRID],
  },
  {
    name: 'gains clamped at zero in surfaces', find: 'estimate: table((pair) => gains.at(pair).mean)',
    replace: 'estimate: table((pair) => Math.max(0, gains.at(pair).mean))', tests: [GRID, GOLDEN], only: `band|${SMALL_GOLDEN}`,
  },
  {
    name: 'upper ends of a golden\'s surface', find: 'upper: table((pair) => gains.upper(pair, each))',
    replace: 'upper: table((pair) => gains.upper(pair, 2 * each))', tests: [GOLDEN], only: SMALL_GOLDEN,
  },
  {
    name: 'lower ends of a golden\'s surface', find: 'lower: table((pair) => gains.lower(pair, each))',
    replace: 'lower: table((pair) => gains.lower(pair, 2 * each))', tests: [GOLDEN], only: SMALL_GOLDEN,
  },
  {
    name: 'size of a lie: irrelevant coordinates counted', find: 'sum + (relevant[c] ? Math.abs(x - type[c]!) : 0)',
    replace: 'sum + Math.abs(x - type[c]!)', tests: [GRID],
  },
  {
    name: 'witness searched on the certifying stream, social choice', find: 'run.stream(`social-choice/search/${agent}/${round}`)',
    replace: 'run.stream(`social-choice/certify/${agent}`)', tests: ['test/kinds/conformance.test.ts'], only: 'streams',
  },
  {
    name: 'knapsack filled from the least worth', find: 'items.sort((a, b) => b.worth - a.worth);',
    replace: 'items.sort((a, b) => a.worth - b.worth);', tests: ['test/notions/epsilon-bounded/grid.test.ts'],
  },
  {
    name: 'monotonicity asked of types below', find: '!relevant[c] || x >= s[c]!', replace: '!relevant[c] || x <= s[c]!',
    tests: [GRID, 'test/notions/interim-utility.test.ts'],
  },
  {
    name: 'a loss certified by half a band', find: 'const half = dkwHalfWidth(profiles, alpha / 2);',
    replace: 'const half = dkwHalfWidth(profiles, alpha / 2) / 2;', tests: ['test/notions/epsilon-ic/strategy-loss.test.ts'],
  },
  {
    name: 'VCG called incentive compatible with any values', find: "(values === 'private' && rule.maximises ?",
    replace: '(rule.maximises ?', tests: ['test/mechanism/incentives.test.ts'],
  },
  {
    name: 'VCG: the pivot is not paid', find: 'return dot(probabilitiesAt(acted), others) - Math.max(...others);',
    replace: 'return dot(probabilitiesAt(acted), others);', tests: ['test/predicates/predicates.test.ts'],
  },

  // Beliefs.
  {
    name: 'worst case: the share at the level is sent whole', find: '(kept - part * level + share * mass * least) / mass',
    replace: '(kept - share * level + share * mass * least) / mass', tests: ['test/beliefs/worst-case.test.ts'],
  },
  {
    name: 'contamination: prior\'s share reversed', find: '(1 - beliefs.delta) * meanOf(values, weights) + beliefs.delta * least',
    replace: 'beliefs.delta * meanOf(values, weights) + (1 - beliefs.delta) * least', tests: ['test/beliefs/worst-case.test.ts'],
  },
  {
    name: 'reach: ball radius halved', find: 'Math.round((radius / (high - low)) * SPAN)',
    replace: 'Math.round((radius / 2 / (high - low)) * SPAN)', tests: ['test/experiments/reach/sampler.test.ts'],
  },

  // Streams and kernels.
  {
    name: 'key not specialised by the upper bits of the index', find: '[high >>> 0, 0x70726f66', replace: '[0, 0x70726f66',
    tests: ['test/kernels/keying.test.ts', 'test/kernels/threefry.test.ts'],
  },
  {
    name: 'seeds that repeat are the same seed', find: 'seedrandom(`${bytes.length}:${bytes}`)', replace: 'seedrandom(bytes)',
    tests: ['test/kernels/keying.test.ts', 'test/engine/chunks.test.ts', 'test/engine/cpu.test.ts'],
  },
  {
    name: 'chunks overlap at their ends', find: 'const to = Math.min(first + count, (slot + 1) * size);',
    replace: 'const to = Math.min(first + count, (slot + 1) * size + 1);', tests: ['test/engine/chunks.test.ts'],
  },
  {
    name: 'tie rule reversed where slopes are equal', find: 'c).sort((a, b) => step[a]! - step[b]! || a - b);\n  const from',
    replace: 'c).sort((a, b) => step[a]! - step[b]! || b - a);\n  const from',
    tests: ['test/kernels/interim.test.ts', 'test/contract/kernels.test.ts'], only: 'cpu.*interim|interim|envelope|ties',
  },

  // Studies.
  {
    name: 'an interrupted run is marked complete',
    find: 'const complete = results.length === points.length && results.every((result) => result.complete);',
    replace: 'const complete = results.length > 0;',
    tests: ['test/kinds/conformance.test.ts'],
    only: 'interrupt',
  },
  {
    name: 'a sample cut short is complete', find: 'const complete = done === target;', replace: 'const complete = done > 0;',
    tests: ['test/kinds/conformance.test.ts'], only: 'interrupt',
  },
  {
    name: 'the seed has no part in a configuration\'s name', find: 'markets, ...effort, confidence, seed, sampler };',
    replace: 'markets, ...effort, confidence, sampler };', tests: ['test/kinds/conformance.test.ts'], only: 'hash',
  },
  {
    name: 'references of one mechanism shown beside another', find: '(mechanism === undefined || mechanism === row.point.mechanism)',
    replace: '(mechanism === undefined || mechanism !== "")', tests: ['test/kinds/conformance.test.ts', GOLDEN],
    only: `reference|${SMALL_GOLDEN}|^single-object gives`,
  },
  {
    name: 'a budget that is too small is not refused', find: 'if (needed <= maxProfiles) continue;', replace: 'if (needed > 0) continue;',
    tests: ['test/kinds/double-auction/run-study.test.ts', 'test/cli/bad-input.test.ts'], only: 'budget|precision|max-profiles',
  },
  {
    name: 'claims: the estimate decides', find: "finding(row, row.upper <= bound ? 'pass'",
    replace: "finding(row, row.estimate <= bound ? 'pass'", tests: ['test/scenarios/claims.test.ts'],
  },
  {
    name: 'claims: the best finding stands', find: "['fail', 'undecided', 'pass', 'not-applicable'];",
    replace: "['pass', 'undecided', 'fail', 'not-applicable'];", tests: ['test/scenarios/claims.test.ts'],
  },

  // Words and files.
  {
    name: 'words of a quantity deleted', find: "meaning: 'the smallest ε for which no lie gains more than ε times its size'",
    replace: "meaning: ''", tests: ['test/results/quantities.test.ts'],
  },
  {
    name: 'csv: lower and upper swapped', find: 'estimate: row.estimate, lower: row.lower, upper: row.upper,\n        confidence',
    replace: 'estimate: row.estimate, lower: row.upper, upper: row.lower,\n        confidence', tests: [CSV],
  },
  {
    name: 'csv: type and report of the witness swapped',
    find: 'witness_type: signalCell(row.witness?.type), witness_report: signalCell(row.witness?.report),\n        reference',
    replace: 'witness_type: signalCell(row.witness?.report), witness_report: signalCell(row.witness?.type),\n        reference',
    tests: [CSV],
  },
  {
    name: 'confidence printed as an error probability', find: '`${Number((100 * confidence).toPrecision(6))}%`',
    replace: '`${Number((100 - 100 * confidence).toPrecision(6))}%`', tests: ['test/report/terminal/table.test.ts'],
  },
  {
    name: 'interval ends rounded inwards', find: "lower: rounded(lower, scale, 'down')", replace: "lower: rounded(lower, scale, 'up')",
    tests: ['test/report/numbers.test.ts'],
  },
  {
    name: 'report: undecided shown as a tick', find: "undecided: '?' } as const", replace: "undecided: '✓' } as const",
    tests: ['test/report/statements.test.ts'],
  },
  {
    name: 'report: ends of the exponent swapped in fits.csv', find: 'exponent_lower: fit.exponentLower',
    replace: 'exponent_lower: fit.exponentUpper', tests: [CSV],
  },
  {
    name: 'report: short names without identifier', find: 'const id = ` #${identifier(text)}`;', replace: "const id = ' #';",
    tests: ['test/report/labels.test.ts'],
  },
  {
    name: 'report: ring at the transposed pair', find: 'if (value > estimate[i]![j]!) [i, j] = [a, b];',
    replace: 'if (value > estimate[j]![i]!) [i, j] = [b, a];', tests: ['test/report/figures.test.ts'], only: 'ring',
  },
  {
    name: 'report: bars of the lower panel cut', find: 'const room = symlog ? 1.3 : 1 + ROOM;', replace: 'const room = 0.7;',
    tests: ['test/report/figures.test.ts'], only: 'whole bars',
  },
  {
    name: 'report: best lies unsorted', find: 'return best.sort((a, b) => estimate[b.i]![b.j]! - estimate[a.i]![a.j]!);',
    replace: 'return best;', tests: ['test/report/social-figures.test.ts'], only: 'best lie',
  },
  {
    name: 'report: a thinned table without the last type', find: 'i % step === 0 || i === length - 1', replace: 'i % step === 0',
    tests: [CSV],
  },
  {
    name: 'report: stronger of two guarantees for both ends', find: "lowerGuarantee === upperGuarantee ? guarantee : `≥",
    replace: "lowerGuarantee !== upperGuarantee ? lowerGuarantee : `≥", tests: ['test/report/statements.test.ts'],
  },
  {
    name: 'golden tolerance widened', find: 'Number(value.toPrecision(8))', replace: 'Number(value.toPrecision(3))',
    tests: ['test/support/digest.test.ts'],
  },
  {
    name: 'goldens keep the estimates of surfaces alone', find: 'lower.flat(), upper.flat(), (standardError', replace: '(standardError',
    tests: ['test/support/digest.test.ts'],
  },

  // Rules and transfers.
  {
    name: 'redistribution: the whole least revenue to each', find: 'leastRevenue(problem, agent, signals) / agents)',
    replace: 'leastRevenue(problem, agent, signals))', tests: ['test/contract/samplers.test.ts'], only: 'redistributed',
  },
  {
    name: 'redistribution: one welfare too few taken off', find: '(lines.length - 2) * largestAt(all, t)',
    replace: '(lines.length - 3) * largestAt(all, t)', tests: ['test/mechanism/redistributed-vcg.test.ts'],
  },
  {
    name: 'redistribution: ends of the support alone', find: 'lines.flatMap((one) => envelopeTransfers(one, one, low, high).from)',
    replace: '[low]', tests: ['test/mechanism/redistributed-vcg.test.ts'],
  },
  {
    name: 'reserves added where they are costs', find: '0 - reserves.reduce((sum, row) => sum + row[k]!, 0)',
    replace: 'reserves.reduce((sum, row) => sum + row[k]!, 0)', tests: ['test/mechanism/efficient-with-reserves.test.ts'],
  },
  {
    name: 'VCG without the pivot', find: 'batch.tf.sub(batch.expected(others), batch.tf.max(others, 1))',
    replace: 'batch.expected(others)', tests: ['test/contract/samplers.test.ts'], only: 'with .vcg',
  },
  {
    name: 'all-pay: who is worse off pays nothing', find: 'tf.neg(tf.where(tf.greaterEqual(tf.add(most, least), 0), most, least))',
    replace: 'tf.neg(most)', tests: ['test/contract/samplers.test.ts'], only: 'all-pay',
  },
  {
    name: 'expected externality: shares not taken from the others', find: 'tf.mul(externality(j), j === agent ? 1 : -1 / (agents - 1))',
    replace: 'tf.mul(externality(j), j === agent ? 1 : 0)', tests: ['test/contract/samplers.test.ts'], only: 'expected-externality',
  },
  // Balls of beliefs.
  {
    name: 'worst mean: a straddling cell at its mean', find: 'Math.min(level, low[c]!));', replace: 'Math.min(level, meanHigh[c]!));',
    tests: ['test/notions/robust/radius.test.ts'],
  },
  {
    name: 'worst mean: nothing is sent to the least point', find: 'let above = radius * least;', replace: 'let above = 0;',
    tests: ['test/notions/robust/radius.test.ts'],
  },
  {
    name: 'affine payoff: moved the wrong way within delta', find: 'slopes[j]! > 0 ? -delta : delta',
    replace: 'slopes[j]! > 0 ? delta : -delta', tests: ['test/notions/robust/radius.test.ts'],
  },
  {
    name: 'footnote 12 as printed', find: 'y + sign * (a[x]! / b[x]!)', replace: 'y - sign * (a[x]! / b[x]!)',
    tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: '(G1): proportional matrices only', find: 'dimensions === 1 ? 0 : Math.min(proportional, oneLine)',
    replace: 'dimensions === 1 ? 0 : proportional', tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: 'parallel gap: the largest weighted ratio for the least', find: 'if (a[e * n + e]! < a[least * n + least]!) least = e;',
    replace: 'if (a[e * n + e]! > a[least * n + least]!) least = e;', tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: 'ex post rule of opposite interactions', find: 'ratio === undefined || !(ratio > 0)', replace: 'ratio === undefined',
    tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: 'absolute variation read as total variation', find: "{ metric: 'totalVariation', unit: 2 }",
    replace: "{ metric: 'totalVariation', unit: 1 }", tests: ['test/kinds/robust.test.ts'],
  },
];
