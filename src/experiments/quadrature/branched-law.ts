/**
 * The law of x = Σ a_d s_d and of y = Σ b_d s_d where some signals have points of positive probability: by branches, in each of which every
 * signal is at one of its points or follows the rest of its law. A branch of points alone is a point of x. All types there are indifferent
 * between each other's reports, whatever their y, so that a mechanism may tell them apart (docs/second-best.md, section 2, "Points of
 * positive probability"): a point of x stands as often as there are values of y, in rising order.
 */
import { isDiscrete, quantileBySearch, type Atom, type Distribution } from '../../distributions/distribution.ts';
import { InputError } from '../../errors.ts';
import { movedIn } from './any-law.ts';
import type { LinearLaw, LinearTerm } from './linear-terms.ts';

/** Values of decimals that are meant to be one. */
const EQUAL = 1e-12;
const ROUNDING = 1e-14;
/** Branches at most, and branches times ends. */
const BRANCHES_MAX = 2 ** 16;
const WORK_MAX = 2 ** 24;

type Part = { readonly mass: number } & ({ readonly at: number } | { readonly term: LinearTerm });

/** What is left of a law without its points of positive probability. */
function restOf(law: Distribution, atoms: readonly Atom[]): { readonly mass: number; readonly law: Distribution } {
  const mass = 1 - atoms.reduce((sum, atom) => sum + atom.mass, 0);
  const cdf = (x: number): number =>
    Math.min(1, Math.max(0, (law.cdf(x) - atoms.reduce((sum, atom) => sum + (atom.at <= x ? atom.mass : 0), 0)) / mass));
  const { support } = law;
  return {
    mass, law: {
      text: `${law.text} without its points`, support, cdf, quantile: (p) => quantileBySearch({ support, cdf }, p),
      ...(law.knots ? { knots: law.knots } : {}), ...(law.gaps ? { gaps: law.gaps } : {}),
    },
  };
}

function partsOf(term: LinearTerm): Part[] {
  const { law } = term;
  const { atoms = [] } = law;
  if (atoms.length === 0) return [{ mass: 1, term }];
  const points = atoms.map(({ at, mass }): Part => ({ at, mass }));
  if (isDiscrete(law)) return points;
  const rest = restOf(law, atoms);
  return [...points, { mass: rest.mass, term: { ...term, law: rest.law } }];
}

interface Branch {
  readonly mass: number;
  readonly x: number;
  readonly y: number;
  readonly rest: readonly LinearTerm[];
}

function branchesOf(terms: readonly LinearTerm[]): Branch[] {
  return terms.reduce<Branch[]>((all, term) => {
    const parts = partsOf(term);
    if (all.length * parts.length > BRANCHES_MAX) {
      throw new InputError('problem.signals', `have points of positive probability that combine in more than ${BRANCHES_MAX} ways for one `
        + 'agent; give shorter lists');
    }
    return all.flatMap(({ mass, x, y, rest }) => parts.map((part): Branch => ('at' in part
      ? { mass: mass * part.mass, x: x + term.own * part.at, y: y + term.social * part.at, rest }
      : { mass: mass * part.mass, x, y, rest: [...rest, part.term] })));
  }, [{ mass: 1, x: 0, y: 0, rest: [] }]);
}

interface Point {
  readonly x: number;
  readonly values: readonly { readonly y: number; readonly mass: number }[];
}

const closeTo = (a: number, b: number, scale: number): boolean => Math.abs(a - b) <= EQUAL * scale;

/** Points of x, rising, and the values of y at each, rising. */
function pointsOf(branches: readonly Branch[]): Point[] {
  const scale = (of: (branch: Branch) => number): number => branches.reduce((most, branch) => Math.max(most, Math.abs(of(branch))), 0);
  const [wide, high] = [scale(({ x }) => x), scale(({ y }) => y)];
  const groups: Branch[][] = [];
  for (const branch of branches.toSorted((a, b) => a.x - b.x)) {
    const last = groups.at(-1);
    if (last && closeTo(last[0]!.x, branch.x, wide)) last.push(branch);
    else groups.push([branch]);
  }
  return groups.map((group) => {
    const values: { y: number; mass: number }[] = [];
    for (const { y, mass } of group.toSorted((a, b) => a.y - b.y)) {
      const last = values.at(-1);
      if (last && closeTo(last.y, y, high)) last.mass += mass;
      else values.push({ y, mass });
    }
    return { x: group[0]!.x, values };
  });
}

/** Chances and worths of a branch without points below a number, each between two ends. */
interface Table {
  readonly law: LinearLaw;
  readonly least: number;
  readonly branches: readonly Branch[];
}

/** [G low, G high, (y - least) low, high] of the table at t; numbers asked for rise from call to call. */
function reader({ law: { ends, below, value, error }, least }: Table): (t: number) => readonly [number, number, number, number] {
  let at = -1;
  const last = ends.length - 1;
  const above = error.value + Math.abs(least) * error.below;
  const worth = (j: number): number => value[j]! - least * below[j]!;
  return (t) => {
    while (at < last && ends[at + 1]! <= t) at++;
    const next = Math.min(last, at + 1);
    return [
      at < 0 ? 0 : Math.max(0, below[at]! - error.below), at < 0 && t < ends[0]! ? 0 : Math.min(1, below[next]! + error.below),
      at < 0 ? 0 : Math.max(0, worth(at) - above), at < 0 && t < ends[0]! ? 0 : worth(next) + above,
    ];
  };
}

type Found = Omit<LinearLaw, 'swing' | 'largest' | 'even'>;

/** `tableOf`: the law of signals without such points. */
export function branchedLaw(
  terms: readonly LinearTerm[], cells: number, tableOf: (terms: readonly LinearTerm[], cells: number) => LinearLaw,
): Found {
  const branches = branchesOf(terms);
  const points = pointsOf(branches.filter(({ rest }) => rest.length === 0));
  const groups = new Map<string, Branch[]>();
  for (const branch of branches.filter(({ rest }) => rest.length > 0)) {
    const key = branch.rest.map(({ law, own, social }) => `${law.text} ${own} ${social}`).join();
    groups.set(key, [...groups.get(key) ?? [], branch]);
  }
  const tables = [...groups.values()].map((all): Table => {
    const law = tableOf(all[0]!.rest, cells);
    const least = all[0]!.rest.reduce((sum, { law: { support }, social }) => sum + Math.min(...support.map((end) => social * end)), 0);
    return { law, least, branches: all };
  });
  return assembled(points, tables, cells, terms);
}

function assembled(points: readonly Point[], tables: readonly Table[], cells: number, terms: readonly LinearTerm[]): Found {
  const shifted = tables.flatMap(({ law, branches }) => branches.map((branch) => ({ branch, from: law.ends[0]!, to: law.ends.at(-1)! })));
  const low = Math.min(...points.map(({ x }) => x), ...shifted.map(({ branch: { x }, from }) => x + from));
  const high = Math.max(...points.map(({ x }) => x), ...shifted.map(({ branch: { x }, to }) => x + to));
  const steps = shifted.length === 0 ? 0 : Math.max(64, Math.min(cells, Math.floor(WORK_MAX / shifted.length)));
  const places = [...new Set([
    ...points.map(({ x }) => x), ...shifted.flatMap(({ branch: { x }, from, to }) => [x + from, x + to]),
    ...Array.from({ length: Math.max(0, steps - 1) }, (_, j) => low + ((high - low) * (j + 1)) / steps),
  ])].sort((a, b) => a - b);
  const readers = tables.flatMap((table) => table.branches.map((branch) => ({ branch, table, at: reader(table) })));
  const pointAt = new Map(points.map((point) => [point.x, point]));
  const [ends, below, value, integral]: number[][] = [[], [], [], []];
  const off = { below: ROUNDING, value: 0, integral: ROUNDING * Math.max(high - low, Math.abs(low), Math.abs(high)) };
  const listed = { mass: 0, worth: 0 };
  let [before, done] = [{ x: low, low: 0 }, 0];
  let size = 0;
  const push = (x: number, g: number, h: number): void => {
    ends!.push(x);
    below!.push(Math.min(1, Math.max(below!.at(-1) ?? 0, g)));
    value!.push(h);
    integral!.push(done);
  };
  for (const x of places) {
    let [from, to, worth, spread] = [0, 0, 0, 0];
    for (const { branch, table, at } of readers) {
      const [gl, gh, hl, hh] = at(x - branch.x);
      const least = branch.y + table.least;
      from += branch.mass * gl;
      to += branch.mass * gh;
      worth += branch.mass * ((hl + hh) / 2 + (least * (gl + gh)) / 2);
      spread += branch.mass * ((hh - hl) / 2 + (Math.abs(least) * (gh - gl)) / 2);
    }
    off.below = Math.max(off.below, (to - from) / 2);
    off.value = Math.max(off.value, spread);
    const [fewest, most] = [listed.mass + from, listed.mass + to];
    const width = x - before.x;
    done += (width * (before.low + most)) / 2;
    off.integral += (width * Math.max(0, most - before.low)) / 2;
    push(x, (fewest + most) / 2, listed.worth + worth);
    for (const { y, mass } of pointAt.get(x)?.values ?? []) {
      listed.mass += mass;
      listed.worth += mass * y;
      size += mass * Math.abs(y);
      push(x, listed.mass + (from + to) / 2, listed.worth + worth);
    }
    before = { x, low: listed.mass + from };
  }
  below![0] = 0;
  below![below!.length - 1] = 1;
  off.value += ROUNDING * (size + Math.max(...value!.map(Math.abs)));
  const moved = movedIn(terms);
  const isOpen = (side: 0 | 1): boolean => tables.some(({ law: { open } }) => open?.[side]);
  const open = [isOpen(0), isOpen(1)] as const;
  return {
    ends: Float64Array.from(ends!), below: Float64Array.from(below!), value: Float64Array.from(value!),
    integral: Float64Array.from(integral!),
    error: {
      below: off.below, value: off.value + moved.value, integral: off.integral + moved.integral,
    },
    ...(tables.length === 0 ? { listed: true } : {}), ...(open[0] || open[1] ? { open } : {}),
  };
}
