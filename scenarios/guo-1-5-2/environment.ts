/**
 * Guo18 Example 1.5.2: bilateral trade without a common prior. The text gives p_1(2^2 | 1^1) = 0.2 beside p_1(2^1 | 1^1) = 0.3; read as
 * p_1(2^1 | 1^2) = 0.2, the printed multipliers cancel (docs/errata-finite.md).
 */
export default {
  finite: 1,
  title: 'Bilateral trade without a common prior',
  source: 'Guo18 Example 1.5.2, Table 1.5.2',
  agents: { buyer: ['1^1', '1^2'], seller: ['2^1', '2^2'] },
  outcomes: ['no-trade', 'trade'],
  payoffs: {
    buyer: { trade: { own: ['high', 1] } },
    seller: { trade: { own: [-3.5, -0.5] } },
  },
  beliefs: { buyer: [[0.3, 0.7], [0.2, 0.8]], seller: [[0.3, 0.7], [0.25, 0.75]] },
  rule: [['trade', 'trade'], ['no-trade', 'trade']],
  parameters: { high: { value: 4, range: ['7/2', 20] } },
};
