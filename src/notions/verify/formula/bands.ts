/**
 * What utilities that are steep in each of an agent's signals as her values move there leave of the least ε, where others are at given
 * points: of values as formulas whose slopes in her signals are numbers. Parted into cells at knots, a signal d moves her value under the
 * efficient rule by Q_d between least_j and most_j for all her types in cell j, whatever her other signals. Utilities Σ_d ∫ m_d, with m_d
 * constant on cells, between most_i - ε of every cell i at or below j and least_i + ε of every cell at or above it, leave no lie more than
 * ε a unit: all of the way from the type reported lies on one side of it. There are such m_d if ε is half of the most by which Q_d may
 * fall, the largest most_i - least_j with i at or below j. An alternative counts in a cell under a profile of the others if no other is
 * worth more than it at all her types there.
 */
import { InputError } from '../../../errors.ts';
import { Bounds } from './bounds.ts';
import { slopesOf } from './lattice.ts';
import type { Ends, Model } from './model.ts';

/** Of differences of welfare, as a share of what they are made of; of the bound, whole. */
const MOVED = 1e-12;
const SHARE = 1e-9;
const CELLS_MAX = 4096;

/** Throws InputError where the knots do not part her supports. */
function requireKnots({ mine, box }: Model, knots: readonly (readonly number[])[]): void {
  const parts = knots.length === mine.length && knots.every((list, c) => {
    const [low, high] = box[mine[c]!]!;
    return list.length >= 2 && list[0] === low && list.at(-1) === high && list.every((x, j) => j === 0 || x > list[j - 1]!);
  });
  if (!parts) throw new InputError('transfers.knots', 'must run from one end of the support to the other, for each of her signals');
  if (knots.some(({ length }) => length > CELLS_MAX)) throw new InputError('transfers.knots', `must be ${CELLS_MAX} a signal at most`);
}

/** What is wrong with the claim that no lie gains more than `atMost` a unit. `profiles`: of the others, hers anywhere, with chances. */
export function bandsFault(
  model: Model, knots: readonly (readonly number[])[], profiles: Iterable<readonly [readonly Ends[], number]>, atMost: number,
): string | undefined {
  requireKnots(model, knots);
  const { mine, enters, box } = model;
  const [own, social] = [slopesOf(model, model.own), slopesOf(model, model.social)];
  const bounds = new Bounds(model.social);
  const all = own.map((_, k) => k);
  const lows = mine.map((d) => box[d]![0]);
  const bands = knots.map((list) => ({ most: new Float64Array(list.length - 1), least: new Float64Array(list.length - 1) }));
  // By how much more than l alternative k may be worth because signal c is between two numbers, above her lowest type.
  const moved = (k: number, l: number, c: number, [from, to]: Ends): number => {
    const rise = social[k]![c]! - social[l]![c]!;
    return rise * ((rise > 0 ? to : from) - lows[c]!);
  };
  for (const [signals, chance] of profiles) {
    bounds.overBox(signals.map((ends, d): Ends => (mine.includes(d) ? [lows[mine.indexOf(d)]!, lows[mine.indexOf(d)]!] : ends)));
    const lead = all.map((k) => all.map((l) => bounds.highOf(k) - bounds.lowOf(l)));
    mine.forEach((_, c) => {
      const others = all.map((k) => all.map((l) =>
        mine.reduce((sum, d, e) => (e === c ? sum : sum + moved(k, l, e, box[d]!)), lead[k]![l]!)));
      const slack = MOVED * others.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      bands[c]!.most.forEach((__, j) => {
        const cell: Ends = [knots[c]![j]!, knots[c]![j + 1]!];
        let [most, least] = [-Infinity, Infinity];
        for (const k of all) {
          if (all.some((l) => l !== k && others[k]![l]! + moved(k, l, c, cell) < -slack)) continue;
          most = Math.max(most, own[k]![c]!);
          least = Math.min(least, own[k]![c]!);
        }
        bands[c]!.most[j]! += chance * most;
        bands[c]!.least[j]! += chance * least;
      });
    });
  }
  let epsilon = 0;
  bands.forEach(({ most, least }, c) => {
    let above = -Infinity;
    most.forEach((x, j) => {
      above = Math.max(above, x);
      // Lies about what she does not care for have no length.
      epsilon = Math.max(epsilon, enters[c] ? (above - least[j]!) / 2 : above > least[j]! ? Infinity : 0);
    });
  });
  return epsilon > atMost * (1 + SHARE) ? `utilities as steep as her values move leave ${epsilon}, above ${atMost}` : undefined;
}
