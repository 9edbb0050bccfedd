/** What the data's own sampling error does to a double auction: its quantities over all laws near the samples, and at given laws. */
import type { Metric } from '../../beliefs/belief-set.ts';
import { isDiscrete, type DataSample, type Distribution } from '../../distributions/distribution.ts';
import { openGaps } from './type-pieces.ts';
import { knownLaw, lawAtMiddles, lawsNear, type LawBand, type Range } from '../../distributions/law-band.ts';
import { traderProblem, type DoubleAuction, type Trader } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { groupsOf, lawBoxes, type BandedProblem } from '../../experiments/order-statistics/law-boxes.ts';
import { exAnteTradeOverLaws, exAnteUtilityOverLaws, gainsFromTradeOverLaws } from '../../notions/data-error/averages.ts';
import {
  contaminationOverLaws, epsilonIcOverLaws, epsilonLicOverLaws, prokhorovOverLaws,
} from '../../notions/data-error/trader.ts';
import type { LawRow } from '../kind.ts';

/** Places of each law: fewer where sums over many traders take long. */
const placesFor = ({ sellers, buyers }: DoubleAuction): number => (sellers + buyers <= 64 ? 400 : sellers + buyers <= 2048 ? 200 : 100);

/** Throws InputError where nothing can be said of it. */
export function requireDataError({ dependence, mechanisms, cost, value }: DoubleAuction): void {
  if (mechanisms) throw new InputError('data-error', 'is told of the price rule of kappa alone; leave mechanisms out');
  if (dependence) throw new InputError('data-error', 'is for types that are independent across agents; leave dependence out');
  const [gap] = [...openGaps(cost, value), ...openGaps(value, cost)];
  if (gap) {
    const found = `types ${gap[0]} and ${gap[1]} of one side are neighbours and the other side has types between them`;
    const accepted = 'smoothed samples, or one sample for both';
    throw new InputError('data-error', `${found}, which laws near the sample need not have; accepted: ${accepted}`);
  }
  const open = [cost, value].find(({ whole }) => whole !== undefined);
  if (open) throw new InputError('data-error', `needs laws that end, and ${open.text} does not`);
}

/** Over all laws within `distance` of their samples; laws without data are what they are. */
export function overLaws(market: DoubleAuction, distance: (data: DataSample) => number): LawRow[] {
  const most = placesFor(market);
  const bandOf = (law: Distribution): LawBand => (law.data
    ? lawsNear(law.data, distance(law.data), !law.atoms?.length && !isDiscrete(law), most) : knownLaw(law, most));
  const { cost, value } = { cost: bandOf(market.cost), value: bandOf(market.value) };
  const assumes = [cost, value].some(({ known }) => !known);
  return rowsOf(market, { cost, value }).map((row) => (assumes && INTEGRALS.has(row.quantity) ? { ...row, assumesEnds: true } : row));
}

/** Integrals over types, which need to know where these end. */
const INTEGRALS: ReadonlySet<string> = new Set(['epsilonIc', 'exAnteUtility', 'expectedSurplus']);

/** Standard deviations of the count of others round its rank within which places lie closer, and how many they are. */
const DEVIATIONS = 4;
const CLOSE = 64;
const HALVINGS = 60;

/** At the market's own laws, by sums over a fine grid: exact for laws that are all atoms. */
export function atLaws(market: DoubleAuction): LawRow[] {
  const most = placesFor(market);
  const { cost, value } = { cost: lawAtMiddles(market.cost, most), value: lawAtMiddles(market.value, most) };
  const rows = rowsOf(market, { cost, value }, ({ groups, problem: { rank } }) => {
    if ([market.cost, market.value].every(isDiscrete)) return [];
    const others = groups.reduce((sum, { count }) => sum + count, 0);
    const ends: Range = [Math.min(...groups.map(({ band }) => band.ends[0])), Math.max(...groups.map(({ band }) => band.ends[1]))];
    const expected = (y: number): number => groups.reduce((sum, { count, band }) => sum + count * band.upTo(y)[0], 0);
    return Array.from({ length: CLOSE + 1 }, (_, i) => {
      const wanted = rank + DEVIATIONS * Math.sqrt(others) * ((2 * i) / CLOSE - 1) / 2;
      let [low, high] = ends;
      for (let step = 0; step < HALVINGS; step++) {
        const middle = (low + high) / 2;
        if (expected(middle) < wanted) low = middle;
        else high = middle;
      }
      return high;
    });
  });
  // What bounds from above is the value.
  return rows.map((row) => ({ ...row, lower: row.upper }));
}

function rowsOf(
  market: DoubleAuction, bands: { readonly cost: LawBand; readonly value: LawBand }, more?: (problem: BandedProblem) => readonly number[],
): LawRow[] {
  const { sellers, buyers, ambiguity } = market;
  const traders = (['seller', 'buyer'] as const).flatMap((agent: Trader): LawRow[] => {
    const problem = traderProblem(market, agent);
    const banded: BandedProblem = {
      problem, own: agent === 'seller' ? bands.cost : bands.value,
      groups: groupsOf([
        { count: problem.others[0]!.count, band: bands.cost }, { count: problem.others[1]!.count, band: bands.value },
      ]),
    };
    const boxes = more ? lawBoxes(banded, more(banded), false) : lawBoxes(banded);
    const row = (quantity: string, [lower, upper]: Range, metric?: Metric): LawRow =>
      ({ quantity, agent, lower, upper, ...(metric ? { metric } : {}) });
    const lic = epsilonLicOverLaws(boxes, banded);
    const deltas = { prokhorov: prokhorovOverLaws, contamination: contaminationOverLaws, totalVariation: (): Range => lic };
    return [
      row('epsilonLic', lic), row('epsilonIc', epsilonIcOverLaws(boxes, banded)),
      row('exAnteUtility', exAnteUtilityOverLaws(boxes, banded)), row('exAnteTradeProbability', exAnteTradeOverLaws(boxes)),
      ...(ambiguity?.metrics ?? []).map((metric) => row('deltaStar', deltas[metric](boxes, banded), metric)),
    ];
  });
  const [lower, upper] = gainsFromTradeOverLaws({ count: sellers, band: bands.cost }, { count: buyers, band: bands.value });
  return [...traders, { quantity: 'expectedSurplus', agent: 'market', lower, upper }];
}
