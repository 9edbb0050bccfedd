/** Worst belief over two axes: a point a draw, coloured by what becomes of it, and lines to where it goes. */
import type { BeliefDraw, WorstBelief } from '../../results/document.ts';
import { captionLayer, INK, seriesShape } from './theme.ts';
import { beliefColour, spaced, type BeliefLayout } from './worst-belief-marks.ts';

const SIDE = 420;
const LINES_MAX = { moves: 400, sent: 40 } as const;

const short = (value: number): number => Number(value.toPrecision(6));
const segment = ({ from, to }: BeliefDraw) => ({ x: short(from[0]!), y: short(from[1]!), x2: short(to[0]!), y2: short(to[1]!) });

export const planeLayout: BeliefLayout = (belief, kinds, caption) => {
  const { draws, axes, ranges } = belief;
  const axis = (d: number) => ({ type: 'quantitative' as const, title: axes[d]!, scale: { domain: [...ranges[d]!], nice: false, zero: false }, axis: { tickCount: 6 } });
  const x = { field: 'x', ...axis(0) };
  const y = { field: 'y', ...axis(1) };
  const names = kinds.map(({ label }) => label);
  const legend = { title: 'Draws of the prior', symbolSize: 70, symbolOpacity: 1 };
  const color = { field: 'kind', type: 'nominal' as const, scale: { domain: names, range: kinds.map(({ kind }) => beliefColour(kind)) }, ...legend, legend };
  const shape = { ...color, scale: { domain: names, range: kinds.map((_, i) => seriesShape(i)) } };
  const of = (kind: BeliefDraw['kind']): BeliefDraw[] => draws.filter((draw) => draw.kind === kind);
  const lines = (['sent', 'moves'] as const).map((kind) => ({
    data: { values: spaced(of(kind), LINES_MAX[kind]).map(segment) },
    mark: { type: 'rule' as const, color: beliefColour(kind), strokeWidth: kind === 'sent' ? 0.8 : 1.4, opacity: kind === 'sent' ? 0.35 : 0.75, clip: true, aria: false },
    encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' } },
  }));
  const dots = { type: 'point' as const, filled: true, size: 30, opacity: 0.85, clip: true, aria: false };
  return {
    width: SIDE,
    body: {
      width: SIDE, height: SIDE,
      layer: [
        ...lines,
        { data: { values: kinds.flatMap(({ kind, label }) => of(kind).map((draw) => ({ kind: label, x: short(draw.from[0]!), y: short(draw.from[1]!) }))) }, mark: dots, encoding: { x, y, color, shape } },
        { data: { values: places(of('sent')) }, mark: { type: 'point' as const, shape: 'cross', angle: 45, size: 190, strokeWidth: 1.2, stroke: '#ffffff', fill: INK, filled: true, opacity: 1 }, encoding: { x, y } },
        captionLayer(caption(SIDE + 150), SIDE),
      ],
    },
  };
};

/** Distinct places that mass is sent to. */
function places(sent: WorstBelief['draws']): { x: number; y: number }[] {
  return [...new Map(sent.map(({ to }) => [JSON.stringify(to), { x: short(to[0]!), y: short(to[1]!) }])).values()];
}
