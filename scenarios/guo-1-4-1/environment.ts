/** Guo18 Example 1.4.1: an auction in which agent 2 always wins, and whose third type believes a mixture of the other two. */
export default {
  finite: 1,
  title: 'Full surplus extraction where Convex Independence fails',
  source: 'Guo18 Example 1.4.1, Tables 1.4.1 and 1.4.2',
  agents: { one: ['1^1', '1^2'], two: ['2^1', '2^2', '2^3'] },
  outcomes: ['none', 'to-one', 'to-two'],
  payoffs: {
    'one': { 'to-one': { own: ['1/2', '1/4'] }, 'to-two': 0 },
    'two': { 'to-one': 0, 'to-two': { own: ['high', 2, 1] } },
  },
  prior: [['1/10', '2/10', '2/10'], ['2/10', '1/10', '2/10']],
  rule: 'efficient',
  base: 'surplus',
  bet: { one: [[-2, -1, 2], [1, 2, -2]] },
  parameters: { high: { value: 3, range: ['1/2', 10] } },
};
