/** A double auction whose costs and values are atoms, by adding up over all counts: a few lines, and nothing of the project's own. */

export interface Atoms {
  /** Increasing. */
  readonly at: readonly number[];
  readonly mass: readonly number[];
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - i + 1)) / i;
  return ways;
}
const binomial = (n: number, p: number, k: number): number => (k < 0 || k > n ? 0 : choose(n, k) * p ** k * (1 - p) ** (n - k));
const massBelow = ({ at, mass }: Atoms, x: number, closed: boolean): number =>
  at.reduce((sum, value, i) => sum + (value < x || (closed && value === x) ? mass[i]! : 0), 0);

export interface AtomAnswers {
  readonly epsilonLic: number;
  readonly epsilonIc: number;
  readonly exAnteUtility: number;
  readonly exAnteTradeProbability: number;
}

/** Of a seller; types and reports run over the hull of the costs. `ties`: whether she trades where her report equals U. */
export function sellerOfAtoms(
  sellers: number, buyers: number, kappa: number, cost: Atoms, value: Atoms, ties: 'won' | 'lost' = 'won',
): AtomAnswers {
  /** Pr(fewer than `rank + 1` of the others lie below), Pr(fewer than `rank`). */
  const survival = (x: number, closed: boolean): { upper: number; lower: number } => {
    const [p, q] = [massBelow(cost, x, closed), massBelow(value, x, closed)];
    let [upper, lower] = [0, 0];
    for (let k = 0; k < sellers; k++) {
      for (let j = 0; j <= buyers; j++) {
        const chance = binomial(sellers - 1, p, k) * binomial(buyers, q, j);
        if (k + j <= buyers - 1) upper += chance;
        if (k + j <= buyers - 2) lower += chance;
      }
    }
    return { upper, lower };
  };
  const xs = [...new Set([...cost.at, ...value.at])].sort((a, b) => a - b);
  const [low, high] = [cost.at[0]!, cost.at.at(-1)!];
  const mean = ({ upper, lower }: { upper: number; lower: number }): number => kappa * upper + (1 - kappa) * lower;
  /** Of the mean from a to b; survival functions are constant between places. */
  const integral = (a: number, b: number): number => xs.slice(1).reduce((sum, to, i) => {
    const [from, end] = [Math.max(a, xs[i]!), Math.min(b, to)];
    return end > from ? sum + (end - from) * mean(survival(to, false)) : sum;
  }, 0) + Math.max(0, Math.min(b, xs[0]!) - a);
  const levels = xs.filter((x) => x >= low && x <= high).flatMap((x) => [
    ...(x > low ? [survival(x, false)] : []), ...(x < high ? [survival(x, true)] : []),
  ]);
  const epsilonLic = (1 - kappa) * Math.max(...levels.map(({ upper, lower }) => upper - lower));
  const reports = xs.filter((x) => x >= low && x <= high);
  let epsilonIc = 0;
  for (const c of reports) {
    for (const x of reports) if (x > c) epsilonIc = Math.max(epsilonIc, (x - c) * survival(x, false).upper - integral(c, x));
  }
  return {
    epsilonLic, epsilonIc,
    exAnteUtility: cost.at.reduce((sum, c, i) => sum + cost.mass[i]! * integral(c, Math.max(high, xs.at(-1)!)), 0),
    exAnteTradeProbability: cost.at.reduce((sum, c, i) => sum + cost.mass[i]! * survival(c, ties === 'lost').upper, 0),
  };
}

/** The double auction reflected: buyers are sellers of minus their values, the other end of the price is theirs, and ties are lost. */
export const buyerOfAtoms = (sellers: number, buyers: number, kappa: number, cost: Atoms, value: Atoms): AtomAnswers => {
  const reflected = ({ at, mass }: Atoms): Atoms => ({ at: at.map((x) => -x).toReversed(), mass: mass.toReversed() });
  return sellerOfAtoms(buyers, sellers, 1 - kappa, reflected(value), reflected(cost), 'lost');
};

/** E sum over trades of value less cost: every profile's trades counted between two places. */
export function gainsOfAtoms(sellers: number, buyers: number, cost: Atoms, value: Atoms): number {
  const xs = [...new Set([...cost.at, ...value.at])].sort((a, b) => a - b);
  return xs.slice(1).reduce((sum, to, i) => {
    const [p, q] = [massBelow(cost, to, false), 1 - massBelow(value, to, false)];
    let trades = 0;
    for (let k = 0; k <= sellers; k++) {
      for (let j = 0; j <= buyers; j++) trades += Math.min(k, j) * binomial(sellers, p, k) * binomial(buyers, q, j);
    }
    return sum + (to - xs[i]!) * trades;
  }, 0);
}
