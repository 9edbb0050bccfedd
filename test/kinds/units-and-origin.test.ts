/**
 * In other units and at another origin every result of every kind is the same but for its unit: units of powers of two to the last bits,
 * origins to what doubles leave of types there.
 */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { kindNamed } from '../../src/kinds/registry.ts';
import type { Estimate } from '../../src/results/document.ts';
import { quantityOf } from '../../src/results/quantities.ts';
import { openRun } from '../../src/run/run.ts';
import type { ParameterValues } from '../../src/study/scenario.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { replications } from '../support/replications.ts';

interface Case {
  readonly values?: ParameterValues;
  /** Parameters that are money, and how many times an origin enters each. */
  readonly money?: Readonly<Record<string, number>>;
  /** Of `mechanism: quantity`, what does not move with the origin; absent: not looked at there. */
  readonly same?: RegExp;
  /** Default: 2^10 and 2^19. Worths are whole numbers of a unit that is a share of the largest. */
  readonly origins?: readonly number[];
  /** Quantities that hold a number of money against a probability. */
  readonly mixed?: readonly string[];
  /** Left to `npm run evidence`. */
  readonly long?: true;
}

const ALONE = { metrics: 'totalVariation' };
const GAINS = 'epsilonLic|epsilonIc|epsilonBounded|exAnteUtility|exPostGainProbability';
const CASES: Readonly<Record<string, Case>> = {
  'double-auction': { long: true, values: { sellers: 2, buyers: 3 }, same: /./ },
  'double-auction-ambiguity': { values: { sellers: 2, buyers: 2, ...ALONE }, same: /./ },
  'single-object': { long: true, values: { bidders: 2 }, same: new RegExp(`: (${GAINS})$`) },
  'first-price': { long: true, values: { bidders: 2 }, same: new RegExp(`^(first price|second price).*: (${GAINS})$`) },
  'bilateral-trade': { long: true, money: { price: 1 }, same: /^(VCG|posted price): (?!interimIr)/ },
  'public-good': { long: true, values: { agents: 2 }, money: { cost: 2 } },
  'approximate-efficiency': { long: true, mixed: ['xiEfficiency'] },
  'modified-vcg': {},
  'monotone-repair': { long: true },
  'multi-object': { values: { bidders: 2 } },
  'unit-demand': { values: { bidders: 3, objects: 2 }, same: /: epsilonIc$/, origins: [2 ** 8] },
  'weak-congruence': {},
  'interdependent-ambiguity': { long: true, values: ALONE },
  'least-epsilon': { values: { sellers: 2, buyers: 2 }, same: /./ },
  'congruence': { long: true },
  'common-component': { long: true },
  'irrelevant-information': { long: true },
  'second-best': {},
  'lemons': { long: true },
};

const lawsOf = (scenario: typeof scenarios[number]): string[] =>
  Object.keys(scenario.parameters).filter((name) => scenario.parameters[name]!.kind === 'distribution');

async function rows(name: string, { values, money = {} }: Case, unit: number, origin: number): Promise<readonly Estimate[]> {
  const scenario = scenarios.find((one) => one.name === name)!;
  const at = Object.fromEntries(Object.entries({
    ...Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default])), ...values,
  }).map(([key, value]) => [key, key in money ? unit * Number(value) + origin * money[key]! : value]));
  for (const key of lawsOf(scenario)) at[key] = `uniform(${origin},${origin + unit})`;
  const problem = scenario.environment(at as never);
  const kind = kindNamed((problem as { readonly kind: string }).kind)!;
  const primaryAgent = scenario.primaryAgent(at as never);
  const point = { values: {}, size: 1, primaryAgent, kind, pictures: false, references: () => [], problem };
  const aim = { command: 'run', profiles: 64, maxProfiles: 2 ** 20, confidence: 0.9, sampler: 'auto' } as const;
  const open = openRun(inProcessDevice(), 'units');
  // Double auctions name streams by their laws.
  const run = { ...open, stream: (purpose: string) => open.stream(purpose.replaceAll(/uniform\([^)]*\)/g, 'law')) };
  return (await (await kind.plan(point, aim, run)).study(run)).estimates;
}

/** Powers of the unit of value in a quantity's unit: signals and values share their unit. */
function powerOf(unit: string): number {
  const [top, ...below] = unit.replace(/ \(.*/, '').split(' per ');
  const money = top!.startsWith('units of value squared') ? 2 : top!.startsWith('units of value') ? 1 : 0;
  const signal = below.find((one) => one.startsWith('unit of signal'));
  return money - (signal === undefined ? 0 : signal.includes('squared') ? 2 : 1);
}

const keyOf = ({ quantity, agent, point: { mechanism, beliefs, metric, deficit } }: Estimate): string =>
  JSON.stringify([quantity, agent, mechanism, beliefs, metric, deficit]);
const SIDES = ['estimate', 'lower', 'upper'] as const;

/**
 * Relative rounding. Utilities on a grid are held to nine decimal digits, as their file has them (src/kinds/field/two-way.ts), which over
 * cells of 1/512 are 2.6e-7 of a slope; what is certified is the ε of the rounded ones.
 */
const roundingOf = (quantity: string): number => (quantity === 'leastEpsilon' ? 1e-6 : 1e-9);

const SHOWN = Object.entries(CASES).filter(([, { long }]) => !long || replications(3) === 3);

describe.each(SHOWN)('%s', (name, given) => {
  const base = rows(name, given, 1, 0);

  it.each([2 ** 20, 2 ** -20])('in units of %d', async (unit) => {
    const found = await rows(name, given, unit, 0);
    expect(found.map(keyOf)).toEqual((await base).map(keyOf));
    for (const [i, row] of (await base).entries()) {
      if (given.mixed?.includes(row.quantity)) continue;
      const size = unit ** powerOf(quantityOf(row.quantity).unit);
      for (const side of SIDES) {
        const off = Math.abs(found[i]![side] / size - row[side]);
        expect(off, `${keyOf(row)} ${side}: ${found[i]![side] / size} for ${row[side]}`)
          .toBeLessThanOrEqual(roundingOf(row.quantity) * Math.abs(row[side]));
      }
    }
  });

  it.runIf(given.same)('at other origins', async () => {
    for (const origin of given.origins ?? [2 ** 10, 2 ** 19]) {
      const found = new Map((await rows(name, given, 1, origin)).map((row) => [keyOf(row), row]));
      for (const row of await base) {
        const other = found.get(keyOf(row));
        if (!given.same!.test(`${row.point.mechanism ?? ''}: ${row.quantity}`)) continue;
        expect(other, keyOf(row)).toBeDefined();
        for (const side of SIDES) {
          const off = Math.abs(other![side] - row[side]);
          expect(off, `${keyOf(row)} ${side} at ${origin}: ${other![side]} for ${row[side]}`).toBeLessThanOrEqual(1e-3);
        }
      }
    }
  });
});
