/** A market in the kernel's whole numbers: unit = (highest worth there is) / 2^22. */
import { WORTH_MAX, type AssignmentParameters } from '../../../kernels/assignment/spec.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import { InputError } from '../../errors.ts';
import { integerSignalLaw } from '../../experiments/integer/coordinates.ts';
import { worthError, type WorthError } from './law-error.ts';

export interface MarketInUnits {
  readonly unit: number;
  readonly market: Omit<AssignmentParameters, 'bidder' | 'reports' | 'types'>;
  /** Law by law: how far what is drawn may be from it. */
  readonly errors: readonly WorthError[];
}

/** Tables of a law take 128 KiB in every worker. */
export const LAWS_MAX = 256;

/** Most by which what is drawn may differ from a law in probability: values are whole numbers of at most 22 bits, drawn to 2^20 places. */
const LAW_ERROR_MAX = 1e-3;
/** Fewest whole numbers that a law's values run through. */
const STEPS_MIN = 1000;

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
  const unit = Math.max(...different.map(({ support }) => support[1])) / WORTH_MAX;
  const lowered = different.map((law) => integerSignalLaw(law, false));
  lowered.forEach(({ distance, support: [low, high] }, c) => {
    if (distance <= LAW_ERROR_MAX && high - low >= STEPS_MIN * unit) return;
    const found = distance > LAW_ERROR_MAX
      ? 'has its mass on too small a part of its support'
      : 'moves too little beside the highest value';
    throw new InputError(
      'law',
      `${different[c]!.text} ${found} for values in whole numbers of 22 bits; accepted: laws spread over their support`,
    );
  });
  const bases = Int32Array.from(different, ({ support }) => Math.round(support[0] / unit));
  return {
    unit,
    errors: lowered.map((law) => worthError(law, unit)),
    market: {
      bidders, objects, lawOf, bases,
      coordinates: lowered.map(({ coordinate }) => coordinate),
      spans: Int32Array.from(different, ({ support }, c) => Math.round(support[1] / unit) - bases[c]!),
    },
  };
}

/** [M] lowest and highest worth of every object to bidder i, in units. */
export function supportsOf(
  { market: { objects, lawOf, bases, spans } }: MarketInUnits,
  i: number,
): { readonly low: Int32Array; readonly top: Int32Array } {
  const laws = lawOf.subarray(i * objects, (i + 1) * objects);
  return { low: laws.map((c) => bases[c]!), top: laws.map((c) => bases[c]! + spans[c]!) };
}
