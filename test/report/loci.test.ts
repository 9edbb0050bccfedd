/** The loci of JM01 Figure 1, and tables of papers from models. */
import { describe, expect, it } from 'vitest';
import { GUO_BET, GUO_PAYOFFS, GUO_PRIOR } from '../../scenarios/support/guo-payoffs.ts';
import { paperTables } from '../../src/library/reproduction/paper-tables.ts';
import { loci } from '../../src/report/figures/loci.ts';
import { SCREEN, type FigureDocument } from '../../src/report/figures/look.ts';

const market = (coefficients: unknown, more: object = {}) => ({
  question: 'field', agent: 'one',
  problem: {
    agents: ['one', 'two'], alternatives: ['A', 'B'],
    signals: ['a', 'b'].map((name) => ({ owner: 0, name, law: 'uniform(0,1)' })),
    valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients }, ...more,
  },
});
const drawn = (...markets: object[]) => loci.draw({
  look: SCREEN, complete: true, title: 'T', scenario: 'x', seed: 's', configHash: 'h', version: '1',
  configuration: { markets, points: markets.map((_, n) => ({ n })) },
} as unknown as FigureDocument);
/** Ends of every line, society's first. */
const linesOf = (figure: ReturnType<typeof drawn>[number]): unknown[] =>
  (figure.specification as unknown as { layer: { mark: { type: string }; data: { values: { x: number; y: number }[] } }[] }).layer
    .filter(({ mark }) => mark.type === 'line').map(({ data }) => data.values.map(({ x, y }) => [x, y]));

describe('loci', () => {
  const own = [[1, 0], [0, 1]];

  it('society along b = 2a, the agent along b = a + 1/8 and b = a + 3/8, within the square', () => {
    const [figure, other] = drawn(market([own, [[1, 0], [0, 0]]]), market([own, [[0, 0], [0, 0]]]));
    expect(linesOf(figure!)).toEqual([[[0, 0], [0.5, 1]], [[0, 0.125], [0.875, 1]], [[0, 0.375], [0.625, 1]]]);
    expect(JSON.stringify(figure!.specification)).toContain('Society treats s* and s** alike');
    // Private values: the loci are one.
    expect(linesOf(other!)).toEqual([[[0, 0], [1, 1]], [[0, 0], [1, 1]], [[0, 0], [1, 1]]]);
    expect(JSON.stringify(other!.specification)).toContain('The loci coincide');
    expect([figure!.name, other!.name]).toEqual(['loci-n-0', 'loci-n-1']);
  });

  it('need one informed agent and linear values', () => {
    const signals = [0, 1].map((owner) => ({ owner, name: 'a', law: 'uniform(0,1)' }));
    const values = [own, own];
    expect(drawn(
      market(values, { signals }), market(values, { valuations: { kind: 'table' } }), market(values, { alternatives: ['A'] }),
      { kind: 'finite' },
    )).toEqual([]);
    // Society is nowhere indifferent.
    const sure = { kind: 'linear', constants: [[9, 0], [0, 0]], coefficients: values };
    expect(drawn(market(values, { valuations: sure }))).toEqual([]);
  });
});

describe('tables of papers', () => {
  const environment = {
    ...GUO_PAYOFFS, prior: GUO_PRIOR, bet: GUO_BET,
    parameters: { a: { value: '1', range: ['0', '2'] }, b: { value: '3', range: ['0', '9'] } },
  };
  const cells = (of: Parameters<typeof paperTables>[1]) => paperTables(environment, of).map(({ rows }) => rows.map((row) => row.cells));

  it('Guo18 Tables 1.4.1 to 1.4.3 and A.1.1, at a = 1 and B = 3', () => {
    expect(cells('prior')).toEqual([[['1/10', '1/5', '1/5'], ['1/5', '1/10', '1/5']]]);
    expect(cells('bet')).toEqual([[['-2', '-1', '2'], ['1', '2', '-2']]]);
    const row = ['1, 1', '-5, 4', '1, 0'];
    expect(cells('payoffs')).toEqual([[['1, 0', '1, 1', '1, 1'], ['1, 0', '1, 1', '1, 1']], [row, row]]);
    const [byType] = paperTables(environment, 'payoffs-by-type');
    expect(byType!.columns).toEqual(['x1, two', 'x1, one', 'x2, two', 'x2, one']);
    // Types: the lie's, the truth's and another (the text's hat, bar and neither).
    expect(byType!.rows.map((one) => one.cells)).toEqual([['0', '1', '1', '1'], ['1', '1', '4', '-5'], ['1', '1', '0', '1']]);
    expect(paperTables(environment, 'beliefs').map(({ rows }) => rows.map((one) => one.cells.join(' ')))).toEqual([
      ['1/5 2/5 2/5', '2/5 1/5 2/5'], ['1/3 2/3', '2/3 1/3', '1/2 1/2'],
    ]);
  });

  it('there are none of what a model lacks, or of more agents', () => {
    const { prior: _prior, bet: _bet, ...bare } = environment;
    expect(['prior', 'bet', 'beliefs'].flatMap((of) => paperTables(bare, of as 'prior'))).toEqual([]);
    const both = { ...environment, payoffs: { one: { x1: 'a', x2: [[1, 2, 3], [4, 5, 6]] }, two: { x1: 0, x2: 0 } }, rule: 'efficient' };
    expect(paperTables(both, 'payoffs-by-type')).toEqual([]);
  });
});
