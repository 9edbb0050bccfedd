/** Thresholds where beliefs move: roots against a scan in rationals, verdicts at single values, proofs on both sides of a root. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerThreshold } from '../../../src/kinds/finite/threshold.ts';
import { implement } from '../../../src/mechanism/finite/design.ts';
import { thresholds } from '../../../src/mechanism/finite/threshold.ts';
import type { ThresholdQuestion } from '../../../src/mechanism/finite/threshold-question.ts';
import { parseRational, rational, rationalText } from '../../../src/programs/rational.ts';

const trade = (prior: unknown, range: readonly [string, string], more: object = {}) => parseEnvironment({
  finite: 1, agents: { ann: ['low', 'high'], bob: ['low', 'high'] }, outcomes: ['none', 'trade'],
  payoffs: { ann: { trade: { own: [1, 3] } }, bob: { trade: { own: [-2, '-1/2'] } } },
  prior, rule: 'efficient', parameters: { e: { value: 0, range } }, ...more,
});
const moving = trade([['1/4 + e', '1/4 - e'], ['1/8 - e', '3/8 + e']], ['-1/5', '1/9']);
const question = (goal: 'implement' | 'extract'): ThresholdQuestion =>
  ({ parameter: 'e', goal, transfers: 'bayesian', balance: goal === 'extract' ? 'none' : 'exact' });

describe('where beliefs move', () => {
  it('isolates roots that are not rational, with the verdict proved at both ends of the interval', async () => {
    const { flips, verdicts, ...rest } = await answerThreshold(moving, question('implement'))
      .then(({ estimates, ...answer }) => ({ flips: estimates, ...answer }));
    // By a scan of scipy's HiGHS: between 0.03333 and 0.03385, and between 0.09763 and 0.09815.
    expect(flips.map(({ lower, upper, exact }) => [lower, upper, exact])).toEqual([
      [0.03355934548, 0.03355934549, undefined], [0.09801960187, 0.09801960188, undefined]]);
    expect(verdicts.map(({ text }) => text)).toEqual([
      'implement, e in [-1/5, 0.03355934548]: yes', 'implement, e in [0.03355934549, 0.09801960187]: no',
      'implement, e in [0.09801960188, 1/9]: yes']);
    expect(rest.proofs.map(({ file }) => file.schema)).toEqual(
      ['mechanism', 'certificate', 'certificate', 'mechanism'].map((kind) => `misreport.${kind}/1`));
    for (const { file } of rest.proofs) expect(judgeProof(JSON.parse(JSON.stringify(file))).faults).toEqual([]);
    for (const [value, verdict] of [['0.0335', 'yes'], ['0.0336', 'no'], ['0.0980', 'no'], ['0.0981', 'yes'], ['-0.1', 'yes']] as const)
      expect((await implement(modelAt(moving, new Map([['e', parseRational(value, '')]])), 'bayesian', 'exact')).verdict).toBe(verdict);
  });

  it('sees a verdict that flips at a single value, and a flip at an end of the range', async () => {
    // Types are independent at e = -1/16 alone, which no grid of the range meets.
    const { flips, segments, unknown } = await thresholds(moving, question('extract'));
    expect(flips.map(({ value, below, at, above, isolated }) => [rationalText(value), below, at, above, isolated])).toEqual([
      ['-1/16', true, false, false, undefined], ['-1/16', false, false, true, undefined]]);
    expect(segments.map(({ holds }) => holds)).toEqual([true, false, true]);
    expect(unknown).toEqual([]);
    const even = trade([['1/4 + e', '1/4 - e'], ['1/4 - e', '1/4 + e']], ['0', '1/5']);
    const found = await thresholds(even, question('extract'));
    expect(found.flips.map(({ value, at, above }) => [rationalText(value), at, above])).toEqual([['0', false, true]]);
  });

  it('moves corners of sets of beliefs, and halves where neither beliefs nor payoffs decide by polynomials', async () => {
    const corners = ['[1 - e, e]', '[e, 1 - e]'].map((text) => text.slice(1, -1).split(', '));
    const sets = trade(undefined, ['0', '1/2'], {
      'belief-sets': { ann: [{ vertices: corners }, { vertices: corners }], bob: [{ vertices: corners }, { vertices: corners }] },
    });
    const found = await thresholds(sets, question('implement'));
    for (const { from, to, holds } of found.segments) {
      const verdict = await implement(modelAt(sets, new Map([['e', from.add(to).div(2)]])), 'bayesian', 'exact');
      expect(verdict.verdict).toBe(holds ? 'yes' : 'no');
    }
    // A profile that is never met lets extraction choose there.
    const never = trade([['1/2 + e', '0'], ['0', '1/2 - e']], ['-1/4', '1/4']);
    expect((await thresholds(never, question('extract'))).halved).toBe(true);
  });

  it('scales with payoffs and with the parameter', async () => {
    const large = rational(10n ** 12n);
    const scaled = trade([['1/4 + e/1000000000000', '1/4 - e/1000000000000'], ['1/8 - e/1000000000000', '3/8 + e/1000000000000']],
      ['-200000000000', '100000000000'],
      { payoffs: { ann: { trade: { own: ['1e-9', '3e-9'] } }, bob: { trade: { own: ['-2e-9', '-5e-10'] } } } });
    const { flips } = await thresholds(scaled, question('implement'));
    for (const [k, at] of ['0.03355934548', '0.09801960187'].entries())
      expect(flips[k]!.value.div(large).sub(parseRational(at, '')).abs().valueOf()).toBeLessThan(1e-10);
  });
});
