/**
 * The second best among three alternatives or more, or where some ε is permitted: above, a linear program over means of cells; below, where
 * agents see one signal each, the best rule constant on cells, else a menu that a search found, its loss measured on fresh draws.
 */
import { InputError } from '../../errors.ts';
import { largestLoss, lossBeyond, lossExperiment } from '../../experiments/field/loss-sums.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { firstBestOver, jointCells, welfareSlack } from '../../notions/second-best/joint-cells.ts';
import { itemsOf, searchMenuInSteps } from '../../notions/second-best/menu.ts';
import { relaxedSecondBest, type Constraints } from '../../notions/second-best/relaxation.ts';
import { bestScalarMechanism, mostCollected, type MostCollected } from '../../notions/second-best/scalar-program.ts';
import { typeCells, type TypeCells } from '../../notions/second-best/type-cells.ts';
import { roundedUp } from '../../input/rounded.ts';
import type { Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import type { StudyAim } from '../kind.ts';
import { lotteriesOf, menuWords } from './second-best-menu.ts';
import { efficientShare, menuFile, secondBestFile, uncollectableByCells } from './second-best-proofs.ts';
import { bracket, type SecondBestAnswer, type SecondBestCase } from './second-best-answer.ts';
import { exactSecondBest } from './second-best-exact.ts';
import { informedOf, isScalar, jointSize, sizeOfAxis } from './second-best-sizes.ts';
import { ruleFile } from './second-best-rule-proof.ts';
import { menuWitness, ruleWitness } from './witnesses.ts';

/** Chances of joint cells up to which a program is solved without being asked for. */
const COLUMNS = 4000;
const PROFILES = 200_000;

interface Below {
  /** Welfare that some mechanism is known to reach, or its loss against the first best. */
  readonly welfare?: number;
  readonly loss?: number;
  readonly basis: string;
  readonly witness?: SecondBestAnswer['witness'];
  readonly confidence: number;
  readonly profiles: number;
  /** Its loss at a share of the error probability. */
  lossAt?(share: number): number;
}

async function menuBelow(
  problem: LinearProblem,
  lotteries: readonly (readonly number[])[],
  proved: { readonly values: Point; readonly firstBest: number; readonly epsilon: number },
  { profiles = PROFILES, maxProfiles, confidence }: StudyAim,
  run: Run,
): Promise<Below | undefined> {
  const menu = await taken(run, searchMenuInSteps(problem, run.stream('second-best/search'), lotteries));
  if (!menu) return undefined;
  const count = Math.min(profiles, maxProfiles);
  const drawn = await run.draw({
    experiment: lossExperiment(problem, itemsOf(problem, menu)), stream: run.stream('second-best/certify'), first: 0, count,
  });
  if (drawn.profiles < count) return undefined;
  const lossAt = (share: number): number =>
    boundedMean(drawn.loss, drawn.squares, count, [0, largestLoss(problem)], share * (1 - confidence)).upper + lossBeyond(problem);
  const loss = lossAt(1);
  run.prove('second-best-menu', () => menuFile(problem, menu, { lossAtMost: loss, confidence, ...proved }));
  return {
    loss, lossAt, confidence, profiles: count, witness: menuWitness(problem, menu),
    basis: `below, a menu: ${menuWords(problem, menu)}; its loss on fresh draws`,
  };
}

/** A mixture with the efficient rule, whose least ε is at most `epsilonOfEfficient`, uses up what is permitted. */
const stretched = (loss: number, epsilon: number, problem: LinearProblem): number => loss * (1 - efficientShare(problem, epsilon));

/** The exact answer at ε = 0; undefined where only a permitted ε may collect as much as is asked for, or an interruption came first. */
async function withoutEpsilon(at: SecondBestCase, parts: readonly TypeCells[], run: Run): Promise<SecondBestAnswer | undefined> {
  const { question } = at;
  const problem = question.problem as LinearProblem;
  try {
    // A check of mixtures goes through boxes, which tell the first best no better than this.
    const { lower: firstBest } = firstBestOver(jointCells(problem, parts), welfareSlack(parts));
    const mixed = { firstBest, epsilon: question.permittedEpsilon ?? 0 };
    return await exactSecondBest({ ...at, question: { ...question, permittedEpsilon: 0 } }, undefined, { ...run, step: () => {} }, mixed);
  } catch (error) {
    const mayDo = error instanceof InputError && error.field === 'deficit' && isScalar(problem);
    if (mayDo && (question.permittedEpsilon ?? 0) > 0) return undefined;
    throw error;
  }
}

/** Why no more is collected: the Farkas ray of the program with its deficit, in words. */
function collectedWords(
  { money, participation }: MostCollected,
  { agents }: LinearProblem,
  { size, deficit }: { readonly size: number; readonly deficit: number },
): string {
  const rows = [...new Set(participation.map(({ agent }) => agent))].map((agent) => {
    const own = participation.filter((row) => row.agent === agent);
    const [from, to] = [own[0]!.at, own.at(-1)!.at].map((at) => Number(at.toPrecision(4)));
    const weight = own.reduce((sum, { multiplier }) => sum + multiplier, 0);
    const types = own.length === 1 ? `type ${from}` : `${own.length} types from ${from} to ${to}`;
    return `${agents[agent]} of ${types} (${weight.toPrecision(3)} in all)`;
  });
  return `is below what any mechanism constant on ${size} cells a signal collects, got ${deficit}: the budget once, participation of `
    + `${rows.join(', ')}, and the incentive constraints between the cells add up to 0 >= ${Number((-money - deficit).toPrecision(4))}; `
    + `they collect ${Number(money.toPrecision(4))} at most`;
}

/** What any mechanism collects at most, in words; where that is too little it is proved in a file. */
async function refusal(
  { question }: SecondBestCase, parts: readonly TypeCells[], asked: Parameters<typeof uncollectableByCells>[2], run: Run,
): Promise<string> {
  const problem = question.problem as LinearProblem;
  const { epsilon, deficit, cells } = asked;
  const constraints: Constraints = { epsilon, participation: true };
  const open = 'whether any other does is open: more --cells may tell';
  if (question.cells === undefined && jointSize(problem, cells) * problem.alternatives.length > COLUMNS) return open;
  const relaxed = await relaxedSecondBest(problem, parts, constraints, run.solve, run.inside, 'money');
  run.prove('second-best-uncollectable', () => (relaxed.upper + deficit < 0 ? uncollectableByCells(problem, relaxed, asked)
    : `over ${cells} cells a signal up to ${Number(relaxed.upper.toPrecision(6))} may be collected; more --cells tell it more sharply`),
  'refusal');
  return relaxed.upper + deficit < 0 ? `no mechanism at all collects more than ${roundedUp(relaxed.upper, 6)}` : open;
}

const NOTHING = { curves: [], confidence: 1, profiles: 0 } as const;

async function scalarBelow(
  problem: LinearProblem,
  parts: readonly TypeCells[],
  constraints: Constraints,
  { size, values }: { readonly size: number; readonly values: Point },
  run: Run,
): Promise<Below | undefined> {
  const found = await bestScalarMechanism(problem, parts, constraints, run.solve);
  if (found) run.prove('second-best-rule', () => ruleFile(problem, found, { cells: size, constraints, values }));
  return found && {
    welfare: found.lower, basis: `below, the best rule constant on ${size} cells a signal`,
    witness: ruleWitness(problem, parts, found.chances), ...NOTHING,
  };
}

export async function secondBestOverCells(at: SecondBestCase, aim: StudyAim, run: Run): Promise<SecondBestAnswer> {
  const { question: { problem: given, permittedEpsilon: epsilon = 0, deficit = 0, cells }, isBound } = at;
  const problem = given as LinearProblem;
  const size = cells ?? sizeOfAxis(problem);
  const parts = informedOf(problem).map((agent) => typeCells(problem, agent, size));
  const constraints: Constraints = { epsilon, participation: isBound, ...(isBound ? { deficit } : {}) };
  const exact = problem.alternatives.length === 2 ? await withoutEpsilon(at, parts, run) : undefined;
  const columns = jointSize(problem, size) * problem.alternatives.length;
  const scalar = isScalar(problem) ? await scalarBelow(problem, parts, constraints, { size, values: at.values }, run) : undefined;
  // Where no mechanism at all keeps the constraints the program above fails, so this is looked at first.
  if (isScalar(problem) && scalar === undefined && exact === undefined) {
    const most = await mostCollected(problem, parts, epsilon, run.solve);
    const ofAll = await refusal(at, parts, { cells: size, epsilon, deficit, values: at.values }, run);
    throw new InputError('deficit', `${collectedWords(most, problem, { size, deficit })}; ${ofAll}`);
  }
  const relaxed = cells === undefined && columns > COLUMNS ? undefined
    : await relaxedSecondBest(problem, parts, constraints, run.solve, run.inside);
  const first = exact?.first ?? bracket(firstBestOver(jointCells(problem, parts), welfareSlack(parts)));
  if (relaxed) {
    run.prove('second-best-above', () =>
      secondBestFile(problem, relaxed, { cells: size, constraints, firstBest: first.upper, values: at.values }));
  }
  const upper = Math.min(relaxed?.upper ?? Infinity, first.upper);
  const proved = { values: at.values, firstBest: first.lower, epsilon };
  const below: (Below | undefined)[] = [];
  if (scalar) below.push(scalar);
  if (exact) {
    const loss = isBound ? exact.loss.upper : stretched(exact.loss.upper, epsilon, problem);
    below.push({
      loss, basis: `below, the second best without ε${isBound ? '' : ', mixed with the efficient rule'}`, ...NOTHING,
      ...(exact.witness ? { witness: exact.witness } : {}),
    });
  } else if (!isScalar(problem)) {
    const menu = await menuBelow(problem, parts.length === 1 && relaxed ? lotteriesOf(relaxed.chances[0]!) : [], proved, aim, run);
    below.push(menu && {
      ...menu, loss: stretched(menu.loss!, epsilon, problem), lossAt: (share) => stretched(menu.lossAt!(share), epsilon, problem),
    });
  }
  const known = below.filter((one) => one !== undefined);
  if (known.length === 0) return { first, second: first, loss: first, basis: '', ...NOTHING, complete: false };
  const reaches = ({ welfare, loss = 0 }: Below): number => welfare ?? first.lower - loss;
  const best = known.reduce((a, b) => (reaches(b) > reaches(a) ? b : a));
  const { confidence, profiles, lossAt, witness } = best;
  const basis = `${best.basis}; above, ${relaxed ? `a program over means of ${size} cells a signal` : 'the first best'}`;
  const answer = (of: Below): SecondBestAnswer => {
    const second = bracket({ lower: Math.min(reaches(of), upper), upper });
    const loss = bracket({ lower: Math.max(0, first.lower - upper), upper: Math.max(0, of.loss ?? first.upper - second.lower) });
    return { first, second, loss, curves: [], confidence, profiles, complete: true, basis, ...(witness ? { witness } : {}) };
  };
  return { ...answer(best), ...(lossAt ? { at: (share: number) => answer({ ...best, loss: lossAt(share) }) } : {}) };
}
