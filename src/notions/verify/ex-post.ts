/**
 * Whether a file `misreport.ex-post/1` proves both ends of an agent's least ε where every profile of the others is judged by itself. Below,
 * a cycle of types under one profile, each of whom gains by reporting the next: utilities cancel round it, so its gain over its length is a
 * lower bound. Every choice along it has to be efficient by more than rounding can do. Above, an affine maximiser, whose transfers leave as
 * much under every profile. Nothing is drawn.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requirePoint, tabulatedIn, valuesAt, type FileProblem } from './draws.ts';
import { functionsShape, givenWords } from './given.ts';
import { maximiserEpsilon, seenBy } from './maximiser.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.ex-post/1'), point: pointShape, problem: problemShape, agent: z.string(),
  functions: functionsShape, profile: z.array(z.number()),
  types: z.array(z.array(z.number())).min(2), lambda: z.number().min(0), atLeast: z.number(),
  atMost: z.number(),
});

/** Welfares closer than this share of what they are made of are taken for a tie. */
const TIE = 1e-13;
/** What rounding may do to a bound, as a share of it. */
const ROUNDING = 1e-12;

/** The efficient choice at signals; undefined where it is not certain. */
function choiceAt(problem: FileProblem, signals: readonly number[]): number | undefined {
  const worths = valuesAt(problem, signals).reduce((sum, row) => sum.map((x, k) => x + row[k]!));
  const scale = problem.coefficients.reduce((sum, rows, i) => sum + rows.reduce((total, row, k) =>
    total + Math.abs(problem.constants[i]![k]!) + row.reduce((all, c, d) => all + Math.abs(c * signals[d]!), 0), 0), 0);
  const best = worths.indexOf(Math.max(...worths));
  return worths.every((worth, k) => k === best || worths[best]! - worth > TIE * scale) ? best : undefined;
}

const text = (signals: readonly number[]): string => `[${signals.map((x) => Number(x.toPrecision(4))).join(', ')}]`;

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeExPostFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { point, problem, agent: name, functions, profile, types, lambda, atLeast, atMost } = readAs(shape, given);
  const wordsOf = (): string => `least epsilon of ${name} ex post between ${atLeast}, by ${types.length} types at ${text(profile)}, and `
    + `${atMost}${givenWords(tabulatedIn(problem), 'both ends', functions)}`;
  const seen = seenBy(problem, name);
  requirePoint(point, { agent: name, stage: 'ex-post', opponents: 'law' });
  const { mine, rates, enters } = seen;
  if (profile.length !== problem.signals.length) throw new InputError('profile', `must have ${problem.signals.length} signals`);
  if (types.some((type) => type.length !== mine.length)) throw new InputError('types', `must have ${mine.length} coordinates`);
  const profiles = types.map((type) => profile.map((x, d) => (mine.includes(d) ? type[mine.indexOf(d)]! : x)));
  const laws = problem.signals.map(({ law }, d) => parseDistribution(law, `problem.signals.${d}.law`));
  const outside = profiles.flatMap((signals) =>
    laws.flatMap(({ support: [low, high] }, d) => (signals[d]! >= low && signals[d]! <= high ? [] : [problem.signals[d]!.name])));
  const faults = outside.slice(0, 1).map((signal) => `${signal} lies outside its support`);
  const above = maximiserEpsilon(seen, lambda);
  if (above > atMost * (1 + ROUNDING)) faults.push(`the affine maximiser at weight ${lambda} leaves ${above}, above ${atMost}`);
  if (atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  const choices = profiles.map((signals) => choiceAt(problem, signals));
  const unsure = choices.indexOf(undefined);
  let [gain, size, length, terms] = [0, 0, 0, 2];
  types.forEach((from, j) => {
    const next = (j + 1) % types.length;
    const row = rates[choices[next] ?? 0]!;
    from.forEach((x, c) => {
      gain += row[c]! * (x - types[next]![c]!);
      terms += 2;
      // A difference is out by half a unit of itself, wherever its ends lie.
      size += Math.abs(row[c]! * (x - types[next]![c]!));
      if (enters[c]) length += Math.abs(x - types[next]![c]!);
    });
  });
  // That ε is at least 0 needs no cycle.
  if (atLeast <= 0) return { what: wordsOf(), faults };
  if (unsure >= 0) faults.push(`two alternatives tie at ${text(profiles[unsure]!)}`);
  else if (!(length > 0)) faults.push('the cycle has no length');
  else if ((gain - terms * Number.EPSILON * size) / length < atLeast) {
    faults.push(`the cycle gains ${gain / length} a unit, below ${atLeast}`);
  }
  return { what: wordsOf(), faults };
}
