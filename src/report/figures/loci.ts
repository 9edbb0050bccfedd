/**
 * Loci figure: in the plane of two signals of the one informed agent, where society is indifferent between two alternatives, and where she
 * is, at the transfers that make her so at a type of that locus. Payments bring the efficient choice about only where they coincide.
 */
import { parseDistribution } from '../../distributions/parse.ts';
import type { Point } from '../../results/document.ts';
import { pointLabel } from '../points.ts';
import { figureName, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { dots, line, lineLegend, names, numbers } from './marks.ts';
import { INK, seriesColour, seriesDash } from './theme.ts';

const SIZE = 380;
/** Where the two types stand that society treats alike: shares of the way along its locus. */
const PLACES = [0.25, 0.75] as const;
const POINTS_MAX = 4;
const LABEL_SIZE = 13;

/** A market of kind `field` as it is recorded; others lack some of it. */
interface Recorded {
  readonly question?: string;
  readonly agent?: string;
  readonly problem?: {
    readonly agents: readonly string[];
    readonly alternatives: readonly string[];
    readonly signals: readonly { readonly owner: number; readonly name: string; readonly law: string }[];
    readonly valuations: {
      readonly kind: string;
      readonly constants?: readonly (readonly number[])[];
      readonly coefficients?: readonly (readonly (readonly number[])[])[];
    };
  };
}

type Pair = readonly [number, number];

/** `rates * signals + constant`: what the first alternative is worth beyond the second. */
interface Difference {
  readonly rates: Pair;
  readonly constant: number;
}

interface Plane {
  readonly agent: string;
  readonly alternatives: readonly string[];
  readonly signals: readonly string[];
  readonly square: readonly [Pair, Pair];
  readonly own: Difference;
  readonly social: Difference;
}

/** Undefined where values are not linear, several agents are informed, or signals are fewer than two. */
function planeOf({ question, agent, problem }: Recorded): Plane | undefined {
  if (question !== 'field' || agent === undefined || problem === undefined || problem.alternatives.length < 2) return undefined;
  const { signals, valuations: { kind, constants, coefficients } } = problem;
  const own = problem.agents.indexOf(agent);
  if (kind !== 'linear' || constants === undefined || coefficients === undefined || signals.length < 2) return undefined;
  if (signals.some(({ owner }) => owner !== own)) return undefined;
  const supports = signals.map(({ law }) => parseDistribution(law).support);
  // The other signals are at their low ends.
  const differenceOf = (agents: readonly number[]): Difference => {
    const rate = (d: number): number => agents.reduce((sum, i) => sum + coefficients[i]![0]![d]! - coefficients[i]![1]![d]!, 0);
    const fixed = signals.reduce((sum, _, d) => (d < 2 ? sum : sum + rate(d) * supports[d]![0]), 0);
    return {
      rates: [rate(0), rate(1)], constant: fixed + agents.reduce((sum, i) => sum + constants[i]![0]! - constants[i]![1]!, 0),
    };
  };
  return {
    agent, alternatives: problem.alternatives, signals: signals.map(({ name }) => name),
    square: [supports[0] as Pair, supports[1] as Pair], own: differenceOf([own]), social: differenceOf([...problem.agents.keys()]),
  };
}

const valueAt = ({ rates, constant }: Difference, [x, y]: Pair): number => rates[0] * x + rates[1] * y + constant;

/** Where `difference` is `level` within the square: two ends, or none. */
function locusOf(difference: Difference, level: number, [[left, right], [low, high]]: Plane['square']): readonly [Pair, Pair] | undefined {
  const [a, b] = difference.rates;
  const rest = level - difference.constant;
  const ends: Pair[] = [];
  const keep = (x: number, y: number): void => {
    const slack = 1e-9 * Math.max(right - left, high - low);
    const inside = x >= left - slack && x <= right + slack && y >= low - slack && y <= high + slack;
    if (inside && ends.every(([u, v]) => Math.abs(u - x) + Math.abs(v - y) > slack)) ends.push([x + 0, y + 0]);
  };
  if (b !== 0) for (const x of [left, right]) keep(x, (rest - a * x) / b);
  if (a !== 0) for (const y of [low, high]) keep((rest - b * y) / a, y);
  return ends.length < 2 ? undefined : [ends[0]!, ends[1]!];
}

const between = ([[x, y], [u, v]]: readonly [Pair, Pair], share: number): Pair => [x + share * (u - x), y + share * (v - y)];

/** A place near the corner of the square where `difference` has the sign and is largest. */
function cornerOf(difference: Difference, sign: 1 | -1, [[left, right], [low, high]]: Plane['square']): Pair | undefined {
  const all: Pair[] = [[left, low], [left, high], [right, low], [right, high]];
  const corners = all.filter((corner) => sign * valueAt(difference, corner) > 0);
  const best = corners.sort((p, q) => sign * (valueAt(difference, q) - valueAt(difference, p)))[0];
  return best && [0.125 * (left + right) + 0.75 * best[0], 0.125 * (low + high) + 0.75 * best[1]];
}

function lociFigure(document: FigureDocument, plane: Plane, point: Point, points: readonly Point[]): Figure | undefined {
  const { agent, alternatives: [first, second], signals, square, own, social } = plane;
  const locus = locusOf(social, 0, square);
  if (locus === undefined) return undefined;
  const types = PLACES.map((share) => between(locus, share));
  const levels = types.map((type) => valueAt(own, type));
  const loci = levels.flatMap((level) => {
    const ends = locusOf(own, level, square);
    return ends === undefined ? [] : [ends];
  });
  const labels = ['society', agent];
  const colours = [INK, seriesColour(1)];
  const rowsOf = (kind: string, series: number, ends: readonly [Pair, Pair]) => ends.map(([x, y]) => ({ x, y, kind, series }));
  const color = names('kind', 'Indifferent', labels, colours, lineLegend(2));
  const strokeDash = names('kind', 'Indifferent', labels, [[1, 0], [...seriesDash(1)]], lineLegend(2));
  const scale = (ends: Pair) => ({ domain: [...ends], nice: false, zero: false });
  const places = { x: numbers(`Signal ${signals[0]!}`, scale(square[0]))('x'), y: numbers(`Signal ${signals[1]!}`, scale(square[1])) };
  const texts = ([[1, first], [-1, second]] as const).flatMap(([sign, name]) => {
    const at = cornerOf(social, sign, square);
    return at === undefined ? [] : [{ x: at[0], y: at[1], text: `${name!} is efficient` }];
  });
  const marks = types.map(([x, y], i) => ({ x, y, text: i === 0 ? 's*' : 's**' }));
  const text = (rows: readonly object[], look: object) => ({
    data: { values: [...rows] },
    mark: { type: 'text' as const, fontSize: LABEL_SIZE * document.look.letters, color: INK, ...look },
    encoding: { x: places.x, y: places.y('y'), text: { field: 'text', type: 'nominal' as const } },
  });
  const coincide = Math.abs(levels[0]! - levels[1]!) < 1e-9;
  const small = coincide
    ? `The loci coincide: ${agent} is indifferent, at the right transfers, wherever society is.`
    : `Society treats s* and s** alike; transfers that make ${agent} indifferent at one do not at the other.`
      + `${signals.length > 2 ? ' Other signals are at their low ends.' : ''}`;
  return {
    name: figureName('loci', point, points),
    caption: `Private and social indifference between ${first!} and ${second!} (${pointLabel(point)}).`,
    specification: framed(document, {
      title: `Indifferent between ${first!} and ${second!}`, subtitle: [document.title, pointLabel(point)], width: SIZE,
    }, {
      width: SIZE, height: SIZE,
      layer: [
        line(rowsOf(labels[0]!, 0, locus), places, { color, strokeDash }, { field: 'y', width: 2.4 }),
        ...loci.map((ends, i) => line(rowsOf(labels[1]!, i + 1, ends), places, { color, strokeDash }, { field: 'y', width: 2 })),
        dots(marks, places, {}, { size: 80, color: INK, clip: false }, 'y'),
        text(marks, { dx: 12, dy: 14, align: 'left' }), text(texts, {}),
        caption(document, small, { width: SIZE, height: SIZE }),
      ],
    }),
  };
}

/** Of studies of one informed agent with linear values. */
export const loci: FigureKind = {
  name: 'loci',
  draw(document) {
    const { points = [], markets = [] } = document.configuration as { points?: readonly Point[]; markets?: readonly Recorded[] };
    return points.slice(0, POINTS_MAX).flatMap((point, i) => {
      const plane = planeOf(markets[i] ?? {});
      const figure = plane && lociFigure(document, plane, point, points);
      return figure === undefined ? [] : [figure];
    });
  },
};
