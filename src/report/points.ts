/** Points of a sweep: which parameters vary, how a point is called, what its market size is. */
import type { Point, ResultDocument } from '../results/document.ts';

const SYMBOLS: Readonly<Record<string, string>> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', kappa: 'κ', lambda: 'λ', rho: 'ρ', sigma: 'σ', theta: 'θ', xi: 'ξ',
};

/** The plain word for a symbol, fit for file names. */
export const plainLetters = (text: string): string => Object.entries(SYMBOLS).reduce(
  (result, [word, letter]) => result.replaceAll(letter, word), text
);

/** Identity of a point, whatever the order of its keys. */
export const pointKey = (point: Point): string =>
  JSON.stringify(Object.keys(point).sort().map((key) => [key, point[key]]));

/** Distinct points in order of first appearance. */
export function distinctPoints(points: Iterable<Point>): Point[] {
  const seen = new Map<string, Point>();
  for (const point of points) if (!seen.has(pointKey(point))) seen.set(pointKey(point), point);
  return [...seen.values()];
}

export function pointsOf(document: ResultDocument): Point[] {
  return distinctPoints([...placesOf(document), ...document.verdicts.map(({ point }) => point)]);
}

export const parameterSymbol = (key: string): string => SYMBOLS[key] ?? key;

const isBalanced = (point: Point): boolean => typeof point.sellers === 'number' && point.sellers === point.buyers;

/**
 * The market size M that a rate is plotted against: M or traders where a point names it, else the shorter side of the
 * market; undefined for a point that names no traders.
 */
export function marketSize(point: Point): number | undefined {
  for (const key of ['M', 'traders']) if (typeof point[key] === 'number') return point[key];
  const { sellers, buyers } = point;
  return typeof sellers === 'number' && typeof buyers === 'number' ? Math.min(sellers, buyers) : undefined;
}

/** Points of a long sweep of which curves and surfaces are drawn; the tables have all. */
const POINTS_DRAWN_MAX = 4;

/** All of a few points, else the first, the middle and the last one. */
export function drawnPoints(points: readonly Point[]): Point[] {
  if (points.length <= POINTS_DRAWN_MAX) return [...points];
  return [points[0]!, points[Math.floor((points.length - 1) / 2)]!, points.at(-1)!];
}

/** A point as columns: sellers and buyers become one M where they agree at every point. */
export interface PointColumn {
  readonly head: string;
  /** Name of the parameter; undefined for the M of a balanced market. */
  readonly key?: string;
  value(point: Point): number | string | undefined;
}

function columnsOf(points: readonly Point[]): PointColumn[] {
  const keys = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const plain = (key: string): PointColumn => ({ head: parameterSymbol(key), key, value: (point) => point[key] });
  if (points.length === 0 || !points.every(isBalanced)) return keys.map(plain);
  const rest = keys.filter((key) => key !== 'sellers' && key !== 'buyers');
  return [{ head: 'M', value: marketSize }, ...rest.map(plain)];
}

/** `Price rule κ`, `Market size M (traders on a side)`: a column as the title of an axis. */
export function columnTitle({ head, key }: PointColumn, { parameters = {}, size }: Pick<ResultDocument, 'parameters' | 'size'>): string {
  if (key === undefined) return 'Market size M (traders on a side)';
  // What comes before the first stop is the name; the rest explains it.
  const words = head === size?.symbol ? size.description : parameters[key]?.split(/[;:,]/, 1)[0]?.trim();
  if (words === undefined || words === '') return head;
  const named = words.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  // A key that is a word of the name adds nothing to it.
  if (named.toLowerCase().split(' ').includes(head.toLowerCase())) return named;
  return head === key ? `${named} (${head})` : `${named} ${head}`;
}

const distinctValues = (column: PointColumn, points: readonly Point[]): number => new Set(points.map((point) => column.value(point))).size;

/** Columns that tell the points apart; of a single point, none. */
export const sweptColumns = (points: readonly Point[]): PointColumn[] =>
  columnsOf(points).filter((column) => distinctValues(column, points) > 1);

/** Columns on which all points agree. */
export const sharedColumns = (points: readonly Point[]): PointColumn[] =>
  columnsOf(points).filter((column) => distinctValues(column, points) === 1);

const describe = (columns: readonly PointColumn[], point: Point): string =>
  columns
    .filter((column) => column.value(point) !== undefined)
    .map((column) => `${column.head} = ${column.value(point)}`)
    .join(', ');

/** `M = 8, κ = 0, cost = uniform(0,1), value = uniform(0,1)` */
export const pointLabel = (point: Point): string => describe(columnsOf([point]), point);

/** What all points share, in words. */
export const sharedLabel = (points: readonly Point[]): string => (points.length === 0 ? '' : describe(sharedColumns(points), points[0]!));

/** What all points of a group share and others of `points` have otherwise; empty where the group is all of them. */
export const groupLabel = (group: readonly Point[], points: readonly Point[]): string =>
  describe(sweptColumns(points).filter((column) => distinctValues(column, group) === 1), group[0]!);

/** Keys of a point that name what is looked at rather than a parameter's value: tables and figures set them side by side. */
const FACETS = ['mechanism', 'alternative', 'rules', 'coalitions', 'condition', 'profile', 'coordinate', 'along', 'others'];

/** Of lists of points, which do not change: every row asks for the keys that all have. */
const shared = new WeakMap<readonly Point[], ReadonlySet<string>>();

function sharedKeys(points: readonly Point[]): ReadonlySet<string> {
  const known = shared.get(points) ?? new Set(Object.keys(points[0] ?? {}).filter((key) => points.every((other) => key in other)));
  shared.set(points, known);
  return known;
}

/** The parameter values alone: keys that every point has, but for the facets. */
export function parametersOf(point: Point, points: readonly Point[]): Point {
  const keys = sharedKeys(points);
  return Object.fromEntries(Object.entries(point).filter(([key]) => !FACETS.includes(key) && (points.length === 0 || keys.has(key))));
}

/** Points of all that is drawn or tabled: what has a key at each of them is a parameter. */
export const placesOf = ({ estimates, curves, surfaces }: ResultDocument): Point[] => [
  ...estimates, ...curves, ...surfaces
].map(({ point }) => point);

/** What a point has beside its parameters and its mechanism, such as an alternative's name; empty where there is nothing. */
export const facetLabel = (point: Point, points: readonly Point[]): string => {
  const parameters = parametersOf(point, points);
  return Object.entries(point).filter(([key]) => key !== 'mechanism' && !(key in parameters)).map(
    ([key, value]) => (FACETS.includes(key) ? String(value) : `${parameterSymbol(key)} = ${value}`)
  ).join(', ');
};

export const mechanismOf = (point: Point): string => (point.mechanism === undefined ? '' : String(point.mechanism));

/** The other signals of the types that a curve goes along, as figures name its line; what it is named by where there are none. */
export const lineOf = ({ others, ...point }: Point): string => (others === undefined ? mechanismOf(point) : String(others));

/** What stands at the axis of types: in which of her signals, where curves say so. */
export const typeTitle = ({ along }: Point): string => (along === undefined ? 'Type' : `Type (${along})`);

/** Whether the rows speak of a social choice problem: they name mechanisms. */
export const hasMechanisms = (rows: readonly { readonly point: Point }[]): boolean => rows.some(
  ({ point }) => point.mechanism !== undefined
);

/**
 * Whether agents are called by their names: where there are mechanisms side by side, and where sentences decide conditions of
 * finite types.
 */
export const hasNamedAgents = ({ estimates, verdicts }: Pick<ResultDocument, 'estimates' | 'verdicts'>): boolean =>
  hasMechanisms(estimates) || verdicts.some(({ id }) => id !== undefined);

/** Whether some rows speak of sets of beliefs: they name a metric or a set. */
export const hasBeliefs = (rows: readonly { readonly point: Point }[]): boolean => rows.some(
  ({ point }) => point.metric !== undefined || point.beliefs !== undefined
);

/** Size of a point against which rates are drawn: the scenario's own, else the market size. */
export function sizeAt({ size }: Pick<ResultDocument, 'size'>): (point: Point) => number | undefined {
  if (!size) return marketSize;
  // Rows may add facets to the parameters, so a size's point has to agree on its own keys only.
  return (point) => size.values.find((entry) => Object.entries(entry.point).every(([key, value]) => point[key] === value))?.size;
}

export const sizeSymbol = ({ size }: Pick<ResultDocument, 'size'>): string => size?.symbol ?? 'M';

/** What tells this point from the others; its whole label where it is alone. */
export const sweptLabel = (point: Point, points: readonly Point[]): string =>
  points.length > 1 ? describe(sweptColumns(points), point) : pointLabel(point);

/**
 * Groups points that differ in size only: one rate figure each. Sizes of a scenario's own depend on the parameters that `size`
 * varies with.
 */
export function groupsBySize(points: readonly Point[], document: Pick<ResultDocument, 'size'>): Point[][] {
  const sizes = document.size ? sizeKeys(document.size.values) : new Set(['M', 'traders', 'sellers', 'buyers', 'mechanism']);
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const rest = Object.fromEntries(Object.entries(point).filter(([key]) => !sizes.has(key) && key !== 'metric' && key !== 'beliefs'));
    const key = pointKey(rest);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()];
}

/** Parameters of which the size is a function: those that take different values and leave it alone are not among them. */
function sizeKeys(values: readonly { readonly point: Point; readonly size: number }[]): Set<string> {
  const keys = Object.keys(values[0]?.point ?? {}).filter((key) => new Set(values.map(({ point }) => point[key])).size > 1);
  // A key matters where two points that differ in it alone differ in size.
  const matters = (key: string): boolean => {
    const seen = new Map<string, number>();
    return values.some(({ point, size }) => {
      const { [key]: _own, ...rest } = point;
      const known = seen.get(pointKey(rest));
      seen.set(pointKey(rest), size);
      return known !== undefined && known !== size;
    });
  };
  const found = keys.filter(matters);
  // Parameters that always move together differ in none alone.
  return new Set(['mechanism', ...(found.length > 0 ? found : keys)]);
}
