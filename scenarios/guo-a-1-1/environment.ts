/** Guo18 Example A.1.1: an inefficient rule that not even ambiguous transfers implement, with private values and one agent short of BDP. */
export default {
  finite: 1,
  title: 'Inefficient rules need every agent\'s beliefs',
  source: 'Guo18 Example A.1.1, Table A.1.2',
  agents: { one: ['1^1', '1^2', '1^3'], two: ['2^1', '2^2'] },
  outcomes: ['x0', 'x1', 'x2'],
  payoffs: {
    one: { x1: { own: [0, 'gain', 0] }, x2: { own: ['gain', 0, 0] } },
    two: { x1: 0, x2: 0 },
  },
  prior: [['1/7', '1/7'], ['1/7', '1/7'], ['1/7', '2/7']],
  rule: [['x1', 'x1'], ['x2', 'x2'], ['x1', 'x1']],
  parameters: { gain: { value: 2, range: [-2, 4] } },
};
