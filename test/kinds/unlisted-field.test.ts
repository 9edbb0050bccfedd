/** Markets whose assignments are too many to list, as questions about the efficient rule. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { assignmentMarket, assignmentProblem, isListable } from '../../src/environment/assignment-market.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { FieldStudy } from '../../src/kinds/field/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { robustKind } from '../../src/kinds/robust/kind.ts';
import { fieldMonotonicity } from '../../src/notions/assignment-monotonicity.ts';
import type { Witness } from '../../src/results/document.ts';
import { openRun } from '../../src/run/run.ts';
import { chernoffLower, chernoffUpper } from '../../src/statistics/chernoff.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const law = (text: string) => parseDistribution(text);
const marketOf = (bidders: number, objects: number, text = 'uniform(0,1)') => assignmentMarket({ bidders, objects, law: law(text) });

async function asked(problem: FieldStudy, profiles?: number) {
  fieldKind.validate(problem);
  const point: SweepPoint<FieldStudy> = {
    values: {}, size: 1, primaryAgent: 'bidder 1', kind: fieldKind, pictures: false, references: () => [], problem,
  };
  const run = openRun(inProcessDevice(), 'unlisted');
  const aim = { command: 'run', maxProfiles: 1e6, confidence: 0.999, sampler: 'auto', ...(profiles ? { profiles } : {}) } as const;
  return (await fieldKind.plan(point, aim, run)).study(run);
}

const field = { kind: 'field', question: 'assignment', agent: 'bidder 1' } as const;
const best = { kind: 'field', question: 'assignment-second-best' } as const;
const row = ({ estimates }: Awaited<ReturnType<typeof asked>>, quantity: string) => estimates.find((one) => one.quantity === quantity)!;

it('is as monotone as order statistics say, one object, unequal laws, drawn far from 0 included', async () => {
  // Bidder 1 gets the object with chance F(s - shift) of the other three at once; types at the midpoints of four cells.
  for (const shift of [0, 3]) {
    const market = assignmentMarket({
      bidders: 4, objects: 1, law: (bidder) => law(bidder === 0 ? `uniform(${shift},${shift + 1})` : `uniform(${shift},${shift + 2})`),
    });
    const found = row(await asked({ ...field, market, cells: 4 }, 30_000), 'fieldMonotonicity');
    const { type, report } = found.witness as Witness;
    const [s, t] = [Number(type), Number(report)];
    const truth = (s - t) * (((s - shift) / 2) ** 3 - ((t - shift) / 2) ** 3);
    expect(truth).toBeGreaterThanOrEqual(found.lower);
    expect(truth).toBeLessThanOrEqual(found.upper);
    expect(Math.abs(found.estimate - truth)).toBeLessThan(4 * 0.25 * Math.sqrt(0.02 / 30_000));
    expect(found.upper - found.lower).toBeLessThan(0.25 * 0.02);
  }
});

it('agrees with the same market listed, several objects', async () => {
  const market = marketOf(3, 2);
  expect(isListable(market)).toBe(true);
  const listed = await asked({ kind: 'field', question: 'field', problem: assignmentProblem(market), agent: 'bidder 1', cells: 3 }, 30_000);
  const found = await asked({ ...field, market, cells: 3 }, 30_000);
  const [a, b] = [row(listed, 'fieldMonotonicity'), row(found, 'fieldMonotonicity')];
  expect(Math.abs(a.estimate - b.estimate)).toBeLessThan(0.003);
  for (const quantity of ['congruenceGap', 'crossDerivativeGap', 'circulation', 'circulationPerLength', 'leastEpsilon', 'epsilonLic']) {
    const [known, now] = [row(listed, quantity), row(found, quantity)];
    expect([now.estimate, now.lower, now.upper, now.confidence, now.guarantee, now.point])
      .toEqual([known.estimate, known.lower, known.upper, known.confidence, known.guarantee, known.point]);
  }
  expect(found.verdicts).toEqual(listed.verdicts);
});

it('bounds a mean of bounded draws by Chernoff, and what drawn laws move it by on top', () => {
  // Reports (4, 0) and (1, 2) in units of a half: an object's gains are 3 and -2, so that one draw is worth from 0 to 5.
  const sums = {
    statistics: { choices: Float64Array.of(60, 10, 20, 40) }, profiles: 100, unit: 0.5, low: Int32Array.of(0, 0), top: Int32Array.of(9, 9),
    parameters: { objects: 2, reports: Int32Array.of(4, 0, 1, 2) },
  } as unknown as Parameters<typeof fieldMonotonicity>[0];
  const sum = (3 * 40 + 2 * 30) / 5;
  const { estimate, lower, upper } = fieldMonotonicity(sums, 0.01, 0.1);
  expect(estimate).toBeCloseTo(0.9, 12);
  expect(lower).toBeCloseTo(2.5 * (chernoffLower(sum, 100, 0.05) - 0.02), 12);
  expect(upper).toBeCloseTo(2.5 * (chernoffUpper(sum, 100, 0.05) + 0.02), 12);
});

it('looks at types drawn from her laws where a grid would have too many, none but hers differing in a slice', async () => {
  const market = marketOf(2, 14);
  const found = row(await asked({ ...field, market }, 300), 'fieldMonotonicity');
  expect(found.basis).toMatch(/64 types drawn from her laws/);
  expect((found.witness as Witness).type).toHaveLength(14);
  const slice = [undefined, ...Array.from({ length: 13 }, () => 0.5)];
  const { witness } = row(await asked({ ...field, market, slice }, 300), 'fieldMonotonicity');
  expect((witness as Witness & { type: readonly number[] }).type.slice(1).every((x) => Math.abs(x - 0.5) < 1e-6)).toBe(true);
});

it('answers constraints, paths and other notions without a draw more; atoms leave out what ties decide', async () => {
  const market = marketOf(6, 4);
  const constrained = await asked(
    { ...field, market, individuallyRational: 'interim', budget: 'ex-ante', bounded: true, monotone: true, notion: 'ic', cells: 2 }, 300,
  );
  expect(constrained.estimates.filter(({ quantity }) => quantity === 'leastEpsilon').map(({ agent, upper }) => [agent, upper]))
    .toEqual([['bidder 1', 0], ['market', 0]]);
  const loop = [[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0]];
  const along = await asked({ ...field, market, cells: 2, loop }, 300);
  expect(along.estimates.filter(({ point }) => point.path === 'as given').map(({ quantity, upper }) => [quantity, upper]))
    .toEqual([['circulation', 0], ['circulationPerLength', 0]]);
  const slice = Array.from({ length: 40 }, (_, j) => (j > 0 ? 0.5 : undefined));
  const alone = await asked({ ...field, market: marketOf(1, 40), slice }, 300);
  expect(row(alone, 'fieldMonotonicity').lower).toBeGreaterThanOrEqual(0);
  const atoms = await asked({ ...field, market: marketOf(6, 4, 'discrete(1:0.5,2:0.5)') });
  expect(row(atoms, 'fieldMonotonicity')).toBeUndefined();
  expect(atoms.notes[0]).toMatch(/is not measured where worths have points of positive probability/);
  expect(row(atoms, 'leastEpsilon').upper).toBe(0);
  const exPost = await asked({ ...field, market, stage: 'ex-post' });
  expect(exPost.estimates.map(({ quantity, upper, profiles }) => [quantity, upper, profiles]))
    .toEqual([['leastEpsilonGrid', 0, 0], ['leastEpsilon', 0, 0]]);
});

it('has the first best for second best: the mean of the highest of forty, and of listed markets', async () => {
  const one = await asked({ ...best, market: marketOf(40, 1), individuallyRational: 'interim', budget: 'ex-ante' }, 20_000);
  for (const quantity of ['secondBestWelfare', 'firstBestWelfare']) {
    const { estimate, lower, upper } = row(one, quantity);
    expect(lower).toBeLessThan(40 / 41);
    expect(upper).toBeGreaterThan(40 / 41);
    expect(Math.abs(estimate - 40 / 41)).toBeLessThan(4 * Math.sqrt(40 / 41 ** 2 / 42 / 20_000));
  }
  // Of one object and fifty bidders on [1, 3] it is 1 + 2 50/51.
  const wide = row(await asked({ ...best, market: marketOf(50, 1, 'uniform(1,3)') }, 5000), 'secondBestWelfare');
  expect(Math.abs(wide.estimate - (1 + 100 / 51))).toBeLessThan(8 * Math.sqrt(50 / 51 ** 2 / 52 / 5000));
  expect(row(one, 'welfareLoss')).toMatchObject({ lower: 0, upper: 0, confidence: 1 });
  expect(one.verdicts[0]).toMatchObject({ id: 'first-best', status: 'yes' });
});

it('names what cannot be asked before anything is computed', () => {
  const market = marketOf(6, 4);
  const wrong = (question: object, message: RegExp | string) => expect(() => fieldKind.validate(question)).toThrow(message);
  wrong({ ...field, market, agent: 'bidder 7' }, "agent: must be bidder 1 to 6, got 'bidder 7'");
  wrong({ ...field, market, opponents: 'grid' }, 'opponents: must be law');
  wrong({ ...field, market, cells: 9 }, 'cells: must be at most 8 for 4 coordinates');
  wrong({ ...field, market, slice: [0.5] }, 'slice: must have 4 coordinates');
  wrong({ ...field, market, loop: [[0, 0]] }, 'loop: must have three corners');
  wrong({ ...field, market, deficit: 0.1 }, 'deficit: needs a budget');
  wrong({ ...field, market, stage: 'ex-post', budget: 'ex-ante' }, 'stage: can be ex-post only without constraints');
  const collects = { individuallyRational: 'interim', budget: 'ex-ante', deficit: -0.1 };
  for (const question of [field, best]) {
    wrong({ ...question, market, ...collects }, 'deficit: must be 0 or more where bidders may stay away');
    wrong({ ...question, market: { ...market, dependence: { kind: 'gaussian', correlation: 0.5 } } }, 'market.dependence: must be absent');
    wrong({ ...question, market: { ...market, laws: [] } }, 'market.laws: must be a list of 24 laws');
  }
  const robust = { kind: 'robust', question: 'efficient-rule', problem: market, agent: 'all' };
  expect(() => robustKind.validate(robust)).not.toThrow();
  expect(() => robustKind.validate({ ...robust, agent: 'seller' })).toThrow("agent: must be bidder 1 to 6 or all, got 'seller'");
  expect(() => robustKind.validate({ ...robust, problem: { ...market, bidders: 0 } })).toThrow(/problem.bidders: must be a whole number/);
});
