import type { Distribution } from './distribution.ts';

/** A family of laws as the command line knows it. */
export interface Family {
  readonly name: string;
  /** How to write it, for messages and documentation. */
  readonly usage: string;
  /** Builds a member; throws RangeError saying what is wrong with the arguments. */
  create(argumentTexts: readonly string[]): Distribution;
}

/** Parses `count` finite numbers, or any number of them from `count` up where `open`. */
export function finiteArguments(texts: readonly string[], names: readonly string[]): number[] {
  if (texts.length !== names.length) throw new RangeError(`takes ${names.length} numbers (${names.join(', ')}), got ${texts.length}`);
  return texts.map((text, i) => finiteNumber(text, names[i]!));
}

export function finiteNumber(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`${name} is not a finite number: '${text}'`);
  return value;
}

/** Ends of supports lie within this of zero: squares and products of values must stay finite. */
const MOST = 1e100;
/** A support narrower than this share of its ends has too few doubles to tell types apart. */
const NARROWEST = 1e-12;

/** Throws RangeError unless low < high with as many doubles between them as an interval of types needs. */
export function requireInterval(low: number, high: number): void {
  if (!(low < high)) throw new RangeError(`the interval needs its lower end below its upper end, got [${low}, ${high}]`);
  const furthest = Math.max(Math.abs(low), Math.abs(high));
  const interval = `the interval [${low}, ${high}] is`;
  if (furthest > MOST || high - low < 1 / MOST) {
    throw new RangeError(`${interval} out of range; accepted: ends within ${MOST} of 0, at least ${1 / MOST} apart`);
  }
  if (high - low < NARROWEST * furthest) {
    throw new RangeError(`${interval} too narrow for its distance from 0; accepted: a width of at least ${NARROWEST} of the larger end`);
  }
}

export function requirePositive(value: number, name: string): void {
  if (!(value > 0)) throw new RangeError(`${name} must be positive, got ${value}`);
}
