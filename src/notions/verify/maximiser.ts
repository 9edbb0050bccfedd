/** What an affine maximiser's transfers leave of the least ε, from coefficients alone: for certificates about laws and about profiles. */
import { InputError } from '../../errors.ts';
import { requireProblem, type FileProblem } from './draws.ts';

export interface Seen {
  readonly agent: number;
  /** Positions of her signals. */
  readonly mine: readonly number[];
  /** [K][C] gradients of her own value and of welfare in her signals. */
  readonly rates: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  /** [C] whether the coordinate enters her own value. */
  readonly enters: readonly boolean[];
}

/** Throws InputError naming `agent` where nobody of that name sees a signal. */
export function seenBy(problem: FileProblem, name: string): Seen {
  requireProblem(problem);
  const { agents, signals, coefficients, alternatives } = problem;
  const agent = agents.indexOf(name);
  const mine = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
  if (agent < 0 || mine.length === 0) throw new InputError('agent', `must be an agent who sees a signal, got '${name}'`);
  const rates = alternatives.map((_, k) => mine.map((d) => coefficients[agent]![k]![d]!));
  return {
    agent, mine, rates, enters: mine.map((_, c) => rates.some((row) => row[c] !== 0)),
    social: alternatives.map((_, k) => mine.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0))),
  };
}

/**
 * ε of the affine maximiser with weight λ: half the widest range of A - λ B over alternatives in any coordinate. Infinite where one that
 * does not enter her value moves the maximiser: lies about it have no length.
 */
export function maximiserEpsilon({ rates, social, enters }: Seen, lambda: number): number {
  const ranges = rates[0]!.map((_, c) => {
    const list = rates.map((row, k) => row[c]! - lambda * social[k]![c]!);
    const range = Math.max(...list) - Math.min(...list);
    return enters[c] || range === 0 ? range / 2 : Infinity;
  });
  return Math.max(0, ...ranges);
}
