/** What shows a number, in words. */
import { lieOf, type BindingConstraint, type RowWitness, type Signal } from '../results/witness.ts';
import { formatSignal, formatWalk, formatWitness } from './numbers.ts';

/** Digits of numbers in words; the row's own member has all of them. */
const DIGITS = 4;
/** Constraints, and offers of a menu, that are named; the rest are counted. */
const NAMED = 4;

const short = (x: number): string => formatSignal(x, DIGITS);
const shares = (of: Readonly<Record<string, number>>): string => {
  const named = Object.entries(of).filter(([, share]) => share > 0);
  return named.map(([name, share]) => (share === 1 ? name : `${short(share)} ${name}`)).join(' + ');
};

function constraintWords({ constraint, agent, from, to, multiplier }: BindingConstraint): string {
  const types = [from, to].filter((x): x is Signal => x !== undefined).map((x) => formatSignal(x, DIGITS));
  const what = [
    constraint, ...(agent === undefined ? [] : [`of ${agent}`]),
    ...(types.length > 0 ? [types.join(constraint === 'lie' ? ' as ' : ' to ')] : []),
  ].join(' ');
  return multiplier === undefined ? what : `${what} (${short(multiplier)})`;
}

function listed(words: readonly string[], rest = 0): string {
  const more = rest + Math.max(0, words.length - NAMED);
  return [...words.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Of what is no lie. */
export function objectWords(witness: Exclude<RowWitness, { readonly report: unknown }>): string {
  switch (witness.kind) {
    case 'tie': {
      const at = Object.entries(witness.at).map(([name, x]) => `${name} = ${short(x)}`);
      return `${witness.alternatives.join(' and ')} tie at ${listed(at)}`;
    }
    case 'binding': return `binding: ${listed(witness.constraints.map(constraintWords), witness.rest)}`;
    case 'menu': return `menu: ${listed(witness.offers.map(({ lottery, price }) => `${shares(lottery)} at ${short(price)}`))}`;
    case 'rule': return `a rule constant on ${witness.agents.map(({ agent, cells }) => `${cells.length} cells of ${agent}`).join(', ')}`;
    case 'boundary': {
      const [type, other] = [witness.type, witness.other].map((x) => formatSignal(x, DIGITS));
      return `type ${type} and the other's ${other}, on a boundary`;
    }
    case 'values': return `draw ${witness.draw} of the random values`;
  }
}

/** Whatever it is, without who it is of. */
export function witnessWords(witness: RowWitness): string {
  const lie = lieOf(witness);
  if (lie === undefined) return objectWords(witness as Parameters<typeof objectWords>[0]);
  const under = lie.under === undefined ? '' : `, the others' signals being ${formatSignal(lie.under, DIGITS)}`;
  if (lie.walk) return `${formatWalk(lie.walk)}${under}`;
  const { type, report } = formatWitness(lie);
  return `${type === report ? type : `${type} reports ${report}`}${under}`;
}
