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

export function requireInterval(low: number, high: number): void {
  if (!(low < high)) throw new RangeError(`the interval needs its lower end below its upper end, got [${low}, ${high}]`);
  if (!Number.isFinite(high - low)) throw new RangeError('the interval is too wide for double precision');
}

export function requirePositive(value: number, name: string): void {
  if (!(value > 0)) throw new RangeError(`${name} must be positive, got ${value}`);
}
