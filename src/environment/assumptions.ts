/**
 * The assumptions that theorems make of valuations: computed from the coefficients where values are linear, else on
 * sampled signals by finite differences, and said to be so.
 */
import type { SocialChoiceProblem } from './social-choice.ts';
import { derivativesOf, type Derivatives, type Evaluate } from './derivatives.ts';

export interface Assumption {
  readonly name: string;
  readonly holds: boolean;
  /** Absent: `holds` is decided. True where it could not be looked at, or was looked for at some profiles and not found. */
  readonly open?: true;
  readonly detail: string;
}

export interface OwnAlternatives {
  /** Per agent: K^i, alternatives where her own signal enters her value; K_0^i is the rest (Song22 section 2). */
  readonly own: readonly (readonly number[])[];
  readonly others: readonly (readonly number[])[];
}

/** K^i and K_0^i of every agent. */
export function ownAlternatives(problem: SocialChoiceProblem, evaluate?: Evaluate): OwnAlternatives {
  const own = byAgent(problem, derivativesOf(problem, evaluate)).map(({ ownSlopes }) =>
    ownSlopes.flatMap((slopes, k) => (slopes.some(({ low, high }) => low !== 0 || high !== 0) ? [k] : [])));
  return { own, others: own.map((alternatives) => problem.alternatives.flatMap((_, k) => (alternatives.includes(k) ? [] : [k]))) };
}

/** Informational size gamma^i of every agent (Song22 section 6.2.1): the most that her signal moves another's value per unit. */
export function informationalSizes(problem: SocialChoiceProblem, evaluate?: Evaluate): number[] {
  const { slopes } = derivativesOf(problem, evaluate);
  return problem.agents.map((_, i) => {
    let size = 0;
    problem.signals.forEach(({ owner }, d) => {
      if (owner !== i) return;
      slopes.forEach((rows, j) => rows.forEach((row) => {
        if (j !== i) size = Math.max(size, Math.abs(row[d]!.low), Math.abs(row[d]!.high));
      }));
    });
    return size;
  });
}

/** All of them, in the order in which they are reported. `evaluate` is needed where values are general. */
export function checkAssumptions(problem: SocialChoiceProblem, evaluate?: Evaluate): Assumption[] {
  const derivatives = derivativesOf(problem, evaluate);
  const linear = problem.valuations.kind === 'linear';
  const how = linear ? 'from the coefficients' : `on ${derivatives.samples} sampled profiles, by finite differences`;
  const { own } = ownAlternatives(problem, evaluate);
  const checks = [
    { name: 'own signals matter', ...everyAgentMatters(problem, own) },
    { name: 'values increase in own signals', ...increasingInOwn(problem, derivatives) },
    { name: 'values nondecreasing in all signals', ...nondecreasing(problem, derivatives) },
    { name: 'private values', ...privateValues(problem, derivatives) },
    { name: 'additively separable values', ...separable(problem, derivatives) },
    { name: 'nonseparable values', ...nonseparable(problem, derivatives) },
    { name: 'Pivotality', ...pivotality(problem, derivatives) },
    {
      name: 'independent signals',
      holds: !problem.dependence,
      detail: problem.dependence
        ? `${problem.dependence.kind}: an option outside the papers, whose theorems do not apply`
        : 'by construction',
    },
  ];
  return checks.map(({ name, holds, detail }) => ({ name, holds, detail: `${detail} (${how})` }));
}

type Verdict = Omit<Assumption, 'name'>;
const verdict = (fault: string | undefined, otherwise: string): Verdict => ({ holds: fault === undefined, detail: fault ?? otherwise });

/** First fault found over agents, alternatives and coordinates. */
function firstFault(
  { agents, alternatives, signals }: SocialChoiceProblem,
  fault: (i: number, k: number, d: number) => string | undefined,
): string | undefined {
  for (let i = 0; i < agents.length; i++) {
    for (let k = 0; k < alternatives.length; k++) {
      for (let d = 0; d < signals.length; d++) {
        const found = fault(i, k, d);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

const place = ({ agents, alternatives, signals }: SocialChoiceProblem, i: number, k: number, d: number): string =>
  `${agents[i]}'s value of '${alternatives[k]}' and ${signals[d]!.name}`;

const everyAgentMatters = ({ agents }: SocialChoiceProblem, own: readonly (readonly number[])[]): Verdict => {
  const without = own.findIndex((alternatives) => alternatives.length === 0);
  return verdict(
    without < 0 ? undefined : `no alternative's value depends on the own signal of ${agents[without]}`,
    own.map((alternatives, i) => `${agents[i]}: ${alternatives.length} of K^i`).join(', '),
  );
};

/** dv_k^i/ds^i > 0 on K^i (Song22 section 2): own coordinates move own values up, or not at all. */
const increasingInOwn = (problem: SocialChoiceProblem, { slopes }: Derivatives): Verdict =>
  verdict(firstFault(problem, (i, k, d) => {
    const { low, high } = slopes[i]![k]![d]!;
    const fine = problem.signals[d]!.owner !== i || low > 0 || (low === 0 && high === 0);
    return fine ? undefined : `${place(problem, i, k, d)}: slope from ${low} to ${high}`;
  }), 'where the own signal enters, its slope is positive');

const nondecreasing = (problem: SocialChoiceProblem, { slopes }: Derivatives): Verdict =>
  verdict(
    firstFault(
      problem,
      (i, k, d) => (slopes[i]![k]![d]!.low < 0 ? `${place(problem, i, k, d)}: slope ${slopes[i]![k]![d]!.low}` : undefined),
    ),
    'no slope is negative',
  );

const privateValues = (problem: SocialChoiceProblem, { slopes }: Derivatives): Verdict =>
  verdict(firstFault(problem, (i, k, d) => {
    const { low, high } = slopes[i]![k]![d]!;
    return problem.signals[d]!.owner !== i && (low !== 0 || high !== 0)
      ? `${place(problem, i, k, d)}: slope ${low === 0 ? high : low}`
      : undefined;
  }), "no value depends on another's signal");

const separable = (problem: SocialChoiceProblem, { crosses }: Derivatives): Verdict =>
  verdict(firstFault(problem, (i, k, d) => {
    const { low, high } = crosses(i, k, d);
    return low !== 0 || high !== 0 ? `${place(problem, i, k, d)}: cross derivative with own signals from ${low} to ${high}` : undefined;
  }), 'own and others\' signals enter in separate terms');

/** Cross derivatives with own coordinates nowhere zero, for every alternative of K^i (Song22 section 6.1). */
const nonseparable = (problem: SocialChoiceProblem, { crosses, slopes }: Derivatives): Verdict =>
  verdict(firstFault(problem, (i, k, d) => {
    if (problem.signals[d]!.owner === i || !entersOwn(problem, slopes[i]![k]!, i)) return undefined;
    const { low, high } = crosses(i, k, d);
    return low > 0 || high < 0 ? undefined : `${place(problem, i, k, d)}: cross derivative with own signals is zero or changes sign`;
  }), 'all cross derivatives keep away from zero');

const entersOwn = ({ signals }: SocialChoiceProblem, row: readonly { low: number; high: number }[], i: number): boolean =>
  row.some(({ low, high }, d) => signals[d]!.owner === i && (low !== 0 || high !== 0));

/**
 * Song22 Assumption 1: for every two alternatives the signals of at least two agents move the difference of welfare,
 * everywhere. An agent counts where one of her coordinates does.
 */
function pivotality(problem: SocialChoiceProblem, { welfareSlopes }: Derivatives): Verdict {
  const { alternatives, signals } = problem;
  for (let k = 0; k < alternatives.length; k++) {
    for (let other = k + 1; other < alternatives.length; other++) {
      const pivotal = new Set<number>();
      signals.forEach(({ owner }, d) => {
        const { low, high } = welfareSlopes(k, other, d);
        if (low > 0 || high < 0) pivotal.add(owner);
      });
      if (pivotal.size < 2) {
        return verdict(
          `the difference between '${alternatives[k]}' and '${alternatives[other]}' depends on the signals of ${pivotal.size} `
          + `agent${pivotal.size === 1 ? '' : 's'}`,
          '',
        );
      }
    }
  }
  return verdict(undefined, 'every pair of alternatives has two pivotal agents');
}

function byAgent(problem: SocialChoiceProblem, { slopes }: Derivatives): { ownSlopes: { low: number; high: number }[][] }[] {
  return problem.agents.map((_, i) => ({ ownSlopes: slopes[i]!.map((row) => row.filter((_, d) => problem.signals[d]!.owner === i)) }));
}
