/**
 * Auctions of one object as environments: `auction: { bidders: [ann, ben], values: [1, 5], step: 1 }` stands for agents, outcomes
 * (`unsold`, then one a bidder) and payoffs. Types are values, in increasing order.
 */
import { InputError } from '../../errors.ts';
import { parseRational, rationalText, type Rational } from '../../programs/rational.ts';
import type { Auction } from './environment.ts';
import type { FiniteFile } from './schema.ts';

/** A file with its agents, outcomes and payoffs. */
export type CompleteFile = FiniteFile & { readonly [K in 'agents' | 'outcomes' | 'payoffs']: NonNullable<FiniteFile[K]> };

const UNSOLD = 'unsold';
const BIDDERS_MAX = 8;
const VALUES_MAX = 1000;

type GivenAuction = NonNullable<FiniteFile['auction']>;

function bidderNames(given: GivenAuction['bidders']): string[] {
  if (typeof given === 'object') return [...given];
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1 || count > BIDDERS_MAX)
    throw new InputError('auction, bidders', `must be names, or a whole number from 1 to ${BIDDERS_MAX}, got '${String(given)}'`);
  return Array.from({ length: count }, (_, i) => `bidder-${i + 1}`);
}

/** The values listed; with a step, from the first to the last of two. */
function readValues(given: readonly (string | number)[], step: string | number | undefined, field: string): Rational[] {
  const listed = given.map((cell, k) => parseRational(cell, `${field}, ${k + 1}`));
  listed.forEach((value, k) => {
    if (k > 0 && value.compare(listed[k - 1]!) <= 0)
      throw new InputError(field, `must increase, and ${rationalText(value)} follows ${rationalText(listed[k - 1]!)}`);
  });
  if (step === undefined) return listed;
  const width = parseRational(step, 'auction, step');
  if (width.compare(0) <= 0) throw new InputError('auction, step', `must be above 0, got ${rationalText(width)}`);
  if (listed.length !== 2)
    throw new InputError(field, `must be the lowest and the highest value where a step is given, got ${given.length}`);
  const [low, high] = listed as [Rational, Rational];
  const steps = high.sub(low).div(width);
  if (steps.d !== 1n)
    throw new InputError('auction, step', `${rationalText(width)} does not lead from ${rationalText(low)} to ${rationalText(high)}`);
  if (steps.n >= BigInt(VALUES_MAX))
    throw new InputError('auction, step', `makes ${steps.n + 1n} values, and at most ${VALUES_MAX} are taken; use a larger step`);
  return Array.from({ length: Number(steps.n) + 1 }, (_, k) => low.add(width.mul(k)));
}

function valuesOf({ values, step }: GivenAuction, bidders: readonly string[]): Rational[][] {
  if (Array.isArray(values)) {
    const shared = readValues(values, step, 'auction, values');
    return bidders.map(() => shared);
  }
  const own = values as Readonly<Record<string, readonly (string | number)[]>>;
  const stranger = Object.keys(own).find((name) => !bidders.includes(name));
  if (stranger !== undefined) throw new InputError('auction, values', `'${stranger}' is no bidder; known: ${bidders.join(', ')}`);
  return bidders.map((name) => {
    if (!Object.hasOwn(own, name)) throw new InputError('auction, values', `values of ${name} are missing`);
    return readValues(own[name]!, step, `auction, values, ${name}`);
  });
}

/** The file with the tables that its auction stands for. Throws InputError for what is missing, or there twice. */
export function completeFile(file: FiniteFile): { readonly file: CompleteFile; readonly auction?: Auction } {
  if (file.auction === undefined) {
    const missing = (['agents', 'outcomes', 'payoffs'] as const).find((key) => file[key] === undefined);
    if (missing !== undefined) throw new InputError(missing, 'is missing');
    return { file: file as CompleteFile };
  }
  const twice = (['agents', 'outcomes', 'payoffs'] as const).find((key) => file[key] !== undefined);
  if (twice !== undefined) throw new InputError(twice, 'follows from auction; leave one of the two out');
  const bidders = bidderNames(file.auction.bidders);
  const values = valuesOf(file.auction, bidders);
  const payoffs = Object.fromEntries(bidders.map((name, i) => [name, Object.fromEntries(
    bidders.map((winner) => [winner, winner === name ? { own: values[i]!.map(rationalText) } : 0]),
  )]));
  return {
    auction: { values },
    file: {
      ...file, outcomes: [UNSOLD, ...bidders], payoffs,
      agents: Object.fromEntries(bidders.map((name, i) => [name, values[i]!.map(rationalText)])),
    },
  };
}
