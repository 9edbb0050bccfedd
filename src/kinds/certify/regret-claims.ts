/** What every certificate of regret claims, and its seal. */
import { createHash } from 'node:crypto';
import type { Distribution } from '../../distributions/distribution.ts';
import { expectedExPostRegret, maximumExPostRegret, type RegretEnds } from '../../notions/ex-post-regret.ts';
import { checkedLawWithAtoms } from '../../notions/verify/laws.ts';

export type Claims = Readonly<Record<'expectedExPostRegret' | 'maximumExPostRegret', readonly [lower: number, upper: number]>>;

/** The printed ends of one bidder's rows. */
export function claimsOf(ends: RegretEnds, confidence: number): Claims {
  const [mean, largest] = [expectedExPostRegret(ends, 1 - confidence), maximumExPostRegret(ends)];
  return { expectedExPostRegret: [mean.lower, mean.upper], maximumExPostRegret: [largest.lower, largest.upper] };
}

/** The content with the SHA-256 of all of it. */
export const sealed = (content: object): Readonly<Record<string, unknown>> =>
  ({ ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') });

/** That the check does not know a law. */
export const lawless = ({ text }: Pick<Distribution, 'text'>): string =>
  `${text} is no law with a formula of the check (docs/certify.md)`;

/** The same of the first of these laws; undefined where it knows them all. */
export function unknownLaw(laws: readonly (readonly Distribution[])[]): string | undefined {
  const unknown = laws.flat().find(({ text }) => checkedLawWithAtoms(text) === undefined);
  return unknown && lawless(unknown);
}
