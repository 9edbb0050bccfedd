/** Fabricated rows and views for tests of claims. */
import type { Claim, Estimate } from '../../../src/results/document.ts';
import type { ParameterValues, Scenario } from '../../../src/study/scenario.ts';

export const defaultValues = (scenario: Scenario, changes: ParameterValues = {}): ParameterValues => ({
  ...Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameter.default])),
  ...changes,
});

/** A row with interval [lower, upper]. */
export const row = (
  values: ParameterValues,
  mechanism: string,
  agent: string,
  quantity: string,
  lower: number,
  upper = lower,
): Estimate => ({
  quantity, agent, point: {
    ...values, mechanism,
  }, estimate: (lower + upper) / 2, lower, upper, confidence: 0.99, guarantee: 'continuum', profiles: 1000,
});

/** The scenario's claims on these rows, by id. */
export function judged(scenario: Scenario, points: readonly ParameterValues[], estimates: readonly Estimate[]): Record<string, Claim> {
  const claims = scenario.claims!({ verdicts: [], command: 'run', estimates, fits: [], points, confidence: 0.99 });
  return Object.fromEntries(claims.map((claim) => [claim.id, claim]));
}

/** Rows that sit on the scenario's own references, `half` wide to either side. */
export const rowsOnReferences = (scenario: Scenario, values: ParameterValues, half: number): Estimate[] =>
  scenario.references!(values).flatMap(({ quantity, agent, mechanism, reference }) =>
    reference ? [row(values, mechanism ?? '', agent, quantity, reference.value - half, reference.value + half)] : []);

/** The reference of one quantity. */
export function referenceOf(scenario: Scenario, values: ParameterValues, mechanism: string, agent: string, quantity: string): number {
  const found = scenario.references!(values).find((entry) =>
    entry.mechanism === mechanism && entry.agent === agent && entry.quantity === quantity);
  if (!found?.reference) throw new Error(`no reference for ${mechanism}, ${agent}, ${quantity}`);
  return found.reference.value;
}

/** Means over a lattice of draws: independent of every quadrature, good to a few thousandths. */
export function simulate<T extends readonly number[]>(draws: number, dimensions: number, of: (uniforms: readonly number[]) => T): number[] {
  const sums: number[] = [];
  for (const point of lattice(draws, dimensions)) {
    const values = of(point);
    for (let q = 0; q < values.length; q++) sums[q] = (sums[q] ?? 0) + values[q]!;
  }
  return sums.map((sum) => sum / draws);
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];
/** By their dimension: the points that were asked for so far. */
const lattices = new Map<number, (readonly number[])[]>();

/** The first points of Halton's sequence. */
export function lattice(draws: number, dimensions: number): readonly (readonly number[])[] {
  const points = lattices.get(dimensions) ?? [];
  lattices.set(dimensions, points);
  while (points.length < draws) {
    const index = points.length + 1;
    points.push(PRIMES.slice(0, dimensions).map((prime) => radicalInverse(index, prime)));
  }
  return points.length === draws ? points : points.slice(0, draws);
}

function radicalInverse(index: number, base: number): number {
  let [value, scale, rest] = [0, 1 / base, index];
  while (rest > 0) {
    value += scale * (rest % base);
    rest = Math.floor(rest / base);
    scale /= base;
  }
  return value;
}
