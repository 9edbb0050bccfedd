/** Worst belief over one axis: shares of the prior above, of the worst belief below, both by what becomes of a draw. */
import type { BeliefDraw, WorstBelief } from '../../results/document.ts';
import { capitalised } from '../vocabulary.ts';
import { hidden, names, numbers } from './marks.ts';
import { beliefColour, spaced, type BeliefKinds, type BeliefLayout } from './worst-belief-marks.ts';

const WIDTH = 460;
const HISTOGRAM_HEIGHT = 150;
const BAND_HEIGHT = 110;
const BINS = 32;
const LINES_MAX = 60;

interface Bar {
  readonly kind: string;
  readonly x: number;
  readonly x2: number;
  /** Stacked shares of mass. */
  readonly y: number;
  readonly y2: number;
}

/** Kinds stacked in their order. */
function bars({ draws, ranges }: WorstBelief, kinds: BeliefKinds, end: 'from' | 'to'): Bar[] {
  const [low, high] = ranges[0]!;
  const binOf = (draw: BeliefDraw): number => Math.min(BINS - 1, Math.max(0, Math.floor(((draw[end][0]! - low) / (high - low)) * BINS)));
  const tops = new Float64Array(BINS);
  const edge = (bin: number): number => Number((low + ((high - low) * bin) / BINS).toPrecision(6));
  return kinds.flatMap(({ kind, label }) => {
    const counts = new Float64Array(BINS);
    for (const draw of draws) if (draw.kind === kind) counts[binOf(draw)]!++;
    return [...counts].flatMap((count, bin) => {
      if (count === 0) return [];
      const y = tops[bin]!;
      tops[bin] = y + count / draws.length;
      return [{ kind: label, x: edge(bin), x2: edge(bin + 1), y, y2: tops[bin]! }];
    });
  });
}

export const lineLayout: BeliefLayout = (belief, kinds, smallPrint) => {
  const [above, below] = [bars(belief, kinds, 'from'), bars(belief, kinds, 'to')];
  const highest = 1.05 * Math.max(...[...above, ...below].map(({ y2 }) => y2));
  const color = names('kind', 'Draws of the prior', kinds.map(({ label }) => label), kinds.map(({ kind }) => beliefColour(kind)));
  const scale = { domain: [...belief.ranges[0]!], nice: false, zero: false };
  const across = numbers(capitalised(belief.axes[0]!), scale)('x');
  const unmarked = hidden(scale)('x');
  const histogram = (rows: readonly Bar[], title: string, x: object, upsideDown: boolean) => ({
    data: { values: rows.map((row) => ({ ...row })) },
    mark: { type: 'rect' as const, stroke: '#ffffff', strokeWidth: 0.5, aria: false },
    encoding: {
      x, x2: { field: 'x2' }, color, y2: { field: 'y2' },
      y: { ...numbers(
        title, { domain: [0, highest], nice: false, reverse: upsideDown }, { labelExpr: "format(datum.value, '~%')", tickCount: 4 }
      )('y') },
    },
  });
  const short = (value: number): number => Number(value.toPrecision(6));
  const going = (kind: BeliefDraw['kind']) => ({
    data: {
      values: spaced(belief.draws.filter((draw) => draw.kind === kind), LINES_MAX)
        .map(({ from, to }) => ({ x: short(from[0]!), x2: short(to[0]!), y: 1, y2: 0 })),
    },
    mark: {
      type: 'rule' as const, color: beliefColour(kind), strokeWidth: 1, opacity: kind === 'stays' ? 0.35 : 0.6, clip: true, aria: false,
    },
    encoding: { x: unmarked, x2: { field: 'x2' }, y: hidden({ domain: [0, 1], nice: false })('y'), y2: { field: 'y2' } },
  });
  return {
    width: WIDTH,
    body: {
      bounds: 'flush', spacing: 3,
      vconcat: [
        { width: WIDTH, height: HISTOGRAM_HEIGHT, ...histogram(above, 'Prior', unmarked, false) },
        { width: WIDTH, height: BAND_HEIGHT, layer: kinds.map(({ kind }) => going(kind)) },
        {
          width: WIDTH, height: HISTOGRAM_HEIGHT,
          layer: [histogram(below, 'Worst belief', across, true), smallPrint({ width: WIDTH, height: HISTOGRAM_HEIGHT })],
        },
      ],
    },
  };
};
