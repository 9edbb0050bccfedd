/**
 * The ambiguity that a rule needs whatever the transfers (Song22 (4), Lemma 3.1 of Song's companion paper): an agent's payoff from
 * winning rises by the same amount with every unit of her one signal, so that a maxmin mechanism exists only if
 *     max over F of F(s^i = t wins) >= min over F of F(s^i = s wins)   for all s < t.
 * Where it holds one exists: the utility whose slope is the running largest of the right-hand sides, paid by full insurance.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { Interval } from '../../statistics/interval.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { worstCaseBounds, type Ends } from '../../experiments/quadrature/cells.ts';
import type { QuadratureExperiment } from '../../experiments/quadrature/experiment.ts';

/** Interval on the smallest delta, and the pair of reports that needs it. */
export interface Implementability extends Interval {
  readonly high: readonly number[];
  readonly low: readonly number[];
}

const HALVINGS = 40;

/** Alternatives in which the agent's one signal counts most, where it counts in two ways in all; undefined elsewhere. */
export function winningAlternatives({ valuations, signals }: SocialChoiceProblem, agent: number): boolean[] | undefined {
  const own = coordinatesOf({ signals }, agent);
  if (valuations.kind !== 'linear' || own.length !== 1) return undefined;
  const slopes = valuations.coefficients[agent]!.map((row) => row[own[0]!]!);
  const steepest = Math.max(...slopes);
  return new Set(slopes).size === 2 ? slopes.map((slope) => slope === steepest) : undefined;
}

/** Over the experiment's reports; undefined where no delta up to 1 will do. Throws InputError for payoffs of another kind. */
export function implementabilityDeltaByQuadrature(experiment: QuadratureExperiment, metric: Metric): Implementability | undefined {
  const won = winningAlternatives(experiment.problem, experiment.agent);
  if (!won) {
    throw new InputError(
      'problem',
      'the ambiguity that a rule needs is known for linear values of one own signal that moves the agent\'s value at two rates',
    );
  }
  const order = experiment.reports.map((_, r) => r).sort((a, b) => experiment.reports[a]![0]! - experiment.reports[b]![0]!);
  const wins = order.map((r) => experiment.chance(r, won));
  const losses = wins.map((chance) => chance.map((p) => -p));
  const worst = (h: Float64Array, delta: number): Ends =>
    worstCaseBounds(h, experiment.grid, delta > 0 ? { kind: metric, delta } : { kind: 'bayesian' });
  // Both bisections begin with the same deltas.
  const known = new Map<number, readonly { readonly most: Ends; readonly least: Ends }[]>();
  const chancesAt = (delta: number): readonly { readonly most: Ends; readonly least: Ends }[] => {
    const found = known.get(delta) ?? wins.map((chance, at) => ({ most: worst(losses[at]!, delta), least: worst(chance, delta) }));
    known.set(delta, found);
    return found;
  };
  /** By how much the condition fails at delta, at its worst pair; bounds on the probabilities taken against it or for it. */
  const shortfall = (delta: number, against: boolean): { by: number; high: number; low: number } => {
    let running = { chance: -Infinity, at: 0 };
    let found = { by: -Infinity, high: 0, low: 0 };
    chancesAt(delta).forEach(({ most, least }, at) => {
      const by = running.chance + (against ? most.upper : most.lower);
      if (by > found.by) found = { by, high: at, low: running.at };
      const surely = against ? least.upper : least.lower;
      if (surely > running.chance) running = { chance: surely, at };
    });
    return found;
  };
  const smallest = (against: boolean): number | undefined => {
    if (shortfall(0, against).by <= TOLERANCE) return 0;
    if (shortfall(1, against).by > TOLERANCE) return undefined;
    let [fails, holds] = [0, 1];
    for (let step = 0; step < HALVINGS; step++) {
      const delta = (fails + holds) / 2;
      if (shortfall(delta, against).by > TOLERANCE) fails = delta;
      else holds = delta;
    }
    return against ? holds : fails;
  };
  const [lower, upper] = [smallest(false), smallest(true)];
  if (lower === undefined || upper === undefined) return undefined;
  const { high, low } = shortfall(lower, true);
  return { lower, upper, estimate: (lower + upper) / 2, high: experiment.reports[order[high]!]!, low: experiment.reports[order[low]!]! };
}

/** Probabilities that differ by less are equal: sums of masses are rounded. */
const TOLERANCE = 1e-9;
