/** Studies, words and files. */
import type { Mutation } from '../mutation.ts';

const GOLDEN = 'test/scenarios/golden.test.ts';
const CSV = 'test/report/formats/csv.test.ts';
const SMALL_GOLDEN = '^multi-object gives';

export const STUDY_MUTATIONS: readonly Mutation[] = [
  // Studies.
  {
    name: 'a scenario that builds something else on another thread is drawn there', find: 'if (fingerprint(built) !== wanted)',
    replace: 'if (wanted === "")', tests: ['test/library/helpers.test.ts'],
  },
  {
    name: 'a folder that another run is writing to is taken',
    find: 'if (!(await files.keep(own, path))) await files.writeDurably(path, text);',
    replace: 'await files.remove(path); await files.writeDurably(path, text); claimed.delete(root);',
    tests: ['test/report/write.test.ts'], only: 'process that is gone is no claim',
  },
  {
    name: 'pieces are merged as they come', find: 'const sums = done.get(wanted);',
    replace: 'const sums = done.get(wanted) ?? [...done.values()][0];', tests: ['test/run/pieces.test.ts'],
  },
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
    name: 'the seed has no part in a configuration\'s name', find: '...effort, confidence, seed, sampler, ...joint };',
    replace: '...effort, confidence, sampler, ...joint };', tests: ['test/kinds/conformance.test.ts'], only: 'hash',
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
    find: 'witness_type: signalCell(lies[r]?.type), witness_report: signalCell(lies[r]?.report),\n        witness_walk',
    replace: 'witness_type: signalCell(lies[r]?.report), witness_report: signalCell(lies[r]?.type),\n        witness_walk',
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
];
