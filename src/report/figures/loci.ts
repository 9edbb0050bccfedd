/**
 * Loci figure: in the plane of two signals of the one informed agent, where society is indifferent between two alternatives, and where she
 * is, at the transfers that make her so at a type of that locus. Payments bring the efficient choice about only where they coincide.
 */
import { parseDistribution } from '../../distributions/parse.ts';
import { collected, lineValue, minus, plus, rootsWithin, valueAt, type Polynomial } from '../../environment/polynomial.ts';
import { alongLine } from '../../experiments/field/own-polynomials.ts';
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
      /** Of polynomials: of every agent and alternative. */
      readonly terms?: readonly (readonly Polynomial[])[];
    };
  };
}

type Pair = readonly [number, number];

/** What the first alternative is worth beyond the second, at the two signals shown. */
type Difference = Polynomial;

interface Plane {
  readonly agent: string;
  readonly alternatives: readonly string[];
  readonly signals: readonly string[];
  readonly square: readonly [Pair, Pair];
  readonly own: Difference;
  readonly social: Difference;
}

type Valuations = NonNullable<Recorded['problem']>['valuations'];

/** Values as polynomials of all signals; undefined where they are given as functions alone. */
function termsOf({ constants, coefficients, terms }: Valuations): readonly (readonly Polynomial[])[] | undefined {
  if (terms !== undefined || constants === undefined || coefficients === undefined) return terms;
  return coefficients.map((rows, i) => rows.map((row, k) => collected([
    { coefficient: constants[i]![k]!, powers: row.map(() => 0) },
    ...row.map((coefficient, d) => ({ coefficient, powers: row.map((_, e) => (d === e ? 1 : 0)) })),
  ])));
}

/** Undefined where values are functions, several agents are informed, or signals are fewer than two. */
function planeOf({ question, agent, problem }: Recorded): Plane | undefined {
  if (question !== 'field' || agent === undefined || problem === undefined || problem.alternatives.length < 2) return undefined;
  const { signals, valuations } = problem;
  const own = problem.agents.indexOf(agent);
  const terms = termsOf(valuations);
  if (terms === undefined || signals.length < 2 || signals.some(({ owner }) => owner !== own)) return undefined;
  const supports = signals.map(({ law }) => parseDistribution(law).support);
  // The other signals are at their low ends.
  const differenceOf = (agents: readonly number[]): Difference =>
    plus(...agents.map((i) => minus(terms[i]![0]!, terms[i]![1]!).map(({ coefficient, powers }) => ({
      coefficient: powers.reduce((product, n, d) => (d < 2 ? product : product * supports[d]![0] ** n), coefficient),
      powers: powers.slice(0, 2),
    }))));
  return {
    agent, alternatives: problem.alternatives, signals: signals.map(({ name }) => name),
    square: [supports[0] as Pair, supports[1] as Pair], own: differenceOf([own]), social: differenceOf([...problem.agents.keys()]),
  };
}

/** Lines of the square along which a locus is sought, in either direction. */
const LINES = 128;

/** Where the locus meets the line from one point of the square to another; the first of several places. */
function crossingOf(difference: Difference, level: number, from: Pair, to: Pair): Pair[] {
  const excess = alongPolynomials(difference, from, to);
  excess[0]! -= level;
  const ends = [0, 1].filter((end) => Math.abs(lineValue(excess, end)) < 1e-9 * Math.max(...excess.map(Math.abs)));
  const [root] = [...rootsWithin(excess), ...ends];
  return root === undefined ? [] : [[from[0] + root * (to[0] - from[0]), from[1] + root * (to[1] - from[1])]];
}

/** Points of the square where `difference` is `level`, in order along the side that shows most of them; a straight line is its ends. */
function locusOf(difference: Difference, level: number, square: Plane['square']): readonly Pair[] {
  const corner = (held: 0 | 1, at: number, along: number): Pair => (held === 0 ? [at, along] : [along, at]);
  const across = (held: 0 | 1, at: number): Pair[] =>
    crossingOf(difference, level, corner(held, at, square[1 - held]![0]), corner(held, at, square[1 - held]![1]));
  const edges = ([0, 1] as const).flatMap((held) => square[held].flatMap((at) => across(held, at)));
  const found = ([0, 1] as const).map((held) => {
    const [from, to] = square[held];
    const inside = Array.from({ length: LINES - 1 }, (_, j) => from + ((to - from) * (j + 1)) / LINES).flatMap((at) => across(held, at));
    return [...inside, ...edges].sort((p, q) => p[held] - q[held]);
  });
  const best = found[found[1]!.length > found[0]!.length ? 1 : 0]!;
  const [[x, y], [u, v]] = [best[0] ?? [0, 0], best.at(-1) ?? [0, 0]];
  const size = Math.max(Math.abs(u - x), Math.abs(v - y));
  if (!(size > 0)) return [];
  const straight = best.every(([p, q]) => Math.abs((p - x) * (v - y) - (q - y) * (u - x)) < 1e-9 * size ** 2);
  return straight ? [best[0]!, best.at(-1)!] : best;
}

/** The difference along a line of the square, as coefficients of its share. */
function alongPolynomials(difference: Difference, from: Pair, to: Pair): number[] {
  const lines = alongLine(difference.map(({ powers }) => powers), from, to);
  return Array.from({ length: Math.max(1, lines[0]?.length ?? 1) }, (_, j) =>
    difference.reduce((sum, { coefficient }, m) => sum + coefficient * lines[m]![j]!, 0));
}

/** The point a share of the way along. */
function placeOn(points: readonly Pair[], share: number): Pair {
  const at = Math.min(points.length - 2, Math.floor(share * (points.length - 1)));
  const [[x, y], [u, v]] = [points[at]!, points[at + 1]!];
  const rest = share * (points.length - 1) - at;
  return [x + rest * (u - x), y + rest * (v - y)];
}

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
  if (locus.length < 2) return undefined;
  const types = PLACES.map((share) => placeOn(locus, share));
  const levels = types.map((type) => valueAt(own, type));
  const loci = levels.map((level) => locusOf(own, level, square)).filter(({ length }) => length > 1);
  const labels = ['society', agent];
  const colours = [INK, seriesColour(1)];
  const rowsOf = (kind: string, series: number, ends: readonly Pair[]) => ends.map(([x, y]) => ({ x, y, kind, series }));
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

/** Of studies of one informed agent whose values are linear or polynomials. */
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
