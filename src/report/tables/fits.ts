/** fits: a row a power law that a rate study fitted. */
import { sizeSymbol } from '../points.ts';
import { AGENT, CONFIDENCE, integer, number, QUANTITY, SCENARIO, tableOf, text, type TableOf } from './table.ts';

const AFTER = [
  text('model', 'c*M^b: coefficient times the size to the power of the exponent'), text('size_symbol', 'symbol of the size M'),
  number('coefficient', 'c'), number('coefficient_lower', 'lower end of c'), number('coefficient_upper', 'upper end of c'),
  number('exponent', 'b'), number('exponent_lower', 'lower end of b'), number('exponent_upper', 'upper end of b'),
  { ...CONFIDENCE, description: 'of the intervals of exponent and coefficient, each simultaneous over the points of the fit' },
  integer('points', 'number of points that entered'), number('smallest_size', 'the smallest M'), number('largest_size', 'the largest M'),
  number('reference_exponent', 'exponent of the same fit through the exact values, where every point has one'),
];

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
        reference_exponent: fit.referenceExponent,
      },
    })),
  });
};
