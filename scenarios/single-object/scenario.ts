/** One object, private values, three mechanisms (Song22 Examples 1 to 3). */
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { singleObjectClaims } from './claims.ts';
import { environment, FIRST_PRICE, FULL_INSURANCE, PARAMETERS, SECOND_PRICE, singleObjectLaws, studiedBidders } from './environment.ts';
import {
  expectedHighest, expectedSecond, highestOf, rivalsBelow, rivalsStrictlyBelow, secondPriceExAnte, secondPriceUtility,
  truthfulFirstPriceLoss, whyEndless,
} from './reference.ts';

/** Part of the support that the grid's first step does not exceed. */
const FIRST_STEP = 1 / 16;

/** mu's slope, H, is least at the lowest type; a grid, or two atoms, show it where H stays so over the first step. */
function steepestFall<T>(row: (quantity: string, value: number) => T, laws: ReturnType<typeof singleObjectLaws>, i: number): T[] {
  const [low, high] = laws[i]!.support;
  const least = rivalsBelow(laws, i, low);
  const second = laws[i]!.atoms?.[1]?.at;
  const after = second === undefined ? rivalsBelow(laws, i, low + FIRST_STEP * (high - low)) : rivalsStrictlyBelow(laws, i, second);
  return after === least ? [row('monotonicityViolation', 0 - least)] : [];
}

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const laws = singleObjectLaws(values);
  const entry = (mechanism: Mechanism, agent: string, source: string) =>
    (quantity: string, value: number) => ({ quantity, agent, mechanism: mechanism.name, reference: { value, source } });
  const market = [SECOND_PRICE, FIRST_PRICE, FULL_INSURANCE].flatMap((mechanism) => {
    const row = entry(mechanism, 'market', 'order statistics of the values, by quadrature');
    const first = expectedHighest(laws);
    return [
      row('welfare', first), row('firstBest', first), row('welfareShare', 1),
      row('revenue', mechanism === FIRST_PRICE ? first : expectedSecond(laws)),
    ];
  });
  const bidders = studiedBidders(laws).flatMap((i) => {
    const [low] = laws[i]!.support;
    const truthful = [SECOND_PRICE, FULL_INSURANCE].flatMap((mechanism) => {
      const row = entry(
        mechanism,
        `bidder ${i + 1}`,
        mechanism === SECOND_PRICE ? 'Vickrey 1961, by quadrature' : "the second price's interim utility (Song22 Definition 1)",
      );
      return [
        row('epsilonLic', 0), row('epsilonIc', 0), row('epsilonBounded', 0), ...steepestFall(row, laws, i),
        row('exAnteUtility', secondPriceExAnte(laws, i)), row('interimIr', secondPriceUtility(laws, i, low)),
      ];
    });
    const row = entry(FIRST_PRICE, `bidder ${i + 1}`, 'u(t, s) = Pr(t wins) (s - t)');
    return [
      ...truthful,
      row('epsilonLic', rivalsStrictlyBelow(laws, i, highestOf(laws[i]!))),
      ...(whyEndless(laws[i]!) === undefined ? [row('epsilonIc', truthfulFirstPriceLoss(laws, i))] : []),
      ...[row('epsilonBounded', 0), row('monotonicityViolation', 0), row('exAnteUtility', 0), row('interimIr', 0)],
    ];
  });
  return [...market, ...bidders];
}

export const singleObjectScenario: Scenario = {
  name: 'single-object',
  title: 'One object: second price, first price with truthful bids, full insurance',
  description:
    "N bidders with private values for one object, which goes to the highest report. Under the second price (the VCG mechanism here) "
    + "truth-telling is dominant. In a first price auction a truthful bidder pays all she gets, and shading her bid by one unit gains "
    + "the probability of winning: the epsilon-LIC constant is the chance that her highest type wins, however many rivals there are, "
    + "while the epsilon-IC constant falls with N. Full insurance keeps the second price's interim utility and pays it out whatever "
    + "the others report: what ambiguity averse agents are offered.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), Examples 1 to 3, '
    + 'Definition 1, Lemma 4.1 and section 4.6; William Vickrey, Counterspeculation, Auctions, and Competitive Sealed Tenders, Journal '
    + 'of Finance 16 (1961).',
  parameters: PARAMETERS,
  shorthands: { law: { sets: ['value', 'rivals'], description: 'one law for all bidders' } },
  rateDefaults: { bidders: [2, 4, 8, 16, 32] },
  size: (values) => Number(values.bidders),
  sizeName: { symbol: 'N', description: 'number of bidders' },
  environment,
  primaryAgent: () => 'bidder 1',
  references,
  claims: singleObjectClaims,
};
