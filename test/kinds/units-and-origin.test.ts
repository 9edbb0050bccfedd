/**
 * In other units and at another origin every result of every kind is the same but for its unit: units of powers of two to the last bits,
 * origins to what doubles leave of types there.
 */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import type { Network } from '../../src/mechanism/network/read-network.ts';
import { kindNamed } from '../../src/kinds/registry.ts';
import type { Estimate } from '../../src/results/document.ts';
import { quantityOf } from '../../src/results/quantities.ts';
import { openRun, type Run } from '../../src/run/run.ts';
import type { ParameterValues } from '../../src/study/scenario.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { further } from '../support/evidence.ts';

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
  /** What the scenario gives, with its numbers of money in that unit, where no parameter holds them. */
  readonly inUnit?: (problem: object, unit: number) => object;
  /** Types have no unit: shares, or names. */
  readonly bare?: true;
  /** Left to `npm run evidence`. */
  readonly long?: true;
}

/** An entry of a file of finite types, which may be an expression in parameters, times a power of two. */
const times = (entry: unknown, unit: number): unknown => {
  if (Array.isArray(entry)) return entry.map((one) => times(one, unit));
  if (entry !== null && typeof entry === 'object') {
    return Object.fromEntries(Object.entries(entry).map(([key, one]) => [key, times(one, unit)]));
  }
  return unit >= 1 ? `${unit} (${String(entry)})` : `(${String(entry)})/${1 / unit}`;
};

/** Payoffs, utilities, values of an auction and bets are money. */
function finiteInUnit(problem: object, unit: number): object {
  const { environment, ...rest } = problem as { readonly environment: Readonly<Record<string, unknown>> };
  const { auction } = environment as { readonly auction?: Readonly<Record<string, unknown>> };
  const money = ['payoffs', 'utilities', 'bet'].filter((key) => key in environment).map((key) => [key, times(environment[key], unit)]);
  const number = (value: unknown): number => Number(value) * unit;
  const values = (auction?.values as readonly unknown[] | undefined)?.map(number);
  const scaled = auction && { auction: { ...auction, values, step: number(auction.step) } };
  return { ...rest, environment: { ...environment, ...Object.fromEntries(money), ...scaled } };
}

/** A network that takes bids in that unit, and payments out. */
function networkInUnit(problem: object, unit: number): object {
  const { network, ...rest } = problem as { readonly network: Network };
  const { nodes, ...manifest } = network.files.manifest as Readonly<Record<string, unknown>> & { readonly nodes: readonly Manifested[] };
  const bids = (of: string): string => (of === 'bids' ? 'bids/1' : of);
  const inside = nodes.map((node): Manifested => {
    const { of } = node;
    return { ...node, ...(of === undefined ? {} : { of: typeof of === 'string' ? bids(of) : of.map(bids) }) };
  });
  const paid = String(manifest.payments);
  const scaled = {
    ...manifest, payments: 'money', nodes: [
      { name: 'bids/1', op: 'scale', of: 'bids', factor: 1 / unit }, ...inside, { name: 'money', op: 'scale', of: paid, factor: unit },
    ],
  };
  return { ...rest, network: { ...network, mechanism: compileNetwork(scaled, network.files.tensors) } };
}

interface Manifested {
  readonly of?: string | readonly string[];
}

/** Values of two agents whose types lie in [0, 1]; so is what a rule holds against 0. */
function beliefsInUnit(problem: object, unit: number): object {
  const scaled = (value: unknown): unknown => (typeof value === 'number' ? unit * value : Array.isArray(value) ? value.map(scaled)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scaled(one)])) : value);
  const { values, rule, ...rest } = problem as { readonly values: unknown; readonly rule: { readonly kind: string } };
  return { ...rest, values: scaled(values), rule: rule.kind === 'deterministic' ? scaled(rule) : rule };
}

const ALONE = { metrics: 'totalVariation' };
const GAINS = 'epsilonLic|epsilonIc|epsilonBounded|exAnteUtility|exPostGainProbability';
/** Of mechanisms whose truthful utility is made of differences of types. */
const UNMOVED = /: (?!welfare$|firstBest$|welfareShare$|revenue$|exAnteUtility$|interimIr$|deficit|imbalance)/;
const FINITE: Case = { inUnit: finiteInUnit, bare: true };
const BELIEFS: Case = { inUnit: beliefsInUnit, bare: true };
const LEARNED: Case = { long: true, inUnit: networkInUnit, values: { proved: 2, boxes: 8 } };
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
  'double-auction-mechanisms': { long: true, values: { sellers: 2, buyers: 2 }, same: /: (?!price)/ },
  'richness': { long: true, values: ALONE, same: UNMOVED },
  'equivalence': { long: true, values: ALONE, same: UNMOVED },
  'guo-1-4-1': FINITE,
  'ex-post-revenue': FINITE,
  'pooled-information': FINITE,
  'maximin-core': FINITE,
  'jmmz-grid': FINITE,
  'locally-robust': BELIEFS,
  'locally-robust-deterministic': BELIEFS,
  'generic-impossibility': BELIEFS,
  'jmmz': BELIEFS,
  'learned-auction': LEARNED,
  'private-social-loci': {},
  'myerson-satterthwaite': { same: /./ },
};

const lawsOf = (scenario: typeof scenarios[number]): string[] =>
  Object.keys(scenario.parameters).filter((name) => scenario.parameters[name]!.kind === 'distribution');

async function rows(name: string, { values, money = {}, inUnit, bare }: Case, unit: number, origin: number): Promise<readonly Estimate[]> {
  const scenario = scenarios.find((one) => one.name === name)!;
  const at = Object.fromEntries(Object.entries({
    ...Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default])), ...values,
  }).map(([key, value]) => [key, key in money ? unit * Number(value) + origin * money[key]! : value]));
  if (!bare) for (const key of lawsOf(scenario)) at[key] = `uniform(${origin},${origin + unit})`;
  const given = scenario.environment(at as never);
  const problem = inUnit ? inUnit(given, unit) : given;
  const kind = kindNamed((problem as { readonly kind: string }).kind)!;
  const primaryAgent = scenario.primaryAgent(at as never);
  const point = { values: {}, size: 1, primaryAgent, kind, pictures: false, references: () => [], problem };
  const aim = { command: 'run', profiles: 64, maxProfiles: 2 ** 20, confidence: 0.9, sampler: 'auto' } as const;
  const open = openRun(inProcessDevice(), 'units');
  // Double auctions name streams by their laws.
  const named = (given: Run): Run => ({
    ...given, stream: (purpose) => given.stream(purpose.replaceAll(/uniform\([^)]*\)/g, 'law')),
    reporting: (hooks) => named(given.reporting(hooks)),
  });
  const run = named(open);
  return (await (await kind.plan(point, aim, run)).study(run)).estimates;
}

/** Powers of the unit of value in a quantity's unit: signals and values share their unit. */
function powerOf(unit: string, signalsToo: boolean): number {
  const [top, ...below] = unit.replace(/ \(.*/, '').split(' per ');
  const money = top!.startsWith('units of value squared') ? 2 : top!.startsWith('units of value') ? 1 : 0;
  if (!signalsToo) return top!.startsWith('gain') ? 1 : money;
  const signal = below.find((one) => one.startsWith('unit of signal'));
  return money - (signal === undefined ? 0 : signal.includes('squared') ? 2 : 1);
}

const keyOf = ({ quantity, agent, point: { mechanism, beliefs, metric, deficit } }: Estimate, unit = 1): string =>
  JSON.stringify([quantity, agent, mechanism, beliefs, metric, deficit === undefined ? deficit : Number(deficit) / unit]);
const SIDES = ['estimate', 'lower', 'upper'] as const;

/**
 * Relative rounding. Utilities on a grid are held to nine decimal digits, as their file has them (src/kinds/field/two-way.ts), which over
 * cells of 1/512 are 2.6e-7 of a slope; what is certified is the ε of the rounded ones.
 */
const roundingOf = (quantity: string): number => (quantity === 'leastEpsilon' ? 1e-6 : 1e-9);

describe.each(Object.entries(CASES))('%s', (name, given) => {
  const where = given.long ? further('scenarios') : {};
  let drawn: ReturnType<typeof rows> | undefined;
  const base = (): ReturnType<typeof rows> => (drawn ??= rows(name, given, 1, 0));

  it.each([2 ** 20, 2 ** -20])('in units of %d', where, async (unit) => {
    const found = await rows(name, given, unit, 0);
    expect(found.map((row) => keyOf(row, unit))).toEqual((await base()).map((row) => keyOf(row)));
    for (const [i, row] of (await base()).entries()) {
      if (given.mixed?.includes(row.quantity)) continue;
      const size = unit ** powerOf(quantityOf(row.quantity).unit, given.bare !== true);
      for (const side of SIDES) {
        const off = Math.abs(found[i]![side] / size - row[side]);
        expect(off, `${keyOf(row)} ${side}: ${found[i]![side] / size} for ${row[side]}`)
          .toBeLessThanOrEqual(roundingOf(row.quantity) * Math.abs(row[side]));
      }
    }
  });

  it.runIf(given.same)('at other origins', where, async () => {
    for (const origin of given.origins ?? [2 ** 10, 2 ** 19]) {
      const found = new Map((await rows(name, given, 1, origin)).map((row) => [keyOf(row), row]));
      for (const row of await base()) {
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
