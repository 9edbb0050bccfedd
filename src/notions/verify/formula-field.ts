/**
 * Whether a file `misreport.formula-field/1` holds: the least ε of an agent's efficient rule on the continuum where values are formulas of
 * all signals, that is polynomials, texts, or what a function of tensors computes; where others are at given points, or rates agree, linear
 * values too. Below, a closed walk of lies, or a path, enclosed on draws of the check's own; where nobody else sees a signal, or the others
 * are at points that the file gives, every profile is gone through, and what the walk gains is known, whatever is chosen where alternatives
 * tie. Above, transfers whose slopes are bounded over boxes of all signals. Everything is made of the formulas of the file by code of its
 * own (formula/).
 */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { confidenceShape, meansOf, pointShape, requirePoint, uniforms } from './draws.ts';
import { aboveFault } from './formula/above.ts';
import { bandsFault } from './formula/bands.ts';
import { congruenceFault } from './formula/congruence.ts';
import { gainAlong } from './formula/gains.ts';
import { latticeFault } from './formula/lattice.ts';
import { formulaProblemShape, modelOf, type Ends, type FormulaProblemGiven, type Model } from './formula/model.ts';
import { cellGiven, functionsShape, functionsWords, givenWords, pointsGiven, valuesWords } from './given.ts';

const numbers = z.array(z.number());
const shape = z.strictObject({
  schema: z.literal('misreport.formula-field/1'), point: pointShape, problem: formulaProblemShape, agent: z.string(),
  functions: functionsShape,
  walk: z.strictObject({ kind: z.enum(['lies', 'path']), points: z.array(numbers).min(2) }),
  /** Where others' signals are, in place of their laws; under one profile every profile is judged by itself. */
  others: z.array(z.strictObject({ signal: z.number().int(), points: numbers.min(1), weights: numbers })).optional(),
  stage: z.literal('ex-post').optional(),
  /** Absent where slopes have no bound, and with it the upper end; `congruent`: any that follow the potential which the field then has. */
  transfers: z.union([z.strictObject({ congruent: z.literal(true) }), z.strictObject({
    lattice: z.strictObject({ lambda: z.number().min(0), cells: z.array(z.number().int().min(1)), potentials: numbers }),
  }), z.strictObject({ knots: z.array(numbers) }), z.strictObject({
    lambda: z.number().min(0), weights: numbers, linear: numbers.optional(), known: z.literal(true).optional(),
    bend: z.strictObject({ low: z.number(), step: z.number(), slopes: numbers }).optional(),
  })]).optional(),
  atLeast: z.number(), atMost: z.number().optional(), confidence: z.number().gt(0).max(1),
});
type File = z.infer<typeof shape>;

const DRAWS = 10_000;
/** Rounding of sums over profiles, as a share of what is added up. */
const ADDED = 1e-12;

/** Signals of a profile, one a call: between two numbers where the law is a table. */
function profilesOf({ signals }: FormulaProblemGiven): () => Ends[] {
  const laws = signals.map(({ law }, d) => parseDistribution(law, `problem.signals.${d}.law`));
  const tables = signals.map(({ law, tabulated }, d) => (tabulated ? pointsGiven(law, `problem.signals.${d}.law`) : undefined));
  const uniform = uniforms('verify the walk of formulas');
  return () => laws.map((law, d) => {
    const x = law.quantile(uniform());
    return tables[d] ? cellGiven(tables[d]!, x) : [x, x];
  });
}

const PROFILES_MAX = 100_000;

/** Every profile of others at given points, hers anywhere in `box`, with its chance. */
function* listed(others: NonNullable<File['others']>, box: readonly Ends[], from = 0): Generator<readonly [Ends[], number]> {
  const one = others[from];
  if (one === undefined) {
    yield [[...box], 1];
    return;
  }
  for (const [signals, chance] of listed(others, box, from + 1)) {
    for (const [j, x] of one.points.entries()) yield [signals.with(one.signal, [x, x]), chance * one.weights[j]!];
  }
}

/** Whether every profile of the others is gone through, so that nothing is drawn. */
const isListed = (others: File['others'], { mine, box }: Model): boolean => others !== undefined || mine.length === box.length;

interface Measured {
  readonly isKnown: boolean;
  /** What the walk gains a unit at least and at most, on what was looked at. */
  readonly ends: Ends;
  readonly words: string;
}

/** Undefined where values are not defined at some profile. */
function measured(file: File, model: Model, length: number): Measured | undefined {
  const { gain, range } = gainAlong(model, file.walk);
  const shown = (x: number): string => x.toPrecision(4);
  if (isListed(file.others, model)) {
    let [low, high, size] = [0, 0, 0];
    for (const [signals, chance] of listed(file.others ?? [], model.box)) {
      const [least, most] = gain(signals);
      low += chance * least;
      high += chance * most;
      size += chance * Math.max(Math.abs(least), Math.abs(most));
    }
    if (Number.isNaN(low + high)) return undefined;
    const off = (file.others ?? []).some(({ points }) => points.length > 1) ? ADDED * size : 0;
    return { isKnown: true, ends: [(low - off) / length, (high + off) / length], words: ` (the walk gains ${shown(low / length)})` };
  }
  const draw = profilesOf(file.problem);
  const [least, most] = range(model.box);
  let isDefined = Number.isFinite(least) && Number.isFinite(most);
  if (!isDefined) return undefined;
  const [below, above] = meansOf(DRAWS, () => {
    const [low, high] = gain(draw());
    if (Number.isNaN(low + high)) isDefined = false;
    return [Math.min(most, Math.max(least, low)), Math.max(least, Math.min(most, high))];
  }, [[least, most], [least, most]]);
  if (!isDefined) return undefined;
  const ends: Ends = [(below!.mean - below!.half) / length, (above!.mean + above!.half) / length];
  const half = (ends[1] - ends[0]) / 2;
  return {
    isKnown: false, ends,
    words: ` (confidence ${file.confidence}; ${shown(ends[0] + half)} within ${half.toPrecision(2)} on ${DRAWS} draws of this check's own)`,
  };
}

function requireOthers({ others, stage }: File, { mine, box }: Model): void {
  const theirs = box.flatMap((_, d) => (mine.includes(d) ? [] : [d]));
  const fits = ({ signal, points, weights }: NonNullable<File['others']>[number]): boolean => points.length === weights.length
    && Math.abs(weights.reduce((sum, x) => sum + x, 0) - 1) < 1e-9 && weights.every((x) => x >= 0)
    && points.every((x) => x >= box[signal]![0] && x <= box[signal]![1]);
  if (others && (others.map(({ signal }) => signal).sort((a, b) => a - b).join() !== theirs.join() || !others.every(fits))) {
    throw new InputError('others', 'must give points within the support, and weights that add up to 1, for every signal of the others');
  }
  const count = others?.reduce((all, { points }) => all * points.length, 1) ?? 1;
  if (count > PROFILES_MAX) throw new InputError('others', `makes ${count} profiles, more than ${PROFILES_MAX}`);
  if (stage && ((theirs.length > 0 && !others) || count > 1)) throw new InputError('others', 'must be one profile where it is ex post');
}

/** Throws InputError where draws are said to be certain, or parameters for people speak of another question. */
function requireTold({ confidence, point, agent, stage, others }: File, model: Model): void {
  if (!isListed(others, model) && !confidenceShape.safeParse(confidence).success) {
    throw new InputError('confidence', `must be below 1 where the walk is held against draws, got ${confidence}`);
  }
  requirePoint(point, { agent, stage: stage ?? 'interim', ...(stage ? {} : { opponents: others ? 'grid' : 'law' }) });
}

function requireFits({ walk, transfers, others, atMost, agent }: File, { mine, box, own }: Model): void {
  if (walk.points.some((point) => point.length !== mine.length)) {
    throw new InputError('walk.points', `must have ${mine.length} coordinates`);
  }
  if (walk.points.some((point) => point.some((x, c) => !(x >= box[mine[c]!]![0] && x <= box[mine[c]!]![1])))) {
    throw new InputError('walk.points', `must be types of ${agent}, within the support of her signals`);
  }
  if ((transfers === undefined) !== (atMost === undefined)) throw new InputError('atMost', 'must be there with transfers, and only then');
  if (transfers === undefined || 'congruent' in transfers) return;
  if ('lattice' in transfers || 'knots' in transfers) {
    if (others === undefined) throw new InputError(`transfers.${Object.keys(transfers)[0]}`, 'are for others at the points of the file');
    return;
  }
  if (transfers.weights.length !== own.length) {
    throw new InputError('transfers.weights', `must have ${own.length} numbers, one an alternative`);
  }
  if (transfers.linear && transfers.linear.length !== mine.length) {
    throw new InputError('transfers.linear', `must have ${mine.length} numbers, one a signal of ${agent}`);
  }
}

/** What is wrong with the upper end. */
function aboveBy({ problem, others, atMost }: File, model: Model, transfers: NonNullable<File['transfers']>): string | undefined {
  if ('congruent' in transfers) return congruenceFault(model, problem.alternatives);
  if ('knots' in transfers) return bandsFault(model, transfers.knots, listed(others!, model.box), atMost!);
  return 'lattice' in transfers ? latticeFault(model, transfers.lattice, listed(others!, model.box), atMost!)
    : aboveFault(model, transfers, atMost!);
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeFormulaFieldFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, agent, walk, transfers, atLeast, atMost } = file;
  const model = modelOf(problem, agent);
  requireFits(file, model);
  requireOthers(file, model);
  requireTold(file, model);
  const faults: string[] = [];
  const length = walk.points.reduce((sum, point, j) => sum + point.reduce((along, x, c) =>
    along + (model.enters[c] ? Math.abs(walk.points[(j + 1) % walk.points.length]![c]! - x) : 0), 0), 0);
  const found = length > 0 ? measured(file, model, length) : undefined;
  if (!(length > 0)) faults.push('the walk has no length');
  else if (found === undefined) faults.push('values along the walk are not defined, or have no bounds');
  // That ε is at least 0 needs no walk that gains.
  else if (atLeast > 0 && found.ends[found.isKnown ? 0 : 1] < atLeast) {
    faults.push(`the walk gains no more than ${found.ends[1]} a unit, below ${atLeast}`);
  }
  if (atMost !== undefined && atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  const above = transfers && aboveBy(file, model, transfers);
  if (above !== undefined) faults.push(above);
  const tables = problem.signals.filter(({ tabulated }) => tabulated);
  const where = file.stage ? ', ex post,' : file.others ? ', others at the points of the file,' : '';
  const values = file.others ? 'the ends' : valuesWords(problem.signals);
  const below = `${atLeast}${found?.words ?? ''}`;
  const ends = atMost === undefined ? `at least ${below}` : `between ${below} and ${atMost}`;
  return {
    what: `least epsilon of ${agent} on the continuum${where} ${ends}`
      + givenWords(tables.map(({ name }) => name), values, file.functions)
      + (problem.traced ? functionsWords('that these formulas are those of a function of tensors', file.functions) : ''),
    faults,
  };
}
