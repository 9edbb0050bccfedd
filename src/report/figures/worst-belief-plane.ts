/** Worst belief over two axes: a point a draw, coloured by what becomes of it, and lines to where it goes. */
import type { BeliefDraw, WorstBelief } from '../../results/document.ts';
import { capitalised } from '../vocabulary.ts';
import { dots, names, numbers } from './marks.ts';
import { INK, seriesShape } from './theme.ts';
import { beliefColour, spaced, type BeliefLayout } from './worst-belief-marks.ts';

const SIDE = 420;
const LINES_MAX = { moves: 400, sent: 40 } as const;

/** What symbols of axes mean; signals have names of their own. */
const AXIS_WORDS: Readonly<Record<string, string>> = {
  L: "Lower of the others' types round the margin (L)", U: "Upper of the others' types round the margin (U)",
};

const short = (value: number): number => Number(value.toPrecision(6));
const segment = ({ from, to }: BeliefDraw) => ({ x: short(from[0]!), y: short(from[1]!), x2: short(to[0]!), y2: short(to[1]!) });

export const planeLayout: BeliefLayout = (belief, kinds, smallPrint) => {
  const { draws, axes, ranges } = belief;
  const channel = (d: number) => numbers(AXIS_WORDS[axes[d]!] ?? capitalised(axes[d]!), {
    domain: [...ranges[d]!], nice: false, zero: false,
  });
  const x = channel(0)('x');
  const y = channel(1);
  const labels = kinds.map(({ label }) => label);
  const legend = { symbolSize: 70, symbolOpacity: 1 };
  const color = names('kind', 'Draws of the prior', labels, kinds.map(({ kind }) => beliefColour(kind)), legend);
  const shape = names('kind', 'Draws of the prior', labels, kinds.map((_, i) => seriesShape(i)), legend);
  const of = (kind: BeliefDraw['kind']): BeliefDraw[] => draws.filter((draw) => draw.kind === kind);
  const lines = (['sent', 'moves'] as const).map((kind) => ({
    data: { values: spaced(of(kind), LINES_MAX[kind]).map(segment) },
    mark: {
      type: 'rule' as const, color: beliefColour(kind), strokeWidth: kind === 'sent' ? 0.8 : 1.4, opacity: kind === 'sent' ? 0.35 : 0.75,
      clip: true, aria: false,
    },
    encoding: { x, y: y('y'), x2: { field: 'x2' }, y2: { field: 'y2' } },
  }));
  const points = kinds.flatMap(({ kind, label }) => of(kind).map((draw) => ({
    kind: label, x: short(draw.from[0]!), y: short(draw.from[1]!),
  })));
  const cross = {
    type: 'point' as const, shape: 'cross', angle: 45, size: 190, strokeWidth: 1.2, stroke: '#ffffff', fill: INK, filled: true, opacity: 1,
  };
  return {
    width: SIDE,
    body: {
      width: SIDE, height: SIDE,
      layer: [
        ...lines,
        dots(points, { x, y }, { color, shape, opacity: { value: 0.85 } }, { size: 30, clip: true, aria: false }, 'y'),
        { data: { values: places(of('sent')) }, mark: cross, encoding: { x, y: y('y') } },
        smallPrint({ width: SIDE + 150, height: SIDE }),
      ],
    },
  };
};

/** Distinct places that mass is sent to. */
function places(sent: WorstBelief['draws']): { x: number; y: number }[] {
  return [...new Map(sent.map(({ to }) => [JSON.stringify(to), { x: short(to[0]!), y: short(to[1]!) }])).values()];
}
