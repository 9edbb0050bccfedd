/** The second best between two alternatives: one number an agent, ironed; by quadrature, so that nothing is drawn. */
import { InputError } from '../../errors.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { secondBestInSteps, type TwoWaySecondBest } from '../../notions/second-best/two-alternatives.ts';
import {
  cellsOfFirst, firstBestInSteps, twoWayReductionInSteps, type TwoWayReduction,
} from '../../notions/second-best/two-way-reduction.ts';
import type { Curve, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { twoAlternativesFile, uncollectableFile, type Mixed } from './second-best-proofs.ts';
import { bracket, type SecondBestAnswer, type SecondBestCase } from './second-best-answer.ts';
import { twoWayWitness } from './witnesses.ts';

/** Types at which a rule is shown. */
const SHOWN = 128;

/** An agent's chance of the second alternative by her own gain from it. */
export function curvesOf(
  { agents, names }: Pick<TwoWayReduction, 'agents' | 'names'>,
  { rules }: TwoWaySecondBest,
  { alternatives }: Pick<LinearProblem, 'alternatives'>,
  values: Point,
): Curve[] {
  const slack = 2 * agents.reduce((sum, { law }) => sum + law.error.below, 0);
  return rules.map(({ from, chances }, i): Curve => {
    const cells = chances.length;
    const types = Array.from({ length: Math.min(SHOWN, cells) + 1 }, (_, j) => Math.round((j * cells) / Math.min(SHOWN, cells)));
    const estimate = types.map((at) => chances[Math.min(at, cells - 1)]!);
    return {
      quantity: 'choiceProbability', agent: names[i]!, confidence: 1, guarantee: 'continuum', profiles: 0,
      point: { ...values, mechanism: 'second best', alternative: alternatives[1]! },
      types: types.map((at) => from[at]!), estimate,
      lower: estimate.map((chance) => Math.max(0, chance - slack)), upper: estimate.map((chance) => Math.min(1, chance + slack)),
    };
  });
}

export function basisOf({ agents, names }: Pick<TwoWayReduction, 'agents' | 'names'>, { price, ironed, rules }: TwoWaySecondBest): string {
  const cells = rules.length > 0 ? Math.max(...rules.map(({ chances }) => chances.length)) : 0;
  const flat = names.filter((_, i) => ironed[i]);
  return [
    `below, a rule constant on ${cells} cells of what each agent gains from the second alternative, incentive compatible on the continuum; `
    + 'above, the Lagrangian with what a cell can hide',
    ...(price > 0 ? [`price of money ${price.toPrecision(4)}`] : []),
    ...(flat.length > 0 ? [`ironed: ${flat.join(', ')}`] : []),
    ...(agents.length === 0 ? ["nobody's signals can be used"] : []),
  ].join('; ');
}

/** What there is to take steps of, and to hand a certificate to. */
type At = Pick<Run, 'signal' | 'step'> & Partial<Pick<Run, 'prove'>>;

/**
 * `cells` of each agent's own gain, of which fewer than the first best's are not used; by default the reduction's own number. `mixed`: if
 * some ε is permitted, with which the file mixes the rule and the efficient one. Undefined where an interruption came first.
 */
export async function exactSecondBest(
  { question: { problem: given, deficit = 0 }, values, isBound }: SecondBestCase,
  cells: number | undefined,
  run: At,
  mixed?: Mixed,
): Promise<SecondBestAnswer & { readonly price: number } | undefined> {
  const problem = given as LinearProblem;
  const used = cells === undefined ? undefined : cellsOfFirst(cells, new Set(problem.signals.map(({ owner }) => owner)).size);
  const reduced = await taken(run, twoWayReductionInSteps(problem, used, isBound));
  const refused = (error: unknown): never => {
    // Where some ε is permitted more may be collected.
    if (error instanceof InputError && !mixed?.epsilon) {
      run.prove?.('second-best-uncollectable', () => uncollectableFile(problem, { cells: used, deficit }, values), 'refusal');
    }
    throw error;
  };
  const found = reduced && await taken(
    run, secondBestInSteps(reduced, isBound ? { deficit } : undefined),
    { kind: isBound ? 'prices of money' : 'one price of money', size: 1 },
  ).catch(refused);
  const ofAll = found && await taken(run, firstBestInSteps(problem, cells));
  const alone = ofAll && await taken(run, secondBestInSteps(ofAll));
  if (!alone) return undefined;
  const first = bracket(alone);
  const asked = { cells: used, deficit: isBound ? deficit : undefined, ...(isBound ? {} : mixed) };
  run.prove?.('second-best-two-alternatives', () => twoAlternativesFile(problem, asked, values));
  const witness = twoWayWitness(problem, reduced, found);
  const second = bracket({ lower: found.lower, upper: Math.min(found.upper, first.upper) });
  return {
    first, second, loss: bracket({ lower: Math.max(0, first.lower - second.upper), upper: first.upper - second.lower }),
    basis: basisOf(reduced, found), ...(witness ? { witness } : {}),
    curves: curvesOf(reduced, found, problem, values), price: found.price, confidence: 1, profiles: 0,
    complete: true,
  };
}
