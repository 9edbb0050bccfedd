/**
 * Guo18 Example 1.5.1: beliefs without a common prior. The printed table has lost a row: p_2 is read as 1/3, 1/2, 2/3 for the first
 * type of agent 1, which the printed ratios (2, 1, 0.5) and the printed multipliers ask for (docs/errata-finite.md).
 */
export default {
  finite: 1,
  title: 'Implementation without a common prior',
  source: 'Guo18 Example 1.5.1, Table 1.5.1',
  agents: { one: ['1^1', '1^2'], two: ['2^1', '2^2', '2^3'] },
  outcomes: ['x0', 'x1', 'x2'],
  payoffs: {
    one: { x1: 'a', x2: [['a', 'a - 2 B', 'a'], ['a', 'a - 2 B', 'a']] },
    two: { x1: { own: [0, 'a', 'a'] }, x2: { own: ['a', 'a + B', 0] } },
  },
  beliefs: {
    one: [['7/28', '12/28', '9/28'], ['13/28', '12/28', '3/28']],
    two: [['1/3', '2/3'], ['1/2', '1/2'], ['2/3', '1/3']],
  },
  rule: [['x2', 'x1', 'x1'], ['x2', 'x1', 'x1']],
  parameters: { a: { value: 1, range: [0, 10] }, B: { value: 9, range: [0, 20] } },
};
