/** fits: a row a power law that a rate study fitted, with what its sweep says of other laws and of the limit. */
import type { Interval } from '../../statistics/interval.ts';
import type { LawTest, RateAsymptotics, RateLaw } from '../../statistics/asymptotics.ts';
import { sizeSymbol } from '../points.ts';
import { LAW_FORMS } from '../rates.ts';
import { AGENT, CONFIDENCE, integer, number, QUANTITY, SCENARIO, tableOf, text, type Cell, type TableOf } from './table.ts';

/** Laws that may be assumed of the limit. */
const ASSUMED = [
  { law: 'correction', words: 'under a correction of order 1/M' }, { law: 'root', words: 'under a correction of order M^(-1/2)' },
  { law: 'logarithm', words: 'with a logarithmic factor' },
] as const;

const AFTER = [
  text('model', 'c*M^b: coefficient times the size to the power of the exponent'), text('size_symbol', 'symbol of the size M'),
  number('coefficient', 'c'), number('coefficient_lower', 'lower end of c'), number('coefficient_upper', 'upper end of c'),
  number('exponent', 'b'), number('exponent_lower', 'lower end of b'), number('exponent_upper', 'upper end of b'),
  { ...CONFIDENCE, description: 'of the intervals of exponent and coefficient, each simultaneous over the points of the fit' },
  integer('points', 'number of points that entered'), number('smallest_size', 'the smallest M'), number('largest_size', 'the largest M'),
  number('reference_exponent', 'exponent of the same fit through the exact values, where every point has one'),
  number('trend', 'change of the local slopes when the size doubles'), number('trend_lower', 'its lower end'),
  number('trend_upper', 'its upper end'),
  ...(['power', 'logarithm', 'correction'] as const).map((law) =>
    text(`law_${law}`, `whether some law of the form ${LAW_FORMS[law]} lies in every interval: consistent or refuted`)),
  number('logarithm_power', 't of the law with a logarithm'), number('logarithm_power_lower', 'its lower end'),
  number('logarithm_power_upper', 'its upper end'),
  number('correction_term', 't of the law with a first correction'), number('correction_term_lower', 'its lower end'),
  number('correction_term_upper', 'its upper end'),
  number('asymptotic_exponent', 'exponent in the limit: an extrapolation'),
  number('asymptotic_exponent_lower', 'the lowest under any of the laws assumed'),
  number('asymptotic_exponent_upper', 'the highest under any of the laws assumed'),
  ...ASSUMED.flatMap(({ law, words }) => [
    number(`asymptotic_${law}_lower`, `its lower end ${words}`), number(`asymptotic_${law}_upper`, `its upper end ${words}`),
    text(`asymptotic_${law}_assumption`, 'what that assumes, M standing for the size'),
    number(`asymptotic_${law}_strain`, 'share of their reach that all intervals need to hold it, a quarter at most'),
  ]),
  text('asymptotic_absent', 'why there is no exponent in the limit'),
];

/** The three numbers of an interval under a name. */
const cellsOf = (name: string, interval: Interval | undefined): Record<string, Cell> =>
  ({ [name]: interval?.estimate, [`${name}_lower`]: interval?.lower, [`${name}_upper`]: interval?.upper });

function asymptoticCells(asymptotics: RateAsymptotics | undefined): Record<string, Cell> {
  const law = (name: RateLaw): LawTest | undefined => asymptotics?.laws.find((one) => one.law === name);
  const status = (test: LawTest | undefined): Cell => (test ? (test.consistent ? 'consistent' : 'refuted') : undefined);
  return {
    ...cellsOf('trend', asymptotics?.trend),
    law_power: status(law('power')), law_logarithm: status(law('logarithm')), law_correction: status(law('correction')),
    ...cellsOf('logarithm_power', law('logarithm')?.term), ...cellsOf('correction_term', law('correction')?.term),
    ...cellsOf('asymptotic_exponent', asymptotics?.asymptoticExponent),
    ...Object.fromEntries(ASSUMED.flatMap(({ law: name }) => {
      const found = asymptotics?.asymptoticExponent?.under.find((one) => one.law === name);
      return [
        [`asymptotic_${name}_lower`, found?.lower], [`asymptotic_${name}_upper`, found?.upper],
        [`asymptotic_${name}_assumption`, found?.assumption], [`asymptotic_${name}_strain`, found?.strain],
      ];
    })),
    asymptotic_absent: asymptotics?.withoutExponent,
  };
}

export const fits: TableOf = (document) => {
  const { scenario, fits: rows } = document;
  if (rows.length === 0) return undefined;
  const symbol = sizeSymbol(document);
  return tableOf({
    name: 'fits', description: 'Power laws fitted along a sweep, by least squares on log axes.',
    before: [SCENARIO, QUANTITY, AGENT], after: AFTER, points: rows.map(({ point }) => point),
    entries: () => rows.map((fit) => ({
      point: fit.point,
      cells: {
        scenario, quantity: fit.quantity, agent: fit.agent, model: fit.model, size_symbol: symbol,
        coefficient: fit.coefficient, coefficient_lower: fit.coefficientLower, coefficient_upper: fit.coefficientUpper,
        exponent: fit.exponent, exponent_lower: fit.exponentLower, exponent_upper: fit.exponentUpper, confidence: fit.confidence,
        points: fit.markets.length, smallest_size: Math.min(...fit.markets), largest_size: Math.max(...fit.markets),
        reference_exponent: fit.referenceExponent, ...asymptoticCells(fit.asymptotics),
      },
    })),
  });
};
