/**
 * mixture(w1:law1,w2:law2,..): law i with probability w_i. A number is an atom, so that `mixture(0.3:0,0.7:uniform(0,1))` is 0 three times
 * in ten and otherwise has a density.
 */
import { densitiesTogether } from './density.ts';
import { discreteLaw, requireApart, requireSumOfOne } from './discrete.ts';
import { isDiscrete, quantileBySearch, survivalOf, type Atom, type Distribution } from './distribution.ts';
import { finiteNumber, requireInterval, requirePositive, type Family } from './family.ts';

interface Part {
  readonly weight: number;
  /** Canonical. */
  readonly text: string;
  readonly atoms: readonly Atom[];
  /** Absent where all is in the atoms. */
  readonly law?: Distribution;
}

/** The family, whose parts are the laws that `lawOf` reads; that one throws RangeError. */
export const mixtureOf = (lawOf: (text: string) => Distribution): Family => ({
  name: 'mixture',
  usage: 'mixture(w1:law1,w2:law2,...)',
  create(texts): Distribution {
    if (texts.length < 2) throw new RangeError(`needs at least two parts, got ${texts.length}`);
    const parts = texts.map((text, i) => partOf(text, i, lawOf));
    const total = requireSumOfOne(parts.map(({ weight }) => weight), 'weights');
    const text = `mixture(${parts.map((part) => `${part.weight}:${part.text}`).join(',')})`;
    return mixtureLaw(text, parts.map((part) => ({ ...part, weight: part.weight / total })));
  },
});

function partOf(text: string, i: number, lawOf: (text: string) => Distribution): Part {
  const colon = text.indexOf(':');
  if (colon < 0) throw new RangeError(`each part is weight:law or weight:number, got '${text}'`);
  const weight = finiteNumber(text.slice(0, colon), `weight ${i + 1}`);
  requirePositive(weight, `weight ${i + 1}`);
  const told = text.slice(colon + 1).trim();
  const [, single = told] = /^discrete\s*\(([^(),:]*):\s*1\s*\)$/i.exec(told) ?? [];
  if (single.trim() !== '' && Number.isFinite(Number(single))) {
    const at = Number(single);
    return { weight, text: String(at), atoms: [{ at, mass: 1 }] };
  }
  const law = lawOf(told);
  if (law.whole) throw new RangeError(`${law.text} has no bounded support; mixed are laws on an interval, such as truncated-normal`);
  return { weight, text: law.text, atoms: law.atoms ?? [], law };
}

function mixtureLaw(text: string, parts: readonly Part[]): Distribution {
  const masses = new Map<number, number>();
  for (const { weight, atoms } of parts) for (const { at, mass } of atoms) masses.set(at, (masses.get(at) ?? 0) + weight * mass);
  const atoms = [...masses].map(([at, mass]) => ({ at, mass })).sort((a, b) => a.at - b.at);
  const pieces = merged(parts.flatMap(piecesOf));
  const [low, high] = [pieces[0]![0], pieces.at(-1)![1]];
  requireInterval(low, high);
  if (pieces.every(([from, to]) => from === to)) {
    requireApart(atoms.map(({ at }) => at));
    return discreteLaw(text, atoms);
  }
  const marks = [...new Set([...pieces.flat(), ...atoms.map(({ at }) => at), ...parts.flatMap(turnsOf)])].sort((a, b) => a - b);
  requireApart(marks);
  const sumOf = (value: (part: Part) => number): number => parts.reduce((sum, part) => sum + part.weight * value(part), 0);
  const upTo = (x: number) => ({ law, atoms: [only] }: Part): number => (law ? law.cdf(x) : Number(only!.at <= x));
  const beyond = (x: number) => ({ law, atoms: [only] }: Part): number => (law ? survivalOf(law, x) : Number(only!.at > x));
  const cdf = (x: number): number => (x < low ? 0 : x >= high ? 1 : Math.min(1, sumOf(upTo(x))));
  const means = parts.map(({ law, atoms: [only] }) => (law ? law.mean : only!.at));
  const gaps = pieces.slice(1).map(([to], i): [number, number] => [pieces[i]![1], to]);
  return {
    text,
    support: [low, high],
    cdf,
    survival: (x) => (x < low ? 1 : x >= high ? 0 : Math.min(1, sumOf(beyond(x)))),
    // The search looks above the lowest value, which may be an atom.
    quantile: (p) => (p <= cdf(low) ? low : quantileBySearch({ support: [low, high], cdf }, p)),
    knots: marks.filter((x) => x > low && x < high),
    ...(atoms.length > 0 ? { atoms } : {}),
    ...(gaps.length > 0 ? { gaps } : {}),
    ...densityOf(parts),
    evenOn: (from, to) => parts.every(({ law, atoms: points }) => !points.some(({ at }) => from < at && at < to)
      && (law === undefined || isDiscrete(law) || (law.evenOn?.(from, to) ?? false))),
    ...(means.every((mean) => mean !== undefined) ? { mean: means.reduce((sum, mean, i) => sum + parts[i]!.weight * mean!, 0) } : {}),
  };
}

/** Where all parts tell theirs, and none has atoms. */
function densityOf(parts: readonly Part[]): Pick<Distribution, 'densityOn'> {
  const told = parts.flatMap(({ weight, law, atoms }) => (law?.densityOn && atoms.length === 0
    ? [{ weight, support: law.support, densityOn: law.densityOn }] : []));
  return told.length === parts.length ? { densityOn: densitiesTogether(told) } : {};
}

type Piece = readonly [number, number];

/** Closed intervals, single points among them, that carry all of the part. */
function piecesOf({ law, atoms }: Part): Piece[] {
  const points = atoms.map(({ at }): Piece => [at, at]);
  if (!law || isDiscrete(law)) return points;
  const gaps = law.gaps ?? [];
  const starts = [law.support[0], ...gaps.map(([, to]) => to)];
  const ends = [...gaps.map(([from]) => from), law.support[1]];
  return [...points, ...starts.map((from, i): Piece => [from, ends[i]!])];
}

/** Ends and knots of a part's density. */
const turnsOf = ({ law }: Part): readonly number[] => (law ? [...law.support, ...(law.knots ?? [])] : []);

/** In order, those that meet taken together. */
function merged(pieces: readonly Piece[]): Piece[] {
  return pieces.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).reduce<Piece[]>((known, piece) => {
    const last = known.at(-1);
    if (last && piece[0] <= last[1]) known[known.length - 1] = [last[0], Math.max(last[1], piece[1])];
    else known.push(piece);
    return known;
  }, []);
}
