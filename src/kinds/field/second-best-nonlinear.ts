/**
 * The second best of values that are no linear functions (docs/second-best.md, section 3a): above, a program over joint cells in which
 * values are linear up to what is enclosed; below, where agents see one signal each, the best rule constant on cells, and a menu in the own
 * parts of values, its loss measured on fresh draws.
 */
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { plus } from '../../environment/formula/expression.ts';
import { rangeOver } from '../../environment/formula/demands.ts';
import { expressions as algebra } from '../../environment/value-algebra.ts';
import { InputError } from '../../errors.ts';
import { bentLoss, scoresOf, type BentScores } from '../../experiments/field/bent-loss.ts';
import { ownExpressions } from '../../experiments/field/own-expressions.ts';
import { bentCells, firstBestOfCells, type BentCells } from '../../notions/second-best/bent-cells.ts';
import { bentSecondBest } from '../../notions/second-best/bent-relaxation.ts';
import { bestBentRule, bestConstant } from '../../notions/second-best/bent-rule.ts';
import { DRAWS, searchOver, type Menu } from '../../notions/second-best/menu.ts';
import type { Constraints } from '../../notions/second-best/relaxation.ts';
import { isAlignedThroughout } from '../../notions/robust/nonlinear-rule-in-ball.ts';
import type { Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import type { StudyAim } from '../kind.ts';
import { fieldSpace, formOf } from './form-of.ts';
import { bracket, type SecondBestAnswer, type SecondBestCase } from './second-best-answer.ts';
import { bentSizeOfAxis, informedOf } from './second-best-sizes.ts';
import { lotteriesOf, menuWords } from './second-best-menu.ts';
import { formulaMenuFile } from './second-best-menu-proof.ts';
import { formulaBoundFile, formulaRuleFile } from './second-best-bound-proof.ts';
import type { File } from './told-problem.ts';
import { menuWitness } from './witnesses.ts';
import type { ValueForm } from './value-form.ts';

const PROFILES = 200_000;
const ROUNDS = 64;

interface Informed {
  readonly agent: number;
  readonly space: ReturnType<typeof fieldSpace>;
  readonly form: ValueForm;
}

interface Below {
  readonly welfare?: number;
  readonly loss?: number;
  readonly basis: string;
  readonly confidence: number;
  readonly profiles: number;
  readonly witness?: SecondBestAnswer['witness'];
  readonly menu?: Menu;
  /** Of a rule constant on cells. */
  file?(values: Point): File | string;
  /** Its loss at a share of the error probability. */
  lossAt?(share: number): number;
}

const informedAgents = (problem: SocialChoiceProblem): Informed[] => informedOf(problem).map((agent) => {
  const space = fieldSpace(problem, agent);
  return { agent, space, form: formOf(problem, space) };
});

/** What transfers bring every agent's efficient rule to: 0 where it is incentive compatible; undefined where an interruption came first. */
async function efficientConstant(problem: SocialChoiceProblem, informed: readonly Informed[], run: Run): Promise<number | undefined> {
  const box = problem.signals.map(({ law }) => law.support);
  let most = 0;
  for (const { agent, space, form } of informed) {
    const values = { algebra, box, ...ownExpressions(form.expressions(), agent, space.coordinates) };
    if (isAlignedThroughout(values, space)) continue;
    const bound = await taken(run, form.bound());
    if (!bound) return undefined;
    most = Math.max(most, bound.epsilon);
  }
  return most;
}

/** Own parts of values that a menu may go by: of agents whose types' differences do not move with others' signals. */
function scoresFor(problem: SocialChoiceProblem, all: ReturnType<ValueForm['expressions']>): BentScores & { readonly uses: boolean[] } {
  const middles = problem.signals.map(({ law: { support: [low, high] } }) => low + (high - low) / 2);
  const uses: boolean[] = [];
  const own = all.map((row, agent) => {
    const mine = coordinatesOf(problem, agent);
    const isApart = mine.length > 0 && row.every((e) => mine.every((c) => middles.every((_, d) =>
      mine.includes(d) || !algebra.moves(algebra.derivative(e, c), d))));
    uses.push(isApart);
    return row.map((e) => algebra.held(e, (d) => (isApart && mine.includes(d) ? undefined : middles[d])));
  });
  return { own, social: all[0]!.map((_, k) => plus(...all.map((row) => row[k]!))), uses };
}

async function menuBelow(
  problem: SocialChoiceProblem, all: ReturnType<ValueForm['expressions']>, lotteries: readonly (readonly number[])[],
  { profiles = PROFILES, maxProfiles, confidence }: StudyAim, run: Run,
): Promise<Below | undefined> {
  const { uses, ...scores } = scoresFor(problem, all);
  const K = problem.alternatives.length;
  const sample = { alternatives: K, ...scoresOf(problem, scores, run.stream('second-best/search'), 0, DRAWS) };
  const start = {
    weights: uses.map(Number),
    prices: scores.social.map((_, k) => {
      let sum = 0;
      for (let draw = 0; draw < DRAWS; draw++) {
        sum += sample.welfare[draw * K + k]!;
        uses.forEach((is, i) => { if (is) sum -= sample.own[(draw * uses.length + i) * K + k]!; });
      }
      return sum / DRAWS;
    }),
  };
  const menu = await taken(run, searchOver(sample, start, lotteries));
  if (!menu) return undefined;
  const count = Math.min(profiles, maxProfiles);
  const drawn = await run.draw({ experiment: bentLoss(problem, scores, menu), stream: run.stream('second-best/certify'), first: 0, count });
  if (drawn.profiles < count) return undefined;
  const box = problem.signals.map(({ law }) => law.support);
  const largest = Math.max(0, ...scores.social.flatMap((one, k) => scores.social.flatMap((other, l) =>
    (k === l ? [] : [rangeOver(algebra.minus(one, other), box, ROUNDS)[1]]))));
  const lossAt = (share: number): number => boundedMean(drawn.loss, drawn.squares, count, [0, largest], share * (1 - confidence)).upper;
  const left = problem.agents.filter((_, i) => coordinatesOf(problem, i).length > 0 && !uses[i]);
  return {
    loss: lossAt(1), lossAt, confidence, profiles: count, menu, witness: menuWitness(problem, menu),
    basis: `below, a menu${left.length > 0 ? ` that does not ask ${left.join(', ')}` : ''}: ${menuWords(problem, menu)}; its loss on fresh `
      + 'draws',
  };
}

/** Cells an axis of which a rule is made: as many as above, or fewer where differences of chances would be too many. */
async function ruleBelow(
  problem: SocialChoiceProblem, all: ReturnType<ValueForm['expressions']>, data: BentCells, constraints: Constraints, run: Run,
): Promise<Below | 'infeasible' | undefined> {
  for (const size of [data.size, 8, 4, 2].filter((one, j) => j === 0 || one < data.size)) {
    const cells = size === data.size ? data : await taken(run, bentCells(problem, all, size));
    if (!cells) return undefined;
    const rule = await bestBentRule(cells, constraints, run.solve);
    if (rule === 'large') continue;
    return rule === 'infeasible' ? rule : {
      welfare: rule.welfare, basis: `below, the best rule found that is constant on ${size} cells a signal`, confidence: 1, profiles: 0,
      file: (values: Point) => formulaRuleFile(problem, all, cells, rule, constraints, values),
    };
  }
  return undefined;
}

/** Throws InputError: nobody collects as much, by a program with a file; or nothing that was found does. */
async function refuseDeficit(
  { problem, all, data, relevant, values, constraints }: {
    readonly problem: SocialChoiceProblem; readonly all: ReturnType<ValueForm['expressions']>; readonly data: BentCells;
    readonly relevant: readonly (readonly boolean[])[]; readonly values: Point; readonly constraints: Constraints;
  },
  run: Run,
): Promise<never> {
  const { epsilon, deficit = 0 } = constraints;
  const most = await bentSecondBest(data, { epsilon, participation: true }, relevant, run.solve, run.inside, 'money');
  const isNone = most !== 'infeasible' && most.upper + deficit < 0;
  run.prove('second-best-uncollectable', () => (isNone
    ? formulaBoundFile(problem, all, data, most, constraints, values, 'money')
    : 'what is collected at most and what the deficit asks for are too near to tell by these cells'), 'refusal');
  throw new InputError('deficit', isNone
    ? `is below what any incentive compatible and individually rational mechanism collects, which is ${Number(most.upper.toPrecision(6))} `
      + `at most, got ${deficit}`
    : `is below what any mechanism constant on ${data.size} cells a signal collects that was found, got ${deficit}; take more, or `
      + 'other cells');
}

/** Undefined where an interruption came first. */
export async function nonlinearSecondBest(
  { question: { problem, permittedEpsilon: epsilon = 0, deficit = 0, cells }, values, isBound }: SecondBestCase, aim: StudyAim, run: Run,
): Promise<SecondBestAnswer | undefined> {
  const size = cells ?? bentSizeOfAxis(problem);
  const informed = informedAgents(problem);
  const all = informed[0]!.form.expressions();
  const data = await taken(run, bentCells(problem, all, size));
  if (!data) return undefined;
  const first = bracket(firstBestOfCells(data));
  const known = { first, curves: [], complete: true } as const;
  // Where participation and a budget bind the efficient rule may be out of reach for want of money.
  const efficient = isBound ? Infinity : await efficientConstant(problem, informed, run);
  if (efficient === undefined) return undefined;
  if (efficient <= epsilon) {
    return {
      ...known, second: first, loss: { estimate: 0, lower: 0, upper: 0 }, confidence: 1, profiles: 0,
      basis: efficient === 0 ? 'zero by structure: transfers make the efficient rule incentive compatible, whatever the laws'
        : `zero: transfers bring the efficient rule to ${efficient.toPrecision(4)} a unit at most, which is permitted`,
    };
  }
  const constraints: Constraints = { epsilon, participation: isBound, ...(isBound ? { deficit } : {}) };
  const relaxed = await bentSecondBest(data, constraints, informed.map(({ space }) => space.relevant), run.solve, run.inside);
  const isScalar = informed.every(({ space }) => space.coordinates.length === 1);
  const rule = isScalar ? await ruleBelow(problem, all, data, constraints, run) : undefined;
  if (run.signal?.aborted) return undefined;
  const constant = bestConstant(data, constraints);
  const below: Below[] = [
    ...(rule && rule !== 'infeasible' ? [rule] : []),
    ...(constant === undefined ? [] : [{ welfare: constant, basis: 'below, one alternative for all types', confidence: 1, profiles: 0 }]),
  ];
  if (relaxed === 'infeasible' || (isBound && below.length === 0)) {
    return refuseDeficit({ problem, all, data, relevant: informed.map(({ space }) => space.relevant), values, constraints }, run);
  }
  run.prove('second-best-above', () => formulaBoundFile(problem, all, data, relaxed, constraints, values));
  if (!isBound) {
    const menu = await menuBelow(problem, all, informed.length === 1 ? lotteriesOf(relaxed.chances[0]!) : [], aim, run);
    if (!menu) return undefined;
    run.prove('second-best-menu', () => formulaMenuFile(problem, all, menu.menu!, {
      lossAtMost: menu.loss!, firstBest: first.lower, confidence: menu.confidence, values,
    }));
    // A mixture with the efficient rule uses up what is permitted.
    const share = Number.isFinite(efficient) ? 1 - epsilon / efficient : 1;
    below.push({ ...menu, loss: menu.loss! * share, lossAt: (of) => menu.lossAt!(of) * share });
  }
  const reaches = ({ welfare, loss = 0 }: Below): number => welfare ?? first.lower - loss;
  const best = below.reduce((one, other) => (reaches(other) > reaches(one) ? other : one));
  const upper = Math.min(relaxed.upper, first.upper);
  const { file, confidence, profiles, lossAt, witness } = best;
  if (file) run.prove('second-best-rule', () => file(values));
  const answer = (of: Below): SecondBestAnswer => {
    const second = bracket({ lower: Math.min(reaches(of), upper), upper });
    return {
      ...known, second, confidence, profiles, ...(witness ? { witness } : {}),
      loss: bracket({ lower: Math.max(0, first.lower - upper), upper: Math.max(0, of.loss ?? first.upper - second.lower) }),
      basis: `${best.basis}; above, a program over means of ${size} cells a signal, values enclosed in each`,
    };
  };
  return { ...answer(best), ...(lossAt ? { at: (share: number) => answer({ ...best, loss: lossAt(share) }) } : {}) };
}
