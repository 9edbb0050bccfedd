/** Worst beliefs in reports: figure, table, JSON and HTML. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvOf } from './tables.ts';
import type { Figure } from '../../src/report/figures/figure.ts';
import { figuresOf, renderFigure } from '../../src/report/figures/index.ts';
import { renderSvg } from '../../src/report/figures/render.ts';
import { renderJson } from '../../src/report/formats/json.ts';
import { writeResults } from '../../src/report/write.ts';
import type { ResultDocument, WorstBelief } from '../../src/results/document.ts';
import { beliefsDocument, PROKHOROV, rivalsBelief } from './belief-fixtures.ts';
import { runDocument } from './fixtures.ts';
import { inkShare, readPng } from './png.ts';
import { auctionDocument } from './social-fixtures.ts';
import { rounded, rowsByMark } from './specifications.ts';

const beliefFigures = (document: ResultDocument): Figure[] => figuresOf(document).filter(({ name }) => name.startsWith('worst-belief'));
const withBeliefs = (...beliefs: WorstBelief[]): ResultDocument => ({ ...auctionDocument(), beliefs });

describe('the figure of a worst belief', () => {
  it('looks as in its golden files', async () => {
    const [plane, line] = beliefFigures(beliefsDocument());
    await expect(rounded(await renderSvg(plane!))).toMatchFileSnapshot('golden/worst-belief-plane.svg');
    await expect(rounded(await renderSvg(line!))).toMatchFileSnapshot('golden/worst-belief-line.svg');
  });

  it('is named for set, agent and point, and renders with title, provenance and ink', async () => {
    const figures = beliefFigures(beliefsDocument());
    expect(figures.map(({ name }) => name)).toEqual(['worst-belief-prokhorov-bidder-1', 'worst-belief-total-variation-bidder-1']);
    for (const figure of figures) {
      const { svg, png } = await renderFigure(figure);
      for (const text of [
        'Worst belief against a lie of bidder 1', 'type 0.75 reports 0.6', 'configuration 3f2a9c0d41b7',
      ]) expect(svg).toContain(text);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(inkShare(readPng(png))).toBeGreaterThan(0.02);
    }
  });

  it('over two axes has a point a draw by kind, and lines to where mass goes', () => {
    const belief = rivalsBelief(PROKHOROV, 2);
    const rows = rowsByMark(beliefFigures(withBeliefs(belief))[0]!.specification);
    const points = rows.filter(
      ({ mark, row }) => mark === 'point' && row.kind !== undefined
    ).map(({ row }) => row as { kind: string; x: number; y: number });
    expect(points).toHaveLength(belief.draws.length);
    for (const { kind, x, y } of points) {
      if (kind.startsWith('moves')) expect(Math.max(x, y)).toBeGreaterThanOrEqual(0.5);
      if (!kind.startsWith('stays')) expect(Math.max(x, y)).toBeLessThan(0.6);
    }
    const lines = rows.filter(({ mark }) => mark === 'rule').map(({ row }) => row as { x: number; y: number; x2: number; y2: number });
    const moves = lines.filter(({ x2, y2 }) => Math.max(x2, y2) === 0.6);
    expect(moves).toHaveLength(belief.draws.filter(({ kind }) => kind === 'moves').length);
    for (const { x, y, x2, y2 } of moves) expect(Math.max(Math.abs(x - x2), Math.abs(y - y2))).toBeLessThanOrEqual(0.1);
    expect(lines.filter(({ x2, y2 }) => x2 === 0.8 && y2 === 0.9)).toHaveLength(Math.min(
      40, belief.draws.filter(({ kind }) => kind === 'sent').length
    ));
  });

  it('over one axis has the shares of the prior above and of the belief below, each adding up to 1', () => {
    const belief = rivalsBelief(PROKHOROV, 1);
    const rows = rowsByMark(beliefFigures(withBeliefs(belief))[0]!.specification).filter(({ mark }) => mark === 'rect').map(
      ({ row }) => row as { kind: string; x: number; x2: number; y: number; y2: number }
    );
    const share = (bars: typeof rows): number => bars.reduce((sum, { y, y2 }) => sum + y2 - y, 0);
    expect(share(rows)).toBeCloseTo(2, 9);
    // From 0.5 to 0.6 all move to the bar at 0.6.
    const moved = rows.filter(({ kind }) => kind.startsWith('moves'));
    expect(share(moved.filter(({ x2 }) => x2 <= 0.6001))).toBeCloseTo(share(moved.filter(({ x, x2 }) => x <= 0.6 && x2 > 0.6001)), 1);
    expect(share(moved) / 2).toBeCloseTo(0.11, 1);
    expect(share(rows.filter(({ kind }) => kind.startsWith('sent')))).toBeCloseTo(
      2 * belief.draws.filter(({ kind }) => kind === 'sent').length / belief.draws.length, 9
    );
  });

  it('says shares and expectations, and no local move where the set has none', () => {
    const belief = rivalsBelief(PROKHOROV, 2);
    const [plane, line] = beliefFigures(beliefsDocument()).map(({ specification }) => JSON.stringify(specification));
    expect(plane).toContain(`${Number((100 * belief.moved).toPrecision(3))}% of mass moves within δ, 10% is sent to the worst place.`);
    for (const number of [belief.prior, belief.worst]) expect(plane).toContain(String(Number(number.toPrecision(3))));
    expect(line).toContain('Total-variation ball, δ = 0.1: 10% of mass is sent');
    expect(line).not.toContain('moves within');
    const every = JSON.stringify(beliefFigures(withBeliefs(rivalsBelief({ kind: 'all' }, 1)))[0]!.specification);
    expect(every).toContain('All beliefs: ');
  });

  it('tells points of a sweep apart, keeps few of many, and serves double auctions', () => {
    const sweep = [2, 3, 4, 5, 6, 7, 8].map((bidders) => rivalsBelief(
      PROKHOROV, 1, { bidders, mechanism: 'first price', metric: 'prokhorov' }
    ));
    expect(beliefFigures(withBeliefs(...sweep)).map(({ name }) => name)).toEqual([
      'worst-belief-prokhorov-bidder-1-bidders-2', 'worst-belief-prokhorov-bidder-1-bidders-8',
    ]);
    const seller = { ...rivalsBelief(PROKHOROV, 1, { sellers: 4, buyers: 4, metric: 'prokhorov' }), agent: 'seller' };
    const [figure] = beliefFigures({ ...runDocument(), beliefs: [seller] });
    expect(figure!.name).toBe('worst-belief-prokhorov-sellers');
    expect(JSON.stringify(figure!.specification)).toContain('a lie of a seller');
  });
});

describe('beliefs.csv', () => {
  it('has a row a draw, axes in columns, an empty cell where an axis is missing', () => {
    const document = beliefsDocument();
    const [head, ...rows] = csvOf(document, 'beliefs').trimEnd().split('\n').map((line) => line.split(','));
    expect(head!.join(',')).toBe(
      'scenario,quantity,agent,bidders,mechanism,point_metric,metric,delta,witness_type,witness_report,moved,sent,prior,worst,kind,'
      + 'axis_1,from_1,to_1,axis_2,from_2,to_2'
    );
    const [plane, line] = document.beliefs!;
    expect(rows).toHaveLength(plane!.draws.length + line!.draws.length);
    const column = (row: string[], name: string): string => row[head!.indexOf(name)]!;
    plane!.draws.forEach(({ from, to, kind }, i) => {
      expect(['from_1', 'from_2', 'to_1', 'to_2'].map((name) => Number(column(rows[i]!, name)))).toEqual([...from, ...to]);
      expect([column(rows[i]!, 'kind'), column(rows[i]!, 'axis_2')]).toEqual([kind, "bidder 3's value"]);
    });
    const last = rows.at(-1)!;
    expect([
      column(last, 'metric'), column(last, 'worst'), column(last, 'axis_2'), column(last, 'to_2'),
    ]).toEqual(['totalVariation', String(line!.worst), '', '']);
  });

  it('refuses numbers that are not finite', () => {
    const belief = rivalsBelief(PROKHOROV, 1);
    expect(() => csvOf(withBeliefs({ ...belief, worst: Number.NaN }), 'beliefs')).toThrow('beliefs.worst is NaN');
  });
});

it('worst beliefs stand last in the JSON, in a table and in the HTML report, and nowhere where there are none', async () => {
  const root = await mkdtemp(join(tmpdir(), 'misreport-beliefs-'));
  try {
    const document = { ...beliefsDocument(), curves: [], surfaces: [], estimates: [] };
    const json = JSON.parse(renderJson(document)) as object;
    expect(json).toEqual(document);
    expect(Object.keys(json).at(-1)).toBe('beliefs');
    const written = await writeResults(join(root, 'some'), document, { look: { dpi: 50 } });
    expect(written).toEqual(expect.arrayContaining(['beliefs.csv', 'figures/worst-belief-prokhorov-bidder-1.svg']));
    expect(await readFile(join(root, 'some', 'report.html'), 'utf8')).toContain('id="figure-worst-belief-total-variation-bidder-1"');
    expect(await writeResults(join(root, 'none'), { ...document, beliefs: [] }, { look: { dpi: 50 } })).not.toContain('beliefs.csv');
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
