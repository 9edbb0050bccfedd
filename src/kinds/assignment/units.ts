/** A market in the kernel's whole numbers: unit = (highest worth there is) / 2^22, or what all values of discrete laws are multiples of. */
import { WORTH_MAX, type AssignmentParameters } from '../../../kernels/assignment/spec.ts';
import { POSITIONS } from '../../../kernels/linear/positions.ts';
import { isDiscrete, type Distribution } from '../../distributions/distribution.ts';
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import { InputError } from '../../errors.ts';
import { atomCells, commonUnit, latticeCells, type LatticeLaw } from '../../experiments/integer/atom-cells.ts';
import type { CellLaw } from '../../experiments/integer/cells.ts';
import { integerSignalLaw } from '../../experiments/integer/coordinates.ts';
import { atomicWorthError, worthError, type WorthError } from './law-error.ts';

export interface MarketInUnits {
  readonly unit: number;
  readonly market: Omit<AssignmentParameters, 'bidder' | 'reports' | 'types' | 'ties'>;
  /** Law by law: the highest worth. */
  readonly tops: Int32Array;
  /** Law by law: how far what is drawn may be from it. */
  readonly errors: readonly WorthError[];
  /** Whether all worths are whole multiples of the unit, so that prices are too. */
  readonly isLattice: boolean;
  /** By which a number made of whole ones may be off. */
  readonly rounding: number;
  /**
   * Where a law has points of positive probability: differences of worths and prices, in units, that may be 0 in truth; 0 where whole
   * numbers are the atoms themselves, so that ties are exact. Absent: no such points.
   */
  readonly within?: number;
}

/** Tables of a law take 128 KiB in every worker. */
export const LAWS_MAX = 256;

/** Most by which what is drawn may differ from a law in probability: values are whole numbers of at most 22 bits, drawn to 2^20 places. */
const LAW_ERROR_MAX = 1e-3;
/** Fewest whole numbers that a law's values run through. */
const STEPS_MIN = 1000;
/** Of the highest worth: what double precision does to a multiple of the common unit. */
const MULTIPLE_ROUNDING = 2 ** -48;
/** Units by which rounding the ends of a support, and a draw, to whole numbers moves a worth. */
const ROUNDED = 3;

const hasAtoms = ({ atoms = [] }: Distribution): boolean => atoms.length > 0;

/** Throws InputError where there are too many different laws, or one that whole numbers cannot follow. */
export function inUnits({ bidders, objects, laws }: AssignmentMarket): MarketInUnits {
  const indexOf = new Map<string, number>();
  const different: Distribution[] = [];
  const lawOf = Int32Array.from(laws, (law) => {
    const known = indexOf.get(law.text);
    if (known !== undefined) return known;
    indexOf.set(law.text, different.length);
    return different.push(law) - 1;
  });
  if (different.length > LAWS_MAX) {
    throw new InputError('law', `gives ${different.length} different laws; at most ${LAWS_MAX} can be told apart in one market`);
  }
  const sides = { bidders, objects, lawOf };
  const unit = latticeUnit(different);
  const found = unit === undefined ? rounded(sides, different) : multiples(sides, different, unit);
  different.forEach(({ text, support: [low, high] }, c) => {
    const { distance } = found.errors[c]!;
    const isLattice = found.isLattice || (found.within === 0 && isDiscrete(different[c]!));
    if (distance <= LAW_ERROR_MAX && (isLattice || high - low >= STEPS_MIN * found.unit)) return;
    const why = distance > LAW_ERROR_MAX ? 'has its mass on too small a part of its support' : 'moves too little beside the highest value';
    throw new InputError('law', `${text} ${why} for values in whole numbers of 22 bits; accepted: laws spread over their support`);
  });
  return found;
}

type Sides = Pick<AssignmentParameters, 'bidders' | 'objects' | 'lawOf'>;

/** Of which all atoms are whole multiples, fewer than there are positions; undefined where there are no atoms, or no such number. */
function latticeUnit(laws: readonly Distribution[]): number | undefined {
  const places = laws.flatMap(({ atoms = [] }) => atoms.map(({ at }) => at));
  const common = places.length === 0 ? undefined : commonUnit(places, POSITIONS - 2);
  if (common === undefined || laws.every((law) => isDiscrete(law))) return common;
  const parts = Math.floor(((POSITIONS - 2) * common) / Math.max(...laws.map(({ support: [, high] }) => high)));
  return parts >= 1 ? common / parts : undefined;
}

/** Laws whose atoms are multiples of the unit. */
function multiples(sides: Sides, laws: readonly Distribution[], unit: number): MarketInUnits {
  const isLattice = laws.every((law) => isDiscrete(law));
  const lowered = laws.map((law) => (hasAtoms(law) ? latticeCells(law, unit) : evenly(law, unit)));
  const most = Math.max(...laws.map(({ support: [, high] }) => high)) * Math.min(sides.bidders, sides.objects);
  return {
    unit, within: 0, isLattice, rounding: isLattice ? MULTIPLE_ROUNDING * most : unit,
    errors: lowered.map(({ cells }, c) => (isDiscrete(laws[c]!) ? atomicWorthError(cells, 0, 0) : atomicWorthError(cells, unit, 2 * unit))),
    tops: Int32Array.from(lowered, ({ base, steps }) => base + steps - 1),
    market: {
      ...sides, bases: Int32Array.from(lowered, ({ base }) => base), spans: Int32Array.from(lowered, ({ steps }) => steps),
      coordinates: lowered.map(({ cells }) => cells.coordinate),
    },
  };
}

/** A law with a density, in multiples of the unit. */
function evenly(law: Distribution, unit: number): LatticeLaw {
  const [base, top] = [Math.round(law.support[0] / unit), Math.round(law.support[1] / unit)];
  return { cells: integerSignalLaw(law, false), base, steps: top - base + 1 };
}

function rounded(sides: Sides, laws: readonly Distribution[]): MarketInUnits {
  const unit = Math.max(...laws.map(({ support }) => support[1])) / WORTH_MAX;
  const lowered = laws.map((law): CellLaw => (hasAtoms(law) ? atomCells(law) : integerSignalLaw(law, false)));
  const bases = Int32Array.from(laws, ({ support }) => Math.round(support[0] / unit));
  const spans = Int32Array.from(laws, ({ support }, c) => Math.round(support[1] / unit) - bases[c]!);
  // Units by which a worth may be from the one drawn under the law.
  const steps = Array.from(spans, (span) => Math.ceil(span / POSITIONS) + ROUNDED);
  const anyAtoms = laws.some(hasAtoms);
  // A price is a difference of two welfares of the others, of which each is a sum of as many worths as are assigned.
  const within = (2 * Math.min(sides.bidders - 1, sides.objects) + 1) * Math.max(...steps);
  return {
    unit, rounding: unit,
    ...(anyAtoms ? { within } : {}),
    errors: lowered.map((law, c) => (anyAtoms ? atomicWorthError(law, steps[c]! * unit, 0) : worthError(law, unit))),
    tops: bases.map((base, c) => base + spans[c]!),
    isLattice: false,
    market: { ...sides, bases, coordinates: lowered.map(({ coordinate }) => coordinate), spans },
  };
}

/** [M] lowest and highest worth of every object to bidder i, in units. */
export function supportsOf(
  { market: { objects, lawOf, bases }, tops }: MarketInUnits,
  i: number,
): { readonly low: Int32Array; readonly top: Int32Array } {
  const laws = lawOf.subarray(i * objects, (i + 1) * objects);
  return { low: laws.map((c) => bases[c]!), top: laws.map((c) => tops[c]!) };
}
