/**
 * A mechanism whose outcome JavaScript computes from the bids: text that defines a variable `mechanism` whose member `default` is
 *
 *     (bids: number[][]) => ({ allocation: number[][], payments: number[] })
 *
 * with rows of bidders and columns of objects. Text crosses threads and is hashed; a closure does neither. Every outcome is checked.
 */
import type { Outcome } from '../network/mechanism.ts';

export interface FunctionMechanism {
  /** JavaScript in strict mode that needs nothing from outside. */
  readonly source: string;
  readonly bidders: number;
  readonly objects: number;
  /** Ends of every payment; one beyond them is a fault. */
  readonly payments: readonly [low: number, high: number];
}

/** Lines that the engine puts before the text of a function. */
export const LINES_BEFORE = 2;
/** Rounding of shares and payments that is no fault. */
const TOLERANCE = 1e-9;

/** What is wrong with an outcome, or what the function threw and where in the text (`<line>:<column>`, from 1). */
export class MechanismFault extends Error {
  override readonly name = 'MechanismFault';
  readonly #problem: string;
  readonly #place: string;
  constructor(problem: string, place = '') {
    super(`mechanism fault${place}: ${problem}`);
    this.#problem = problem;
    this.#place = place;
  }

  /** The same, with the profile named. */
  at(profile: number): MechanismFault {
    return new MechanismFault(`profile ${profile}: ${this.#problem}`, this.#place);
  }
}

const MESSAGE = /mechanism fault(?: (\d+):(\d+))?: ([^]*)/;

/** The same from a message, which crosses threads where an error does not. */
export function faultIn(message: string): { readonly problem: string; readonly line?: number; readonly column?: number } | undefined {
  const match = MESSAGE.exec(message);
  if (!match) return undefined;
  const [, line, column, problem] = match;
  return { problem: problem!, ...(line === undefined ? {} : { line: Number(line), column: Number(column) }) };
}

type Called = (bids: number[][]) => unknown;

const refusal = (name: string) => (): never => {
  throw new Error(`${name} is not there for a mechanism, which is a function of the bids alone`);
};

/** What would end the process, or act when the function has returned and its bids are forgotten. */
const ABSENT: Readonly<Record<string, unknown>> = {
  process: new Proxy({}, { get: refusal('process') }),
  ...Object.fromEntries(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'].map((name) => [name, refusal(name)])),
};

function compiled(source: string): Called {
  let made: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the user's own file, which the command was asked to run
    made = new Function(...Object.keys(ABSENT), `${source}\nreturn mechanism.default;`)(...Object.values(ABSENT));
  } catch (error) {
    const said = error instanceof Error ? String(error).split('\n')[0]! : `threw ${thrownText(error)}`;
    throw new MechanismFault(`cannot be loaded: ${said}`, placeIn(error));
  }
  if (typeof made !== 'function') throw new MechanismFault('has no default export that is a function of the bids');
  return made as Called;
}

function placeIn(error: unknown): string {
  const match = /<anonymous>:(\d+):(\d+)/.exec((error as { readonly stack?: string } | null)?.stack ?? '');
  return match ? ` ${Number(match[1]) - LINES_BEFORE}:${match[2]}` : '';
}

const shown = (value: unknown): string => {
  if (typeof value === 'number') return String(value);
  return value === null ? 'null' : Array.isArray(value) ? `a list of ${value.length}` : typeof value;
};

/** A thrown error's first line, or what else was thrown, which may refuse to be text. */
function thrownText(error: unknown): string {
  try {
    if (error instanceof Error) return JSON.stringify(error.message.split('\n')[0]);
    return typeof error === 'object' ? JSON.stringify(error) : JSON.stringify(String(error));
  } catch {
    return 'what is no text';
  }
}

const isRow = (value: unknown, length: number): value is ArrayLike<unknown> =>
  (Array.isArray(value) || ArrayBuffer.isView(value)) && (value as unknown as ArrayLike<unknown>).length === length;

const bidsShown = (row: ArrayLike<number>, bidders: number): string => {
  const objects = row.length / bidders;
  return `at bids [${Array.from({ length: bidders }, (_, i) => `[${Array.from({ length: objects }, (__, j) => row[i * objects + j]!)}]`)}]`;
};

/** Lists of their own at every call, which the function may keep or change: [bidders][objects]. */
function listsOf(row: ArrayLike<number>, bidders: number, objects: number): number[][] {
  const bids: number[][] = [];
  for (let i = 0, at = 0; i < bidders; i++) {
    const own: number[] = [];
    for (let j = 0; j < objects; j++) own.push(row[at++]!);
    bids.push(own);
  }
  return bids;
}

/** What all get and pay at the bids [bidders, objects]. Throws MechanismFault. */
export function functionOutcome({ source, bidders, objects, payments: [least, most] }: FunctionMechanism):
(row: ArrayLike<number>, into: Outcome) => void {
  const call = compiled(source);
  const slack = TOLERANCE * Math.max(1, Math.abs(least), Math.abs(most));
  return (row, into) => {
    const bids = listsOf(row, bidders, objects);
    const fault = (problem: string, place = ''): never => {
      throw new MechanismFault(`${problem}, ${bidsShown(row, bidders)}`, place);
    };
    try {
      readOutcome(call(bids), fault, into);
    } catch (error) {
      if (error instanceof MechanismFault) throw error;
      fault(`threw ${thrownText(error)}`, placeIn(error));
    }
  };

  /** Members of what comes back may be the user's code too. */
  function readOutcome(result: unknown, fault: (problem: string) => never, into: Outcome): void {
    const { allocation, payments } = (result ?? {}) as { readonly allocation?: unknown; readonly payments?: unknown };
    if (!isRow(allocation, bidders)) fault(`allocation must be a list of ${bidders} rows, one a bidder, got ${shown(allocation)}`);
    if (!isRow(payments, bidders)) fault(`payments must be a list of ${bidders} numbers, one a bidder, got ${shown(payments)}`);
    for (let i = 0; i < bidders; i++) {
      const own = (allocation as ArrayLike<unknown>)[i];
      if (!isRow(own, objects)) fault(`allocation[${i}] must be a list of ${objects} numbers, one an object, got ${shown(own)}`);
      for (let j = 0; j < objects; j++) {
        const share = (own as ArrayLike<unknown>)[j];
        if (typeof share !== 'number' || !(share >= -TOLERANCE && share <= 1 + TOLERANCE)) {
          fault(`allocation[${i}][${j}] must be a probability, got ${shown(share)}`);
        }
        into.amounts[i * objects + j] = Math.min(1, Math.max(0, share as number));
      }
      const paid = (payments as ArrayLike<unknown>)[i];
      if (typeof paid !== 'number' || !Number.isFinite(paid)) fault(`payments[${i}] must be a finite number, got ${shown(paid)}`);
      if ((paid as number) < least - slack || (paid as number) > most + slack) {
        fault(`payments[${i}] must lie in the range of payments, [${least}, ${most}], got ${shown(paid)}`);
      }
      into.payments[i] = Math.min(most, Math.max(least, paid as number));
    }
  }
}

/** Throws MechanismFault unless both outcomes at the bids are the same. */
export function requireSame(first: Outcome, second: Outcome, row: ArrayLike<number>): void {
  const differs = (a: Float64Array, b: Float64Array): number => a.findIndex((x, k) => x !== b[k]);
  const [amount, payment] = [differs(first.amounts, second.amounts), differs(first.payments, second.payments)];
  if (amount < 0 && payment < 0) return;
  const [what, a, b] = payment >= 0
    ? [`payments[${payment}]`, first.payments[payment], second.payments[payment]]
    : [`allocation entry ${amount}`, first.amounts[amount], second.amounts[amount]];
  throw new MechanismFault(`gives two outcomes at the same bids: ${what} was ${a}, then ${b}; it must be a function of the bids alone, `
    + bidsShown(row, first.payments.length));
}
