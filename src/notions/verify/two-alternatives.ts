/**
 * Whether a file `misreport.two-alternatives/1` holds against draws of its own: a rule between two alternatives by scores of what each
 * agent herself gains from the second, x_i, which do not fall in it, so that some transfers make truth-telling best; and no mechanism
 * does better than `atMost`. The second alternative is chosen where the scores and the constant reach 0. With y_i what her signals that
 * enter x_i add to the social gain,
 *
 *     welfare of any incentive compatible mechanism  <=  E W_0 + E max(0, constant + Σ ψ_i(x_i)),
 *
 * if ∫ ψ_i over the types below z never exceeds E[y_i; x_i <= z], and is the same over all of them: an incentive compatible chance of the
 * second does not fall in x_i (JM01 Remark 3). Both ends are means; a claim that draws contradict is a fault.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { readAs } from '../../input/check.ts';
import { meanOf, pointShape, problemShape, profiles, requireProblem, valuesAt, type FileProblem } from './draws.ts';

const step = z.strictObject({ from: z.number(), score: z.number() });
const shape = z.strictObject({
  schema: z.literal('misreport.two-alternatives/1'), point: pointShape, problem: problemShape, constant: z.number(),
  agents: z.array(z.strictObject({ name: z.string(), steps: z.array(step).min(1) })), atLeast: z.number(), atMost: z.number(),
});
type File = z.infer<typeof shape>;

const DRAWS = 64_000;
/** Types at which a score's integral is held against what it stands for. */
const PLACES = 64;

/** x_i and y_i as weights on signals; who gains nothing herself counts with all that her signals are worth. */
interface Forms {
  readonly own: readonly number[];
  readonly social: readonly number[];
}

function formsOf({ signals, coefficients }: FileProblem, agent: number): Forms {
  const mine = (weight: (d: number) => number): number[] => signals.map(({ owner }, d) => (owner === agent ? weight(d) : 0));
  const gain = (rows: readonly (readonly number[])[], d: number): number => {
    const difference = rows[1]![d]! - rows[0]![d]!;
    return Math.abs(difference) <= 1e-12 * Math.max(Math.abs(rows[1]![d]!), Math.abs(rows[0]![d]!)) ? 0 : difference;
  };
  const all = mine((d) => coefficients.reduce((sum, rows) => sum + rows[1]![d]! - rows[0]![d]!, 0));
  const own = mine((d) => gain(coefficients[agent]!, d));
  if (own.every((a) => a === 0)) return { own: all, social: all };
  return { own, social: all.map((b, d) => (own[d] === 0 ? 0 : b)) };
}

const dot = (weights: readonly number[], signals: readonly number[]): number => weights.reduce((sum, w, d) => sum + w * signals[d]!, 0);

function scoreAt(steps: File['agents'][number]['steps'], x: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (steps[middle]!.from <= x) low = middle;
    else high = middle - 1;
  }
  return steps[low]!.score;
}

/** Range of a linear form over the supports. */
function rangeOf({ signals }: FileProblem, weights: readonly number[]): readonly [number, number] {
  const ends = signals.map(({ law }, d) => parseDistribution(law).support.map((end) => weights[d]! * end));
  return [ends.reduce((sum, pair) => sum + Math.min(...pair), 0), ends.reduce((sum, pair) => sum + Math.max(...pair), 0)];
}

/** Where a score's integral exceeds what it stands for by more than draws can, or is another number over all types. */
function dominanceFaults({ problem }: File, name: string, { own, social }: Forms, steps: File['agents'][number]['steps']): string[] {
  const draw = profiles(problem, `verify the scores of ${name}`);
  const seen = Array.from({ length: DRAWS }, () => {
    const signals = draw();
    const x = dot(own, signals);
    return { x, over: scoreAt(steps, x) - dot(social, signals) };
  }).sort((a, b) => a.x - b.x);
  const [low, high] = rangeOf(problem, social);
  const scores = steps.map(({ score }) => score);
  const range = high - low + Math.max(...scores) - Math.min(...scores);
  const half = range * Math.sqrt(Math.log((2 * PLACES) / 0.01) / (2 * DRAWS));
  let sum = 0;
  const faults: string[] = [];
  seen.forEach(({ over }, n) => {
    sum += over;
    if ((n + 1) % (DRAWS / PLACES) === 0 && sum / DRAWS > half) faults.push(`scores of ${name} exceed what they stand for`);
  });
  return Math.abs(sum / DRAWS) > half ? [`scores of ${name} add up to something else`] : faults.slice(0, 1);
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeTwoAlternativesFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, constant, agents, atLeast, atMost } = file;
  requireProblem(problem);
  if (problem.alternatives.length !== 2) throw new InputError('problem.alternatives', 'must be two');
  const heard = agents.map(({ name, steps }) => {
    const agent = problem.agents.indexOf(name);
    if (agent < 0) throw new InputError('agents', `must be among those of the problem, got '${name}'`);
    return { name, steps, agent, ...formsOf(problem, agent) };
  });
  const faults = heard.flatMap(({ name, steps }) =>
    (steps.some(({ from, score }, j) => j > 0 && !(from > steps[j - 1]!.from && score >= steps[j - 1]!.score))
      ? [`scores of ${name} fall`] : []));
  const welfare = (k: number): number[] =>
    problem.signals.map((_, d) => problem.coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0));
  const fixed = (k: number): number => problem.constants.reduce((sum, row) => sum + row[k]!, 0);
  const [first, second] = [0, 1].map((k) => rangeOf(problem, welfare(k)).map((end) => end + fixed(k)));
  const range = [Math.min(first![0]!, second![0]!), Math.max(first![1]!, second![1]!)] as const;
  const most = heard.reduce((sum, { steps }) => sum + steps.at(-1)!.score, constant);
  const draw = profiles(problem, 'verify the rule');
  const worths = (signals: readonly number[]): readonly number[] =>
    valuesAt(problem, signals).reduce((sum, row) => sum.map((x, k) => x + row[k]!));
  const index = (signals: readonly number[]): number =>
    heard.reduce((sum, { steps, own }) => sum + scoreAt(steps, dot(own, signals)), constant);
  const reached = meanOf(DRAWS, () => {
    const signals = draw();
    return worths(signals)[index(signals) >= 0 ? 1 : 0]!;
  }, range);
  const bound = meanOf(DRAWS, () => {
    const signals = draw();
    return worths(signals)[0]! + Math.max(0, index(signals));
  }, [first![0]!, first![1]! + Math.max(0, most)]);
  if (atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  if (reached.mean + reached.half < atLeast) faults.push(`the rule reaches ${reached.mean} on ${DRAWS} draws, below ${atLeast}`);
  if (bound.mean - bound.half > atMost) faults.push(`scores allow ${bound.mean} on ${DRAWS} draws, above ${atMost}`);
  return {
    what: `second best between two alternatives, without a budget, between ${atLeast} and ${atMost} (${reached.mean.toPrecision(5)} and `
      + `${bound.mean.toPrecision(5)} on ${DRAWS} draws of this check's own)`,
    faults: [...faults, ...heard.flatMap((one) => dominanceFaults(file, one.name, one, one.steps))],
  };
}
