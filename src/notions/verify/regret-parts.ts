/** What certificates of regret have in common, whatever computes the mechanism: seal, profiles drawn again, ends of means. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { drawsOf } from './counter-draws.ts';
import { checkedLawWithAtoms, type CheckedLaw } from './laws.ts';
import { meanEnds } from './mean.ts';

export const numbers = z.array(z.number());
const ends = z.tuple([z.number(), z.number()]);
export const regretClaims = z.strictObject({ expectedExPostRegret: ends, maximumExPostRegret: ends });

/** Of the largest value: what double precision, reports in whole units of 2^-36 and tables of quantiles may differ by. */
export const TOLERANCE = 1e-9;

/** Ends of one bidder's regrets, and what is claimed of them. */
export interface RegretProof {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly most: number;
  readonly claims: z.infer<typeof regretClaims>;
}

export const sealOf = (given: object): string => createHash('sha256')
  .update(JSON.stringify(Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'seal')))).digest('hex');

/** Of every bidder and object, in a row. Throws InputError. */
export function lawsOf(texts: readonly (readonly string[])[], bidders: number, objects: number, proofs: number): CheckedLaw[] {
  if (texts.length !== bidders || texts.some((own) => own.length !== objects) || proofs !== bidders) {
    throw new InputError('laws', `need ${bidders} lists of ${objects}, and as many proofs`);
  }
  return texts.flat().map((text) => {
    const law = checkedLawWithAtoms(text);
    if (law === undefined) throw new InputError('laws', `${text} is no law that is checked`);
    return law;
  });
}

export const largestOf = (laws: readonly CheckedLaw[]): number =>
  laws.reduce((most, { low, high }) => Math.max(most, Math.abs(low), Math.abs(high)), 0);

/** Probabilities are told apart to the tolerance; a law's quantile has as many digits. An atom is drawn by all of its own. */
export function drawFaults(
  types: readonly (readonly number[])[], seed: string, stream: string, laws: readonly CheckedLaw[],
): string[] {
  const draws = drawsOf(seed, stream);
  const wrong = types.findIndex((row, p) => row.length !== laws.length || row.some((v, d) => {
    const { low, high, chance, below = chance } = laws[d]!;
    const drawn = draws(p, d);
    return !(v >= low && v <= high && below(v) - TOLERANCE <= drawn && drawn <= chance(v) + TOLERANCE);
  }));
  return wrong < 0 ? [] : [`types[${wrong}] is not what the seed draws`];
}

/** Whether the claims of bidder `i` follow from the ends. */
export function claimFaults({ lower, upper, most, claims }: RegretProof, confidence: number, tolerance: number, i: number): string[] {
  const alpha = 1 - confidence;
  const within = (list: readonly number[]): number[] => list.map((x) => Math.min(x, most));
  const [low] = meanEnds(within(lower), most, alpha);
  const [, high] = meanEnds(within(upper), most, alpha);
  const found = lower.reduce((largest, x) => Math.max(largest, x), 0);
  const fault = (name: keyof RegretProof['claims'], [from, to]: readonly [number, number]): string[] => {
    const [least, largest] = claims[name];
    return least <= from + tolerance && largest >= to - tolerance ? []
      : [`bidders[${i}].claims.${name} is [${least}, ${largest}], and [${from}, ${to}] follows`];
  };
  return [...fault('expectedExPostRegret', [low, high]), ...fault('maximumExPostRegret', [found, most])];
}

/** What is claimed of bidder `i`, in words. */
export function claimText({ expectedExPostRegret: [low, high], maximumExPostRegret: [, most] }: RegretProof['claims'], i: number): string {
  return `that of bidder ${i + 1} is ${low.toPrecision(4)} to ${high.toPrecision(4)} on average and at most ${most.toPrecision(4)}`;
}
