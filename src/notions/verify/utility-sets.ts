/** Utility sets of coalitions as files hold them: facets that nothing passes, and corners that redistributions reach. */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { parseRational, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { solveSquare } from '../../programs/sparse-solve.ts';
import { affordable, boundOf, product, read, readGroup, worth, type Economy, type Group } from './core-parts.ts';

const numbers = z.array(z.string());
const proved = { prices: numbers, shares: z.array(numbers) };
export const setShape = z.strictObject({
  members: z.record(z.string(), z.string()),
  facets: z.array(z.strictObject({ weights: numbers, bound: z.string(), ...z.object(proved).partial().shape })).min(1),
  corners: z.array(z.strictObject({ utilities: numbers, bundles: z.array(numbers) })),
});
type SetFile = z.infer<typeof setShape>;

export interface Facet { readonly weights: readonly Rational[]; readonly bound: Rational }
export interface ReadSet {
  readonly group: Group;
  readonly facets: readonly Facet[];
  /** By facet: whether prices and shares show that no redistribution passes it. */
  readonly capped: readonly boolean[];
  /** Utilities that redistributions reach. */
  readonly reached: readonly (readonly Rational[])[];
}

function* chosen<T>(values: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  else for (let k = from; k <= values.length - size; k++) for (const rest of chosen(values, size - 1, k + 1)) yield [values[k]!, ...rest];
}

/** Corners of what lies above the worth of nothing and below all facets. */
function cornersBelow(floor: readonly Rational[], facets: readonly Facet[]): Rational[][] {
  const unit = (k: number): Rational[] => floor.map((_, j) => (j === k ? parseRational(-1, '') : ZERO));
  const planes = [...floor.map((value, k): Facet => ({ weights: unit(k), bound: value.neg() })), ...facets];
  const corners: Rational[][] = [];
  for (const tight of chosen(planes, floor.length)) {
    const point = solveSquare(
      tight.map(({ weights }) => weights.flatMap((weight, k) => (sign(weight) === 0 ? [] : [[k, weight] as const]))),
      tight.map(({ bound }) => bound),
    );
    if (point !== undefined && planes.every(({ weights, bound }) => product(weights, point).compare(bound) <= 0)) corners.push(point);
  }
  return corners;
}

/** What is wrong is added to `faults`. */
export function readSet(model: FiniteModel, economy: Economy, given: SetFile, field: string, faults: string[]): ReadSet {
  const group = readGroup(model, given.members, `${field}.members`);
  const size = group.agents.length;
  const facets = given.facets.map(({ weights, bound }, k): Facet => ({
    weights: read(weights, `${field}.facets.${k}.weights`), bound: parseRational(bound, `${field}.facets.${k}.bound`),
  }));
  if (facets.some(({ weights }) => weights.length !== size || weights.some((weight) => sign(weight) <= 0))) {
    faults.push(`${field}: a facet has not one positive weight a member`);
    return { group, facets: [], capped: [], reached: [] };
  }
  const capped = given.facets.map(({ prices, shares }, k) => {
    if (prices === undefined || shares === undefined) return false;
    const at = `${field}.facets.${k}`;
    const bound = boundOf(economy, group, facets[k]!.weights, read(prices, `${at}.prices`), shares.map((row) => read(row, `${at}.shares`)));
    if (typeof bound === 'string') faults.push(`${at} ${bound}`);
    else if (bound.compare(facets[k]!.bound) > 0) faults.push(`${at}: prices and shares bound it by ${rationalText(bound)}`);
    else return true;
    return false;
  });
  const reach = given.corners.flatMap(({ utilities, bundles }, k) => {
    const at = `${field}.corners.${k}`;
    const [values, rows] = [read(utilities, `${at}.utilities`), bundles.map((row) => read(row, `${at}.bundles`))];
    const paid = values.length === size && affordable(economy, group, rows)
      && values.every((value, j) => worth(economy, group.agents[j]!, group.types[j]!, rows[j]!).compare(value) >= 0);
    if (!paid) faults.push(`${at}: what the members own does not make these utilities`);
    return paid ? [values] : [];
  });
  const nothing = economy.goods.map(() => ZERO);
  const floor = group.agents.map((agent, k) => worth(economy, agent, group.types[k]!, nothing));
  const missed = cornersBelow(floor, facets).find((corner) =>
    !reach.some((values) => values.every((value, k) => value.compare(corner[k]!) >= 0)));
  if (missed !== undefined) faults.push(`${field}: nothing shows that (${missed.map(rationalText).join(', ')}) can be reached`);
  return { group, facets, capped, reached: reach };
}
