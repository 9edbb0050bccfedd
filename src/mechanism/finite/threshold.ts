/**
 * Where a verdict flips as one parameter moves through its range. With beliefs and rule held, payoffs enter the program only through
 * its bounds, and linearly: parameter and transfers together form a polyhedron, so the parameters at which the answer is yes
 * are an interval whose ends two linear programs give exactly. An efficient rule changes at finitely many rational values,
 * between which it is held. Where beliefs move, the ends are roots of polynomials and are isolated by bisection.
 */
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { efficientOutcomes, efficientRule, modelAt, totalPayoffs } from '../../environment/finite/model.ts';
import { InputError } from '../../errors.ts';
import { certificateLine, optimumCertificate } from '../../programs/certificate.ts';
import type { Expression } from '../../programs/expression.ts';
import type { Program, Row } from '../../programs/program.ts';
import { isZero, ONE, rational, sign, type Rational } from '../../programs/rational.ts';
import { solveProgram } from '../../programs/solve.ts';
import { extract, implement, type Verdict } from './design.ts';
import { designProgram } from './design-program.ts';
import { requireRule } from './allocation-terms.ts';
import type { Preference } from './preference.ts';
import type { Balance, Transfers } from './question.ts';
import { smallestC, symmetricMenu } from './smallest-c.ts';
import { surplusTransfers } from './stake.ts';

export interface ThresholdQuestion {
  readonly parameter: string;
  readonly goal: 'implement' | 'extract';
  readonly transfers: Transfers;
  readonly balance: Balance;
  /**
   * Of agents who face a menu; default maxmin, which the program decides. Under others the file's bet is scaled, and the verdict is whether
   * some multiple of it implements the rule.
   */
  readonly preferenceAt?: (model: FiniteModel) => Preference;
  /** Instead of the file's. */
  readonly range?: readonly [Rational, Rational];
  /** Values of the other parameters, instead of the file's. */
  readonly others?: ReadonlyMap<string, Rational>;
}

/** A stretch of the range with one verdict. */
export interface Segment {
  readonly from: Rational;
  readonly to: Rational;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
  readonly holds: boolean;
}

export interface Flip {
  /** Exact, unless `isolated` gives an interval that contains it. */
  readonly value: Rational;
  readonly isolated?: readonly [Rational, Rational];
  readonly below: boolean;
  readonly at: boolean | undefined;
  readonly above: boolean;
  /** The multipliers that bound the parameter, where they end the stretch. */
  readonly certificate?: string;
}

export interface Thresholds {
  readonly range: readonly [Rational, Rational];
  readonly segments: readonly Segment[];
  readonly flips: readonly Flip[];
  /** Values whose verdict no program decides. */
  readonly undecided: readonly string[];
}

const midpoint = (a: Rational, b: Rational): Rational => a.add(b).div(rational(2));

function requireRange(environment: FiniteEnvironment, { parameter, range }: ThresholdQuestion): readonly [Rational, Rational] {
  const known = environment.parameters.find(({ name }) => name === parameter);
  if (known === undefined) {
    const names = environment.parameters.map(({ name }) => name).join(', ');
    throw new InputError(
      '--parameter',
      `'${parameter}' is no parameter of this environment${names === '' ? ', which has none' : `; known: ${names}`}`,
    );
  }
  const found = range ?? known.range;
  if (found === undefined)
    throw new InputError(
      '--parameter',
      `${parameter} has no range; write parameters: { ${parameter}: { value: ..., range: [low, high] } }`,
    );
  return found;
}

const mentions = (expressions: readonly Expression[], parameter: string): boolean => expressions.some(({ terms }) => terms.has(parameter));

function beliefsMove({ beliefs }: FiniteEnvironment, parameter: string): boolean {
  switch (beliefs?.kind) {
    case 'prior': return mentions(beliefs.probabilities, parameter);
    case 'beliefs': return beliefs.conditionals.some((rows) => rows.some((row) => mentions(row, parameter)));
    default: return false;
  }
}

/** One question at one value. */
class Asked {
  readonly environment: FiniteEnvironment;
  readonly question: ThresholdQuestion;
  readonly byRule: boolean;

  constructor(environment: FiniteEnvironment, question: ThresholdQuestion) {
    this.environment = environment;
    this.question = question;
    this.byRule = question.goal === 'implement' && environment.rule?.kind !== 'efficient';
  }

  model(value: Rational): FiniteModel {
    return modelAt(this.environment, new Map([...(this.question.others ?? []), [this.question.parameter, value]]));
  }

  async verdict(value: Rational): Promise<Verdict['verdict']> {
    const { goal, transfers, balance, preferenceAt } = this.question;
    const model = this.model(value);
    if (preferenceAt !== undefined) return this.betHolds(model, preferenceAt(model)) ? 'yes' : 'no';
    const { verdict } = goal === 'implement' ? await implement(model, transfers, balance) : (await extract(model, transfers)).verdict;
    return verdict;
  }

  private betHolds(model: FiniteModel, preference: Preference): boolean {
    if (model.menu === undefined) throw new InputError('bet', 'is missing; preferences other than maxmin scale the bet of the environment');
    const base = model.menu.base === 'surplus' ? surplusTransfers(model, requireRule(model)) : model.menu.base;
    return smallestC(model, symmetricMenu(base, model.menu.bet), preference).status === 'found';
  }

  /** The program at one value, with the rule that is efficient at another. */
  program(value: Rational, rule: FiniteModel['rule']): Program {
    const { goal, transfers, balance } = this.question;
    const model = this.model(value);
    const held = rule === undefined ? model : { ...model, rule };
    return designProgram(held, {
      transfers,
      balance: goal === 'extract' ? 'none' : balance,
      allocation: 'rule',
      objective: goal === 'extract' ? 'full-surplus' : 'feasible',
    }).program;
  }
}

/** Values at which two outcomes' total payoffs cross, strictly within the range, in order. */
function crossings(asked: Asked, low: Rational, high: Rational): Rational[] {
  const [a, b] = [asked.model(low), asked.model(high)];
  const found = new Map<string, Rational>();
  for (let profile = 0; profile < a.profiles.size; profile++) {
    const [start, end] = [totalPayoffs(a, profile), totalPayoffs(b, profile)];
    for (let x = 0; x < start.length; x++) {
      for (let y = x + 1; y < start.length; y++) {
        const [first, last] = [start[x]!.sub(start[y]!), end[x]!.sub(end[y]!)];
        if (sign(first) * sign(last) >= 0) continue;
        const at = low.add(high.sub(low).mul(first.div(first.sub(last))));
        found.set(at.toFraction(), at);
      }
    }
  }
  return [...found.values()].sort((p, q) => p.compare(q));
}

/** The program over transfers and the parameter, from the programs at the two ends of the range. */
function jointProgram(
  start: Program,
  end: Program,
  low: Rational,
  high: Rational,
  parameter: string,
): { readonly program: Program; readonly column: number } {
  const column = start.columns.length;
  const width = high.sub(low);
  const rows = start.rows.map((row, r): Row => {
    const slope = end.rows[r]!.bound.sub(row.bound).div(width);
    return { ...row, terms: isZero(slope) ? row.terms : [...row.terms, [column, slope.neg()]], bound: row.bound.sub(slope.mul(low)) };
  });
  rows.push(
    { name: `${parameter} from`, terms: [[column, ONE]], relation: '>=', bound: low },
    { name: `${parameter} to`, terms: [[column, ONE]], relation: '<=', bound: high },
  );
  return {
    column,
    program: { direction: 'minimise', columns: [...start.columns, { name: parameter, kind: 'free' }], objective: [[column, ONE]], rows },
  };
}

interface End { readonly value: Rational; readonly certificate: string }

/** The interval of yes within a stretch where rule and beliefs are held; undefined where it is empty, a reason where undecided. */
async function yesWithin(asked: Asked, low: Rational, high: Rational): Promise<readonly [End, End] | undefined | string> {
  const rule = asked.byRule ? undefined : efficientRule(asked.model(midpoint(low, high)));
  const { program } = jointProgram(asked.program(low, rule), asked.program(high, rule), low, high, asked.question.parameter);
  const ends: End[] = [];
  for (const direction of ['minimise', 'maximise'] as const) {
    const turned: Program = { ...program, direction };
    const solution = await solveProgram(turned);
    if (solution.status === 'infeasible') return undefined;
    if (solution.status !== 'optimal') return solution.status === 'undecided' ? solution.reason : solution.status;
    ends.push({
      value: solution.objective,
      certificate: certificateLine(optimumCertificate(turned, solution.dual, asked.question.parameter)),
    });
  }
  return [ends[0]!, ends[1]!];
}

/** Joins neighbours of the same verdict. */
function merge(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last?.holds === segment.holds) merged[merged.length - 1] = { ...last, to: segment.to, toClosed: segment.toClosed };
    else merged.push(segment);
  }
  return merged;
}

/** An open stretch as segments: no, yes, no as far as they are not empty. */
function split(low: Rational, high: Rational, yes: readonly [End, End] | undefined): Segment[] {
  const whole = { from: low, to: high, fromClosed: false, toClosed: false };
  if (yes === undefined) return [{ ...whole, holds: false }];
  const [a, b] = [yes[0].value, yes[1].value];
  // The stretch is open: an interval that only touches one of its ends has no part in it.
  if (a.compare(high) >= 0 || b.compare(low) <= 0) return [{ ...whole, holds: false }];
  const segments: Segment[] = [];
  if (a.compare(low) > 0) segments.push({ from: low, to: a, fromClosed: false, toClosed: false, holds: false });
  segments.push({ from: a, to: b, fromClosed: a.compare(low) > 0, toClosed: b.compare(high) < 0, holds: true });
  if (b.compare(high) < 0) segments.push({ from: b, to: high, fromClosed: false, toClosed: false, holds: false });
  return segments;
}

function flipsOf(segments: readonly Segment[], certificates: ReadonlyMap<string, string>): Flip[] {
  return segments.slice(1).map((segment, k): Flip => {
    const before = segments[k]!;
    const certificate = certificates.get(segment.from.toFraction());
    const at = before.toClosed ? before.holds : segment.holds;
    return { value: segment.from, below: before.holds, at, above: segment.holds, ...(certificate === undefined ? {} : { certificate }) };
  });
}

async function exactThresholds(asked: Asked, low: Rational, high: Rational): Promise<Thresholds> {
  const points = [low, ...(asked.byRule ? [] : crossings(asked, low, high)), high];
  const undecided: string[] = [];
  const certificates = new Map<string, string>();
  const segments: Segment[] = [];
  for (const [k, point] of points.entries()) {
    const verdict = await asked.verdict(point);
    if (verdict === 'undecided') undecided.push(point.toFraction());
    segments.push({ from: point, to: point, fromClosed: true, toClosed: true, holds: verdict === 'yes' });
    const next = points[k + 1];
    if (next === undefined) break;
    const yes = await yesWithin(asked, point, next);
    if (typeof yes === 'string') undecided.push(`${point.toFraction()} to ${next.toFraction()}: ${yes}`);
    const interval = typeof yes === 'string' ? undefined : yes;
    for (const end of interval ?? []) {
      if (end.value.compare(point) > 0 && end.value.compare(next) < 0) certificates.set(end.value.toFraction(), end.certificate);
    }
    segments.push(...split(point, next, interval));
  }
  const merged = merge(segments);
  return { range: [low, high], segments: merged, flips: flipsOf(merged, certificates), undecided };
}

const GRID = 64;
const HALVINGS = 34;

/** Verdicts on a grid, each change narrowed by halving. Two flips within one step of the grid are not seen. */
async function isolatedThresholds(asked: Asked, low: Rational, high: Rational): Promise<Thresholds> {
  const undecided: string[] = [];
  const holds = async (value: Rational): Promise<boolean> => {
    const verdict = await asked.verdict(value);
    if (verdict === 'undecided') undecided.push(value.toFraction());
    return verdict === 'yes';
  };
  const step = high.sub(low).div(rational(GRID));
  const segments: Segment[] = [];
  const flips: Flip[] = [];
  let from = low;
  let before = await holds(low);
  for (let k = 1; k <= GRID; k++) {
    const value = k === GRID ? high : low.add(step.mul(rational(k)));
    const after = await holds(value);
    if (after === before) continue;
    let [a, b] = [low.add(step.mul(rational(k - 1))), value];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = midpoint(a, b);
      if (await holds(middle) === before) a = middle;
      else b = middle;
    }
    const value0 = midpoint(a, b);
    segments.push({ from, to: value0, fromClosed: from === low, toClosed: false, holds: before });
    flips.push({ value: value0, isolated: [a, b], below: before, at: undefined, above: after });
    [from, before] = [value0, after];
  }
  segments.push({ from, to: high, fromClosed: from === low, toClosed: true, holds: before });
  return { range: [low, high], segments, flips, undecided };
}

/** Every flip within the range. Throws InputError for a parameter without a range. */
export async function thresholds(environment: FiniteEnvironment, question: ThresholdQuestion): Promise<Thresholds> {
  const [low, high] = requireRange(environment, question);
  const asked = new Asked(environment, question);
  if (low.equals(high)) throw new InputError('--parameter', `${question.parameter} has a range of one value, in which nothing can flip`);
  if (
    question.preferenceAt !== undefined ||
    beliefsMove(environment, question.parameter) ||
    (question.goal === 'extract' && tiesPersist(asked, low, high))
  )
    return isolatedThresholds(asked, low, high);
  return exactThresholds(asked, low, high);
}

/** Two efficient outcomes all along a stretch: extraction may then choose between them, and the choice multiplies the parameter. */
function tiesPersist(asked: Asked, low: Rational, high: Rational): boolean {
  const points = [low, ...crossings(asked, low, high), high];
  return points.slice(1).some((point, k) => {
    const model = asked.model(midpoint(points[k]!, point));
    return Array.from({ length: model.profiles.size }, (_, profile) => profile).some(
      (profile) => efficientOutcomes(model, profile).length > 1,
    );
  });
}
