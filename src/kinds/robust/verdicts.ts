/** What JMM12 say of a rule and of values, as verdicts on one agent. */
import { quantileCells } from '../../beliefs/quantile-cells.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { corners, swapped, type Bilinear, type Side, type TwoAgentProblem, type TwoAgentRule } from '../../environment/two-agent.ts';
import type { BeliefCondition } from '../../notions/robust/conditions.ts';
import { boundaryOf, exPostTransfer, exPostTransferGradient } from '../../notions/robust/ex-post-boundary.ts';
import { ratioOf } from '../../notions/robust/ex-post-rules.ts';
import { taxation } from '../../notions/robust/taxation.ts';
import { fullImplementation } from '../../notions/robust/full-implementation.ts';
import { genericity } from '../../notions/robust/genericity.ts';
import type { Estimate, Verdict } from '../../results/document.ts';

export type Say = (id: string, status: NonNullable<Verdict['status']>, text: string) => void;

const digits = (x: number): string => String(Number(x.toPrecision(3)));

/** Whether the rule is implementable for some ball, for every belief, or not even at the baseline. */
export function sayWhereImplementable(say: Say, radii: readonly Estimate[], robust: BeliefCondition, baselineFails: boolean): void {
  const some = radii.every(({ lower }) => lower > 0) ? 'yes' : radii.every(({ upper }) => upper === 0) ? 'no' : 'undecided';
  const reason = baselineFails ? 'the baseline itself breaks it' : robust.why;
  say('locally-robust', some, {
    yes: 'Some ball round the baseline leaves the rule implementable, with payments that depend on payoff types alone',
    no: `No ball round the baseline, however small, leaves the rule implementable: ${reason}`,
    undecided: 'Whether some ball round the baseline leaves the rule implementable is open',
  }[some]);
  const every = radii.every(({ lower, point }) => lower >= (point.metric === 'absolute-variation' ? 2 : 1));
  say('ex-post', every ? 'yes' : 'no', every
    ? `The rule is ex post implementable: ${robust.why}`
    : `The rule is not ex post implementable; what some belief breaks: ${robust.why}`);
}

const meanOf = (laws: readonly Distribution[]): number =>
  quantileCells([laws[0]!]).reduce((sum, { mass, means: [ends] }) => sum + (mass * (ends![0] + ends![1])) / 2, 0);

/** The three points that close section 3 of JMM12, where the second is decided here. */
export function sayClosingClaims(say: Say, problem: TwoAgentProblem, agent: 0 | 1): void {
  const { status, text } = fullImplementation(problem, agent, [meanOf(problem.types[0]), meanOf(problem.types[1])]);
  if (status !== 'undecided') say('full-implementation', status, text);
  say(
    'first-order', 'yes',
    'Values, outcome and envelope payments depend on payoff types alone, so what a lie gains depends on the first-order belief alone',
  );
}

/** (G1), (G2), and whether Theorem 1 speaks of the environment: its proof needs two coordinates on both sides. */
export function sayTheorem(say: Say, own: Bilinear, other: Bilinear): void {
  const { g1, g2, distances } = genericity(own, other);
  const [d, e] = [own.first.length, own.second.length];
  if (d < 2) return say('theorem-1', 'no', 'Theorem 1 says nothing: the agent has one coordinate, and all numbers are parallel');
  say('G1', g1 ? 'yes' : 'no', `(G1): F_i δ and F_-i δ are ${g1 ? '' : 'not '}parallel for all δ; distance ${digits(distances.g1)}`);
  say('G2', g2 ? 'yes' : 'no', `(G2): F_-i'θ and G_-i are ${g2 ? '' : 'not '}parallel for all θ; distance ${digits(distances.g2)}`);
  if (e < 2) {
    return say('theorem-1', 'no', 'Theorem 1 says nothing: with one coordinate of the other (G2) always holds, so no values are generic');
  }
  say('theorem-1', g1 || g2 ? 'no' : 'yes', g1 || g2
    ? `Theorem 1 says nothing: the values are not generic, by (${g1 ? 'G1' : 'G2'})`
    : 'Theorem 1: the values are generic, so no regular rule is locally robust implementable');
  const ratio = ratioOf(own.cross.flat(), other.cross.flat());
  if (g1 && ratio !== undefined) {
    say('potential', ratio > 0 ? 'yes' : 'no', ratio > 0
      ? `F_-i = ${digits(ratio)} F_i: a nonconstant rule is ex post incentive compatible (Φ of docs/robust.md, section 8)`
      : `F_-i = ${digits(ratio)} F_i: parallel, but the two sides of a boundary would have to be swapped`);
  }
}

/** Steps of differences, as a share of the cube. */
const STEP = 1e-4;

/** ∇ρ_i by differences, against footnote 12 with a minus and as printed. */
export function sayFootnote(say: Say, { value, rule, dimensions }: Side & { readonly value: Bilinear }): void {
  const others = value.second.length;
  const middle = [Array.from({ length: dimensions }, () => 0.5), Array.from({ length: others }, () => 0.5)] as const;
  const level = boundaryOf(rule, middle);
  const places = [middle[1], ...corners(others).map((corner) => corner.map((x) => 0.5 + 0.2 * (x - 0.5)))];
  const misses = places.flatMap((z) => {
    const gradients = ([-1, 1] as const).map((sign) => exPostTransferGradient(value, level, z, sign));
    const differences = z.map((_, k) => {
      const [up, down] = [1, -1].map((by) => exPostTransfer(value, level, z.map((x, j) => (j === k ? x + by * STEP : x))));
      return up === undefined || down === undefined ? undefined : (up - down) / (2 * STEP);
    });
    if (gradients.includes(undefined) || differences.includes(undefined)) return [];
    return [gradients.map((of) => Math.max(...of!.map((x, k) => Math.abs(x - differences[k]!))))];
  });
  if (misses.length === 0) return;
  const [minus, plus] = [0, 1].map((sign) => Math.max(...misses.map((pair) => pair[sign]!))) as [number, number];
  if (plus < 1e-6) return;
  say('footnote-12', minus < 1e-5 ? 'no' : 'undecided',
    `Footnote 12 as printed misses differences of ρ_i by up to ${digits(plus)}; with a minus it ${minus < 1e-5 ? 'meets' : 'misses'} them`);
}

/** Whether payments at z are a schedule in the chance, with her value as its slope (Lemma 3). */
export function sayTaxation(say: Say, value: Bilinear, rule: TwoAgentRule, z: readonly number[]): void {
  const found = rule.kind === 'stochastic' ? taxation(value, rule.chance, z) : undefined;
  if (!found) return;
  const { spread, slopeMiss } = found;
  const holds = spread < 1e-9 && slopeMiss < 1e-6;
  say('taxation', holds ? 'yes' : 'no', holds
    ? 'Ex post, payments are a function of the chance alone, and its slope is her value (Lemma 3)'
    : `Ex post, payments along straight paths differ by ${digits(spread)} among types with the same chance: no schedule (Lemma 3)`);
}

/** Values of the agent and of the other, the agent's type first in both; undefined unless both are bilinear. */
export function bilinearPair({ values }: TwoAgentProblem, agent: 0 | 1): readonly [Bilinear, Bilinear] | undefined {
  const [own, other] = [values[agent], values[1 - agent]!];
  if (own!.kind !== 'bilinear' || other.kind !== 'bilinear') return undefined;
  return agent === 0 ? [own!, other] : [swapped(own!), swapped(other)];
}
