/**
 * Every rule with every transfer scheme of the registry, on every path that takes the two, against the references in their files. What a
 * rule or a scheme lacks here fails by type and by the first test.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { InputError } from '../../src/errors.ts';
import { fusedExPostSampler, fusedInterimSampler } from '../../src/experiments/fused.ts';
import type { ExPostSampler, InterimQuestion, InterimSampler, InterimSums } from '../../src/experiments/interim-sums.ts';
import { tensorExPostSampler } from '../../src/experiments/tensor/ex-post.ts';
import { tensorInterimSampler } from '../../src/experiments/tensor/interim.ts';
import { RULES, schemeOf, TRANSFERS, type ChoiceRule, type Mechanism, type TransferScheme } from '../../src/mechanism/mechanism.ts';
import { validateMechanism } from '../../src/mechanism/validate.ts';
import { drawOn } from '../../src/run/run.ts';
import { dot, drawSignals, interimOracle, outcomeAt, total, transferAt, valuesAt } from '../experiments/tensor/oracle.ts';
import { auction, lineOf, RULE_ROWS, trade, TRANSFER_ROWS, twinOf } from './mechanisms.ts';

const device = await openCpuDevice(1);
afterAll(() => device.close());
const run = drawOn(device);
const stream = { k0: 0x5eed, k1: 0xface };
const [FIRST, COUNT, GROUP] = [32, 64, 8];

const rules = Object.keys(RULES) as ChoiceRule['kind'][];
const schemes = Object.keys(TRANSFERS) as TransferScheme['kind'][];
const problems = { auction, trade };

const mechanismOf = (problem: SocialChoiceProblem, rule: ChoiceRule['kind'], transfers: TransferScheme['kind']): Mechanism =>
  ({ name: `${rule}, ${transfers}`, rule: RULE_ROWS[rule](problem), transfers: TRANSFER_ROWS[transfers](problem) });

function fits(problem: SocialChoiceProblem, mechanism: Mechanism): boolean {
  try {
    validateMechanism(problem, mechanism);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

const pairs = rules.flatMap((rule) => schemes.flatMap((transfers) => (['auction', 'trade'] as const)
  .filter((name) => fits(problems[name], mechanismOf(problems[name], rule, transfers))).map((name) => ({ rule, transfers, name }))));

/** In none of these profiles does a rounded signal tip the choice, at which a payoff may jump: the tolerance is arithmetic alone. */
function close(what: string, got: ArrayLike<number>, want: readonly number[], tolerance: number): void {
  expect(got.length, what).toBe(want.length);
  want.forEach((x, i) => expect(Math.abs(got[i]! - x), `${what} ${i}: ${got[i]} for ${x}`).toBeLessThanOrEqual(tolerance));
}

const questionOf = (problem: SocialChoiceProblem): InterimQuestion => {
  const reports = lineOf(problem, 1);
  return { agent: 1, reports, paired: reports.map((_, r) => r), groupSize: GROUP, line: true };
};

async function interimPaths(problem: SocialChoiceProblem, mechanism: Mechanism): Promise<InterimSampler[]> {
  const fused = fusedInterimSampler(problem, mechanism, questionOf(problem), run);
  return ['unsupported' in fused ? [] : [fused], [await tensorInterimSampler(problem, mechanism, questionOf(problem), run)]].flat();
}

async function exPostPaths(problem: SocialChoiceProblem, mechanism: Mechanism): Promise<ExPostSampler[]> {
  const fused = fusedExPostSampler(problem, mechanism, [], run);
  return ['unsupported' in fused ? [] : [fused], [await tensorExPostSampler(problem, mechanism, [], run)]].flat();
}

/** A signal lies in the middle of a position, 2^-21 of its support off; a crossing within 1/1024 of a step. */
const slackOf = ({ rounding }: InterimSums, path: string, kind: string): number =>
  rounding + (path === 'tensor' ? 1e-6 : 1e-5) + (kind === 'weak-congruence' && path === 'fused' ? 1e-3 : 0);

describe('registry', () => {
  it('has a row for every rule and scheme, a problem that takes it, and the kind that it is listed under', () => {
    expect(Object.keys(RULE_ROWS).toSorted()).toEqual(rules.toSorted());
    expect(Object.keys(TRANSFER_ROWS).toSorted()).toEqual(schemes.toSorted());
    for (const kind of rules) expect(pairs.some(({ rule }) => rule === kind), kind).toBe(true);
    for (const kind of schemes) expect(pairs.some(({ transfers }) => transfers === kind), kind).toBe(true);
    for (const [kind, row] of [...Object.entries(RULES), ...Object.entries(TRANSFERS)]) expect(row.kind).toBe(kind);
  });

  it('has an integer form for these pairs', () => {
    const taken = pairs.filter(({ rule, transfers, name }) =>
      !('unsupported' in fusedInterimSampler(problems[name], mechanismOf(problems[name], rule, transfers), questionOf(problems[name]),
      run)));
    const byScheme = Object.fromEntries(
      schemes.map((kind) => [kind, [...new Set(taken.filter(({ transfers }) => transfers === kind).map(({ rule }) => rule))].join(' ')])
    );
    const maximisers = 'efficient affine-maximizer efficient-with-reserves';
    const withDictator = 'efficient affine-maximizer dictatorial efficient-with-reserves';
    expect(byScheme).toEqual({
      none: withDictator, vcg: maximisers, groves: maximisers, 'modified-vcg': maximisers, 'weak-congruence': maximisers,
      'full-insurance': withDictator, 'insured-table': withDictator, 'first-price': withDictator, 'all-pay': withDictator,
      'expected-externality': '', 'redistributed-vcg': '', 'lowest-type-vcg': '', 'monotone-repair': '', 'posted-price': '',
      'k-double-auction': '', general: '',
    });
  });
});

describe.each(
  pairs.filter(({ transfers }) => TRANSFERS[transfers].reference)
)('$rule with $transfers ($name)', ({ rule, transfers, name }) => {
  const problem = problems[name];
  const mechanism = mechanismOf(problem, rule, transfers);
  const twin = twinOf(problem);
  const needsMaximiser = transfers === 'weak-congruence' && !['efficient', 'affine-maximizer', 'efficient-with-reserves'].includes(rule);

  if (needsMaximiser) {
    it('is refused by both paths', async () => {
      const [only, ...others] = await interimPaths(problem, mechanism);
      expect(others).toEqual([]);
      await expect(only!.run(stream, FIRST, COUNT)).rejects.toThrow(InputError);
    });
    return;
  }

  it('interim: choices, money, truthful payoffs and gains', async () => {
    const { reports } = questionOf(problem);
    const oracle = interimOracle(twin, mechanism, 1, reports, GROUP, stream, FIRST, COUNT);
    for (const sampler of await interimPaths(problem, mechanism)) {
      const sums = await sampler.run(stream, FIRST, COUNT);
      const slack = slackOf(sums, sampler.path, transfers);
      const classed = oracle.choices.map((row) =>
        Array.from({ length: sums.classes }, (_, c) => row.reduce((sum, n, k) => sum + (sums.classOf[k] === c ? n : 0), 0)));
      close(`${sampler.path} choices`, sums.choices, classed.flat(), 1e-4);
      close(`${sampler.path} truth`, sums.truth, oracle.truth, slack * sums.groups);
      close(`${sampler.path} gain`, sums.gain, oracle.gain.flat(), 2 * slack * sums.groups);
      if (sums.reportPart) close(`${sampler.path} money`, sums.reportPart, oracle.money, slack * COUNT);
      expect(Math.min(...oracle.truth) / sums.groups).toBeGreaterThanOrEqual(sums.truthRange[0] - slack);
      expect(Math.max(...oracle.truth) / sums.groups).toBeLessThanOrEqual(sums.truthRange[1] + slack);
      expect(Math.max(...sums.gain) / sums.groups).toBeLessThanOrEqual(sums.gainRange[1] + sums.rounding);
      expect(Math.min(...sums.gain) / sums.groups).toBeGreaterThanOrEqual(sums.gainRange[0] - sums.rounding);
    }
  });

  // Means over a panel are audited with what they rest on, in test/experiments/tensor/ex-post.test.ts.
  if (schemeOf(mechanism.transfers).holdsExternality || schemeOf(mechanism.transfers).insures) return;
  it('ex post: payoffs and revenue of whole profiles', async () => {
    const never = { externality: () => NaN, utility: () => NaN };
    const agents = problem.agents.map((_, i) => i);
    const payoffs = agents.map(() => 0);
    let revenue = 0;
    for (let profile = FIRST; profile < FIRST + COUNT; profile++) {
      const signals = drawSignals(problem, stream, profile);
      const paid = agents.map((i) => transferAt(twin, mechanism, i, signals, never));
      const { probabilities } = outcomeAt(twin, mechanism, signals);
      agents.forEach((i) => (payoffs[i]! += paid[i]! + dot(probabilities, valuesAt(twin, signals)[i]!)));
      revenue -= total(paid);
    }
    // A rebate's reference looks for the least revenue on a grid.
    const grid = transfers === 'redistributed-vcg' ? 1e-3 : 0;
    for (const sampler of await exPostPaths(problem, mechanism)) {
      const sums = await sampler.run(stream, FIRST, COUNT);
      const tolerance = COUNT * (sums.tolerance + 1e-5 + grid);
      close(`${sampler.path} payoff`, sums.payoff.map(({ sum }) => sum), payoffs, tolerance);
      close(`${sampler.path} revenue`, [sums.revenue.sum], [revenue], agents.length * tolerance);
    }
  });
});
