/** The mechanisms of double auctions, one line each, and how `--mechanisms` names them. */
import { InputError } from '../../errors.ts';
import { splitList } from '../../input/list.ts';
import { readNumber } from '../../input/number.ts';
import { quote } from '../../input/quote.ts';
import type { AuctionFamily, AuctionMechanism } from './auction-mechanism.ts';
import { cem, kDoubleAuction } from './k-double-auction.ts';
import { mcafee } from './mcafee.ts';
import { postedPrice } from './posted-price.ts';
import { tradeReduction } from './trade-reduction.ts';
import { uniformPrice } from './uniform-price.ts';

export const auctionFamilies: readonly AuctionFamily[] = [cem, kDoubleAuction, mcafee, tradeReduction, postedPrice, uniformPrice];

export const MECHANISMS_USAGE = auctionFamilies.map(({ usage }) => usage).join('; ');

/** As many as a study holds against each other. */
const MECHANISMS_MAX = 16;

/** The mechanism that a text names. Throws InputError naming `field`. */
export function parseAuctionMechanism(text: string, field = 'mechanisms'): AuctionMechanism {
  const [, name, inside] = /^\s*([a-z-]+)\s*(?:\(([^()]*)\))?\s*$/i.exec(text) ?? [];
  const family = auctionFamilies.find((one) => one.name === name?.toLowerCase());
  const numbers = inside === undefined || inside.trim() === '' ? [] : inside.split(',').map((part) => readNumber(part.trim()));
  if (!family || numbers.includes(undefined)) throw new InputError(field, `cannot read ${quote(text)}; accepted: ${MECHANISMS_USAGE}`);
  let mechanism;
  try {
    mechanism = family.create(numbers as number[]);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(field, `${family.name}: ${error.message}`);
    throw error;
  }
  if (!mechanism) throw new InputError(field, `cannot read ${quote(text)}; accepted: ${family.usage}`);
  return mechanism;
}

/** Mechanisms of a text with commas between them, or of a list of texts, none twice. Throws InputError naming `field`. */
export function parseAuctionMechanisms(given: unknown, field = 'mechanisms'): AuctionMechanism[] {
  const texts: unknown = typeof given === 'string' ? splitList(given, field) : given;
  const isList = (value: unknown): value is string[] =>
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  if (!isList(texts)) throw new InputError(field, `must be a list of mechanisms: ${MECHANISMS_USAGE}`);
  if (texts.length > MECHANISMS_MAX) throw new InputError(field, `lists ${texts.length} mechanisms; at most ${MECHANISMS_MAX} fit`);
  const mechanisms = texts.map((text) => parseAuctionMechanism(text, field));
  mechanisms.forEach(({ text }, i) => {
    if (mechanisms.findIndex((one) => one.text === text) < i) throw new InputError(field, `lists ${quote(text)} more than once`);
  });
  return mechanisms;
}
