/** Figures of studies of finite types whose rows are all exact: what stands on one line, and verdicts as marks. */
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/report/figures/index.ts';
import { exactRow } from '../../src/kinds/finite/rows.ts';
import { rational } from '../../src/programs/rational.ts';
import type { Estimate, Point, ResultDocument } from '../../src/results/document.ts';

const row = (quantity: string, point: Point, value: number): Estimate => exactRow(quantity, 'market', point, rational(value), 'a test');
const document = (estimates: readonly Estimate[]): ResultDocument => ({
  schema: 'misreport.result/1', command: 'run', scenario: 'test', title: 'A test', description: '', source: '', seed: 'test',
  parameters: { w: 'weight', a: 'another' }, configHash: 'abcdef0123456789', configuration: {}, version: '0', complete: true,
  estimates, curves: [],
  surfaces: [], verdicts: [], samplers: [], notes: [], fits: [], beliefs: [], claims: [], assumptions: [],
}) as unknown as ResultDocument;
const named = (all: ResultDocument): ReadonlyMap<string, string> =>
  new Map(figuresOf(all).map(({ name, specification }) => [name, JSON.stringify(specification)]));

describe('figures of exact rows', () => {
  const both = [0, 1].flatMap((w) => [
    row('implementable', { w, transfers: 'bayesian' }, w), row('implementable', { w, transfers: 'ambiguous' }, 1),
    row('fullSurplus', { w, transfers: 'bayesian' }, 5), row('fullSurplus', { w, transfers: 'ambiguous' }, 5),
    row('bayesianRevenue', { w, transfers: 'bayesian', beliefs: 'prior' }, 3 + w),
    row('bayesianRevenue', { w, transfers: 'bayesian', beliefs: 'piStar' }, 3), row('stake', { w, base: 'free' }, w),
  ]);
  it('hold revenues beside each other, other quantities by themselves, and no sweep beside them', () => {
    const figures = named(document(both));
    expect([...figures.keys()]).toEqual(['exact-verdicts', 'exact-revenues', 'exact-stake']);
    const revenues = figures.get('exact-revenues')!;
    // A quantity with one value at every point is one line, whatever it was asked under.
    for (const label of ['"full surplus"', `"Bayesian revenue (the prior's own beliefs)"`, '"Bayesian revenue (beliefs π*)"']) {
      expect(revenues).toContain(label);
    }
    expect(revenues).not.toContain('full surplus (');
  });
  it('mark verdicts filled and hollow, by way of asking, and draw no line between them', () => {
    const verdicts = named(document(both)).get('exact-verdicts')!;
    const layers = (JSON.parse(verdicts) as { layer: { mark: { filled?: boolean; type: string }; data: { values: unknown[] } }[] }).layer;
    expect(layers.slice(0, 2).map(({ mark, data }) => [mark.type, mark.filled, data.values.length]))
      .toEqual([['point', true, 3], ['point', false, 1]]);
  });
  it('leave out a column that only repeats the swept one', () => {
    const weights = [['1/2', 0.5], ['3/4', 0.75]] as const;
    const figures = named(document(weights.flatMap(([alpha, w]) => [
      row('smallestC', { w, preference: 'alpha', alpha }, 2), row('smallestC', { w, preference: 'smooth' }, 3),
    ])));
    expect(figures.get('exact-smallest-c')).toContain('"domain":["alpha","smooth"]');
  });
  it('are none of a single point, or where something is estimated', () => {
    expect([...named(document(both.filter(({ point }) => point.w === 0))).keys()]).toEqual([]);
    const sampled = both.map((one, k) => (k === 0 ? { ...one, guarantee: 'grid' as const, confidence: 0.99 } : one));
    expect([...named(document(sampled)).keys()].some((name) => name.startsWith('exact'))).toBe(false);
  });
});
