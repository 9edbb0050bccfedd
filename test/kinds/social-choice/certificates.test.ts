/** Certificates by structure: they hold where the structure is as assumed, and are not given where it only looks so. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { GeneralValuations, LinearValuations, SocialChoiceProblem, ValueStructure } from '../../../src/environment/social-choice.ts';
import type { Mechanism, Strategy } from '../../../src/mechanism/mechanism.ts';
import type { Claim, Estimate } from '../../../src/results/document.ts';
import { claimsComplaint } from '../../../src/study/claims.ts';
import type { ClaimView } from '../../../src/study/scenario.ts';
import { asGeneral } from '../../experiments/tensor/problems.ts';
import { row, scenarioOf, study, studyScenario } from './support.ts';
import { itFirst } from '../../support/evidence.ts';

const uniform = parseDistribution('uniform(0,1)');
const efficient = { kind: 'efficient' } as const;
const auction = singleObject({ laws: [uniform, uniform] });
const vcg: Mechanism = { name: 'VCG', rule: efficient, transfers: { kind: 'vcg' } };

describe('the loss of bids', () => {
  const WORTH = 1.3;
  const { constants, coefficients } = auction.valuations as LinearValuations;
  const worth: SocialChoiceProblem = {
    ...auction,
    valuations: { kind: 'linear', constants, coefficients: coefficients.map((table) => table.map((own) => own.map((x) => WORTH * x))) },
  };
  /** Bids are signals: who bids b is taken to be worth 1.3 b, and pays that. */
  const bids = (scale: number): Strategy =>
    ({
      name: `${scale} t^2 / 2`, bid: (t) => (scale * t * t) / 2, inverse: (b) => Math.sqrt((2 * Math.max(0, b)) / scale),
      range: [0, scale / 2],
    });
  const allPay = (scale: number): Mechanism =>
    ({ name: 'all-pay', rule: efficient, transfers: { kind: 'all-pay' }, strategies: [bids(scale), bids(scale)] });

  /** u(t, s) = 1.3 s t - 1.3 scale t^2 / 2, best at t = s / scale where scale is above 1; the loss rises with s. */
  const premiumAt = (scale: number): number => {
    const utility = (t: number): number => WORTH * t - (WORTH * scale * t * t) / 2;
    return utility(1 / scale) - utility(1);
  };

  itFirst(2, 'seeds', [1, 2, 3, 4, 5, 6])('all-pay, values of 1.3 s and bids above the equilibrium: seed %s', async (seed) => {
    expect(premiumAt(WORTH)).toBeCloseTo(0.045, 12);
    const document = await study(
      { kind: 'social-choice', problem: worth, mechanisms: [allPay(WORTH)], agents: [0] },
      { seed: `bids ${seed}`, profiles: 4096, confidence: 0.99 },
    );
    const { lower, upper, guarantee } = row(document, 'epsilonIc', 'bidder 1');
    expect(lower).toBeLessThanOrEqual(0.045);
    expect(upper).toBeGreaterThanOrEqual(0.045);
    expect(upper - lower).toBeLessThan(0.1);
    expect(guarantee).toBe('continuum');
  });

  it('all-pay, equilibrium bids: no loss is excluded only where there is one', async () => {
    const document = await study(
      { kind: 'social-choice', problem: worth, mechanisms: [allPay(1)], agents: [0] }, { profiles: 4096, confidence: 0.99 },
    );
    expect(row(document, 'epsilonIc', 'bidder 1').lower).toBeLessThanOrEqual(1e-6);
  });
});

describe('values that look private', () => {
  const { problem } = asGeneral(auction);
  const valuations = problem.valuations as GeneralValuations;
  const claimed = (structure: ValueStructure, evaluate = valuations.evaluate): SocialChoiceProblem =>
    ({ ...problem, valuations: { ...valuations, range: [0, 4], structure, evaluate } });
  /**
   * Where the other's signal is in a ten-thousandth of its support, the object is worth twice as much: no profile of the checks lies there.
   */
  const hidden: GeneralValuations['evaluate'] = (tf, signals) => {
    const rare = tf.cast(tf.logicalAnd(tf.greater(signals, 0.4567), tf.less(signals, 0.4568)), 'float32');
    return tf.mul(valuations.evaluate(tf, signals), tf.expandDims(tf.add(1, tf.reverse(rare, 1)), 2)) as ReturnType<typeof hidden>;
  };
  const loss = async (asked: SocialChoiceProblem): Promise<Estimate> => {
    const document = await study(
      { kind: 'social-choice', problem: asked, mechanisms: [vcg], agents: [0], reports: () => [[0], [0.25], [0.5], [1]] },
      { profiles: 64 },
    );
    expect(document.verdicts[0]!.text).toMatch(/^Values are private/);
    return row(document, 'epsilonIc', 'bidder 1');
  };

  it('and are claimed to be: VCG is exact', async () => {
    expect(await loss(claimed('private'))).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
  });

  it.each(
    ['nonseparable', 'additively-separable', 'unknown'] as const
  )('but are claimed %s: VCG is not taken to be exact', async (structure) => {
    const { upper, guarantee } = await loss(claimed(structure, hidden));
    expect(upper).toBeGreaterThan(0);
    expect(guarantee).not.toBe('continuum');
  });
});

describe('claims of a scenario that cannot be used', () => {
  const base = scenarioOf({ kind: 'social-choice', problem: auction, mechanisms: [vcg], agents: [0] });
  const claim = { id: 'a', text: 'b', source: 'c', status: 'pass', evidence: 'd' } as const;

  it.each([
    ['that throw', () => { throw new Error('no\nluck'); }, 'claims: no luck; no claim was held against the numbers'],
    [
      'of an unknown status',
      ({ estimates }: ClaimView) => (estimates.length === 0 ? [] : [{ ...claim, status: 'sure' as 'pass' }]),
      'claims: status of entry 0 must be one of pass, fail, undecided, not-applicable, got "sure"; no claim was held against the numbers',
    ],
  ])('%s cost a note and not the numbers', async (_, claims, note) => {
    const document = await studyScenario({ ...base, claims }, { profiles: 64 });
    expect(document.estimates.length).toBeGreaterThan(0);
    expect([document.claims, document.notes.at(-1)]).toEqual([[], note]);
  });

  it('are refused before a draw where they show without any numbers', async () => {
    const claims = (): Claim[] => [{ ...claim, status: 'sure' as 'pass' }];
    await expect(studyScenario({ ...base, claims }, { profiles: 64 })).rejects.toThrow(
      /^claims: of scenario '.*': status of entry 0 must be one of/
    );
  });

  it('and those that can', async () => {
    expect(claimsComplaint([claim])).toBeUndefined();
    expect((await studyScenario({ ...base, claims: () => [claim] }, { profiles: 64 })).claims).toEqual([claim]);
  });
});
