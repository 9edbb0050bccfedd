/** Guo18 Example 1.4.2: an efficient rule that no Bayesian mechanism implements, and ambiguous transfers do. */
export default {
  finite: 1,
  title: 'Implementation where Identifiability fails',
  source: 'Guo18 Example 1.4.2, Table 1.4.3',
  agents: { one: ['1^1', '1^2'], two: ['2^1', '2^2', '2^3'] },
  outcomes: ['x0', 'x1', 'x2'],
  payoffs: {
    one: { x1: 'a', x2: [['a', 'a - 2 B', 'a'], ['a', 'a - 2 B', 'a']] },
    two: { x1: { own: [0, 'a', 'a'] }, x2: { own: ['a', 'a + B', 0] } },
  },
  prior: [['1/10', '2/10', '2/10'], ['2/10', '1/10', '2/10']],
  rule: [['x2', 'x1', 'x1'], ['x2', 'x1', 'x1']],
  bet: { one: [[-2, -1, 2], [1, 2, -2]] },
  smooth: { weights: ['1/2', '1/2'], kinks: ['a'], slopes: [2, 1] },
  parameters: { a: { value: 1, range: [0, 10] }, B: { value: 3, range: [0, 10] } },
};
