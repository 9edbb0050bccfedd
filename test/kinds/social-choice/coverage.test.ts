/** Coverage of certified intervals over seeds, through whole studies at small sizes, against exact values. */
import { describe, expect, it } from 'vitest';
import { exactAgent, type ExactAgent } from '../../../scenarios/approximate-efficiency/reference.ts';
import { liesToTry } from '../../../scenarios/modified-vcg/environment.ts';
import { exactValues } from '../../../scenarios/modified-vcg/reference.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { Device } from '../../../src/engine/device.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { row, study } from './support.ts';
import { replications, SEEDS } from '../../support/replications.ts';

const CONFIDENCE = 0.9;
const RUNS = replications(60);
/** What three standard errors below the nominal coverage still allow. */
const FLOOR = CONFIDENCE - 3 * Math.sqrt((CONFIDENCE * (1 - CONFIDENCE)) / RUNS);
const PROFILES = 512;

const uniform = parseDistribution('uniform(0,1)');
const laws = [uniform, uniform];
const efficient = { kind: 'efficient' } as const;

/** Pilots cut short: a poorer search must not cost coverage. */
function hurried(): Device {
  const device = inProcessDevice();
  return { ...device, run: (job) => device.run({ ...job, count: job.count > 4 * PROFILES ? PROFILES : job.count }) };
}

interface Expected {
  readonly quantity: string;
  readonly agent: string;
  readonly exact: number;
}

/** Fixed-point arithmetic moves means by this much. */
const SLACK = 1e-6;

/** How often each interval covers its value, and how wide they are on average; `widest` of some that are not to be idle. */
async function coverage(
  name: string,
  widest: Record<string, number>,
  whatOf: (run: number) => SocialChoiceStudy,
  expectedOf: (run: number) => readonly Expected[],
): Promise<void> {
  const tally = new Map<string, { covered: number; width: number; runs: number }>();
  for (let run = 0; run < RUNS; run++) {
    const document: ResultDocument = await study(
      whatOf(run), { seed: `${name} ${run}`, profiles: PROFILES, confidence: CONFIDENCE, device: hurried() },
    );
    for (const { quantity, agent, exact } of expectedOf(run)) {
      const { lower, upper } = row(document, quantity, agent);
      const one = tally.get(quantity) ?? { covered: 0, width: 0, runs: 0 };
      tally.set(
        quantity,
        {
          covered: one.covered + Number(lower - SLACK <= exact && exact <= upper + SLACK), width: one.width + (upper - lower),
          runs: one.runs + 1,
        },
      );
    }
  }
  if (process.env.MISREPORT_SHOW_COVERAGE) {
    console.log(
      JSON.stringify({
        name, runs: RUNS,
        ...Object.fromEntries(
          [...tally].map(([quantity, { covered, width, runs }]) => [quantity, [covered / runs, Number((width / runs).toPrecision(3))]])
        )
      })
    );
  }
  for (const [quantity, { covered, runs }] of tally) expect(covered / runs, quantity).toBeGreaterThanOrEqual(FLOOR);
  for (const [quantity, width] of Object.entries(widest)) {
    expect(tally.get(quantity)!.width / tally.get(quantity)!.runs, quantity).toBeLessThan(width);
  }
}

describe(`coverage at ${CONFIDENCE}`, SEEDS, () => {
  it('first price, truthful bids, two uniform bidders', async () => {
    const mechanism: Mechanism = { name: 'first price', rule: efficient, transfers: { kind: 'first-price' } };
    // The gain of type 1 who reports t is t (1 - t).
    const exact = { epsilonLic: 1, epsilonIc: 1 / 4, epsilonBounded: 0, monotonicityViolation: 0, interimIr: 0, exAnteUtility: 0 };
    const rows = [
      ...Object.entries(exact).map(([quantity, value]) => ({ quantity, agent: 'bidder 1', exact: value })),
      ...['welfare', 'revenue', 'firstBest'].map((quantity) => ({ quantity, agent: 'market', exact: 2 / 3 }))
    ];
    await coverage(
      'first price',
      { epsilonLic: 0.05, epsilonIc: 0.15, revenue: 0.2 },
      () => ({ kind: 'social-choice', problem: singleObject({ laws }), mechanisms: [mechanism], agents: [0] }),
      () => rows,
    );
  });

  it('full insurance of an affine maximizer', async () => {
    const xi = 0.1;
    const base: Mechanism = {
      name: 'leaning', rule: { kind: 'affine-maximizer', weights: [1 + xi, 1], bonuses: [0, 0] }, transfers: { kind: 'vcg' },
    };
    const mechanism: Mechanism = { name: 'insured', rule: efficient, transfers: { kind: 'full-insurance', base } };
    const exacts = [true, false].map((first): ExactAgent => exactAgent({ xi, perturbation: 'weights', bidders: 2, law: uniform }, first));
    // Utility is flat at type 0, and rises by min(1, (1 + xi) t), or t / (1 + xi), where the report wins with probability t.
    const shape = [1 - 1 / (1 + xi), 0].map((epsilonBounded) => ({ epsilonBounded, monotonicityViolation: 0 }));
    await coverage(
      'full insurance',
      { epsilonLic: 0.35, epsilonIc: 0.06, exAnteUtility: 0.2, epsilonBounded: 0.35, monotonicityViolation: 0.02, interimIr: 1e-6 },
      (run) => ({ kind: 'social-choice', problem: singleObject({ laws }), mechanisms: [mechanism], agents: [run % 2] }),
      (run) => {
        const { epsilonLic, epsilonIc, interimIr, exAnteUtility } = exacts[run % 2]!;
        const own = { epsilonLic, epsilonIc, interimIr, exAnteUtility, ...shape[run % 2]! };
        const revenue = 2 / 3 - exacts[0]!.exAnteUtility - exacts[1]!.exAnteUtility;
        return [
          ...Object.entries(own).map(([quantity, exact]) => ({ quantity, agent: `bidder ${(run % 2) + 1}`, exact })),
          { quantity: 'welfare', agent: 'market', exact: 2 / 3 },
          { quantity: 'revenue', agent: 'market', exact: revenue },
        ];
      },
    );
  });

  it('modified VCG, two bidders', async () => {
    const market = { size: 0.2, bidders: 2, value: uniform, information: uniform };
    const problem = singleObject({ laws, interdependence: { kind: 'multi-dimensional', size: market.size } });
    const mechanism: Mechanism = { name: 'modified VCG', rule: efficient, transfers: { kind: 'modified-vcg' } };
    const { modified, interimIr, welfare } = exactValues(market);
    expect(modified.epsilonLic).toBeCloseTo(0.2, 6);
    expect(modified.epsilonIc).toBeCloseTo(0.02, 6);
    const own = {
      epsilonLic: modified.epsilonLic, irrelevantGain: 0, epsilonIc: modified.epsilonIc, epsilonBounded: 0, interimIr,
      exAnteUtility: modified.exAnteUtility,
    };
    const rows = [
      ...Object.entries(own).map(([quantity, exact]) => ({ quantity, agent: 'bidder 1', exact })),
      { quantity: 'welfare', agent: 'market', exact: welfare }, {
        quantity: 'revenue', agent: 'market', exact: welfare - 2 * modified.exAnteUtility,
      },
    ];
    await coverage(
      'modified VCG',
      { epsilonLic: 0.25, irrelevantGain: 1e-9, epsilonIc: 0.12 },
      () => ({ kind: 'social-choice', problem, mechanisms: [mechanism], agents: [0], reports: (agent) => liesToTry(market, agent) }),
      () => rows,
    );
  });

  it('bilateral trade: the deficit of VCG', async () => {
    const mechanism: Mechanism = { name: 'VCG', rule: efficient, transfers: { kind: 'groves' } };
    const rows = [
      { quantity: 'epsilonLic', agent: 'seller', exact: 0 }, { quantity: 'epsilonIc', agent: 'seller', exact: 0 },
      { quantity: 'interimIr', agent: 'seller', exact: 0 }, { quantity: 'exAnteUtility', agent: 'seller', exact: 1 / 6 },
      { quantity: 'welfare', agent: 'market', exact: 1 / 6 }, { quantity: 'revenue', agent: 'market', exact: -1 / 6 },
      { quantity: 'welfareShare', agent: 'market', exact: 1 }, { quantity: 'deficitProbability', agent: 'market', exact: 1 / 2 },
    ];
    await coverage(
      'bilateral trade',
      { epsilonIc: 1e-9, revenue: 0.2, deficitProbability: 0.1 },
      () => ({ kind: 'social-choice', problem: bilateralTrade({ cost: uniform, value: uniform }), mechanisms: [mechanism], agents: [0] }),
      () => rows,
    );
  });
});
