/**
 * Exact values for a public good of cost C shared equally by N agents, values of one law on [a, b], built where the sum S
 * of values reaches C. Everything is linear in H_n(y) = E (S_n - y)^+ for n independent values, because an agent's
 * externality W_-i = S_-i - C (N - 1) / N sums to (N - 1) (S - C) over the agents. With C' = C (N - 1) / N:
 *
 *   welfare                 H_N(C)
 *   Clarke                  h = H_(N-1)(C');     mu(s) = H_(N-1)(C - s) - h; taxes N h - (N - 1) H_N(C)
 *   pivotal contributions   h = H_(N-1)(C - a);  the same with that h: the agent pays max(a, C - S_-i) where it is built
 *   expected externality    h = (N - 1) / N H_N(C); balanced
 *
 * Each mu is the one before it up to the constant h, by revenue equivalence.
 */
import type { Distribution } from '../../src/distributions/distribution.ts';

/** Lattice points a law may take for N agents: the sum has as many again for each. */
const LATTICE = 8192;
const POINTS_MAX = 1024;

interface Lattice {
  readonly start: number;
  readonly step: number;
  readonly mass: Float64Array;
}

/** The mass of each cell split between its ends so that the mean stays; int cdf over a cell gives the split. */
function lawLattice({ support: [low, high], cdf }: Distribution, points: number): Lattice {
  const step = (high - low) / points;
  const mass = new Float64Array(points + 1);
  for (let c = 0; c < points; c++) {
    const [from, to] = [cdf(low + c * step), cdf(low + (c + 1) * step)];
    const area = (from + 4 * cdf(low + (c + 0.5) * step) + to) / 6;
    mass[c] += area - from;
    mass[c + 1] += to - area;
  }
  return { start: low, step, mass };
}

function convolve(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) {
    const weight = a[i]!;
    for (let j = 0; j < b.length; j++) out[i + j] += weight * b[j]!;
  }
  return out;
}

export interface Sums {
  /** H_n(y) for n = 0..N; off by less than N (step / 2)^2 / 2 times the density of the sum. */
  readonly excess: (n: number, y: number) => number;
}

const known = new Map<string, Sums>();

/** Sums of up to N draws of one law. */
export function sumsOf(law: Distribution, agents: number): Sums {
  const key = `${agents} ${law.text}`;
  const sums = known.get(key) ?? computeSums(law, agents);
  known.set(key, sums);
  return sums;
}

function computeSums(law: Distribution, agents: number): Sums {
  const { start, step, mass } = lawLattice(law, Math.min(POINTS_MAX, Math.floor(LATTICE / agents)));
  const masses: Float64Array[] = [Float64Array.of(1)];
  for (let n = 1; n <= agents; n++) masses.push(convolve(masses[n - 1]!, mass));
  const excess = (n: number, y: number): number =>
    masses[n]!.reduce((sum, weight, i) => sum + weight * Math.max(0, n * start + i * step - y), 0);
  return { excess };
}

export interface Good {
  readonly agents: number;
  readonly law: Distribution;
  /** C / N */
  readonly costPerHead: number;
}

export const goodWelfare = ({ agents, law, costPerHead }: Good): number => sumsOf(law, agents).excess(agents, agents * costPerHead);

/** What an agent is charged in any case, on top of her externality: the only difference between efficient mechanisms. */
export interface Charge {
  readonly clarke: number;
  readonly contributions: number;
  readonly expectedExternality: number;
}

export function charges({ agents, law, costPerHead }: Good): Charge {
  const { excess } = sumsOf(law, agents);
  const cost = agents * costPerHead;
  return {
    clarke: excess(agents - 1, cost - costPerHead),
    contributions: excess(agents - 1, cost - law.support[0]),
    expectedExternality: (1 - 1 / agents) * excess(agents, cost),
  };
}

/** mu of the lowest type, E mu and the expected money taken in beyond the cost, for a charge h. */
export function outcomeOf(good: Good, h: number): { readonly lowest: number; readonly average: number; readonly revenue: number } {
  const { agents, law, costPerHead } = good;
  const welfare = goodWelfare(good);
  return {
    lowest: sumsOf(law, agents).excess(agents - 1, agents * costPerHead - law.support[0]) - h,
    average: welfare - h,
    revenue: agents * h - (agents - 1) * welfare,
  };
}
