/**
 * Random bilinear values and rules: what the conditions say (every belief, none, those under which a payoff is nonnegative) against JMM12's
 * (2) from its definition, ex post on a grid of types.
 *
 *     npx tsx test/evidence/robust-conditions.ts [CASES]
 */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilinearAt, sideOf, type Bilinear, type TwoAgentProblem, type TwoAgentRule } from '../../src/environment/two-agent.ts';
import { conditionsOf } from '../../src/notions/robust/conditions-of.ts';
import type { BeliefCondition } from '../../src/notions/robust/conditions.ts';
import { InputError } from '../../src/errors.ts';
import { solveProgram } from '../../src/programs/solve.ts';
import { randomSource, type RandomSource } from '../support/random.ts';

export interface Case {
  readonly kind: BeliefCondition['kind'] | 'refused';
  /** Smallest and largest (v(θ) - v(θ'))(q(θ) - q(θ')) over the grid. */
  readonly least: number;
  readonly most: number;
  readonly agrees: boolean;
}

const grid = (dimensions: number, steps: number): number[][] => Array.from({ length: (steps + 1) ** dimensions }, (_, c) =>
  Array.from({ length: dimensions }, (__, j) => (Math.floor(c / (steps + 1) ** j) % (steps + 1)) / steps));

/** Small whole numbers, so that parallel and vanishing gradients come up. */
function randomBilinear({ whole }: RandomSource, d: number, e: number): Bilinear {
  const list = (n: number): number[] => Array.from({ length: n }, () => whole(-2, 2));
  return { constant: whole(-3, 3) / 2, first: list(d), second: list(e), cross: Array.from({ length: d }, () => list(e)) };
}

/** Half of the rules are made of the value, so that some are ex post monotone. */
function randomRule(random: RandomSource, value: Bilinear): TwoAgentRule {
  const other = randomBilinear(random, value.first.length, value.second.length);
  const base = random.chance(0.5) ? { ...other, first: value.first, cross: value.cross } : other;
  if (random.chance(0.7)) return { kind: 'deterministic', index: base };
  const scale = 1 / 64;
  return { kind: 'stochastic', chance: {
    constant: 0.5, first: base.first.map((x) => x * scale), second: base.second.map((x) => x * scale),
    cross: base.cross.map((row) => row.map((x) => x * scale)),
  } };
}

export async function judgeCase(random: RandomSource): Promise<Case> {
  const [d, e] = [random.whole(1, 2), random.whole(1, 2)];
  const value = randomBilinear(random, d, e);
  const rule = randomRule(random, value);
  const uniform = parseDistribution('uniform(0,1)');
  const problem: TwoAgentProblem = {
    agents: ['i', 'j'], types: [Array.from({ length: d }, () => uniform), Array.from({ length: e }, () => uniform)],
    values: [{ kind: 'bilinear', ...value }, { kind: 'bilinear', ...value }], rule,
  };
  const q = (own: number[], z: number[]): number =>
    (rule.kind === 'stochastic' ? bilinearAt(rule.chance, own, z) : bilinearAt(rule.index, own, z) >= 0 ? 1 : 0);
  let [least, most] = [0, 0];
  // Types off the corners and midpoints, at which whole coefficients make ties.
  const types = grid(d, d === 1 ? 41 : 12).map((own) => own.map((x) => 0.003 + 0.993 * x));
  for (const z of grid(e, e === 1 ? 41 : 12).map((one) => one.map((x) => 0.002 + 0.995 * x))) {
    const seen = types.map((own) => [bilinearAt(value, own, z), q(own, z)] as const);
    for (const [v, x] of seen) {
      for (const [w, y] of seen) {
        const gain = (v - w) * (x - y);
        least = Math.min(least, gain);
        most = Math.max(most, gain);
      }
    }
  }
  try {
    const { monotone, robust, circulates } = await conditionsOf(sideOf(problem, 0), solveProgram);
    const violated = least < -1e-12;
    const kind = robust.kind;
    // A payoff may be of one sign; what circulates may still be monotone ex post on a grid.
    const agrees = kind === 'every' ? !violated : kind === 'none' ? violated || circulates !== undefined : true;
    const payoffAgrees = monotone.kind !== 'payoff'
      || (monotone.payoff.least(new Array<number>(e).fill(0), new Array<number>(e).fill(1)).value < -1e-9) === violated;
    return { kind, least, most, agrees: agrees && payoffAgrees };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { kind: 'refused', least, most, agrees: true };
  }
}

if (process.argv[1]?.endsWith('robust-conditions.ts')) {
  const cases = Number(process.argv[2] ?? 2000);
  const counts = new Map<string, number>();
  for (let k = 0; k < cases; k++) {
    const { kind, agrees, least } = await judgeCase(randomSource(k));
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (!agrees) console.log(`case ${k}: ${kind}, least ${least}`);
  }
  console.log(Object.fromEntries(counts));
}
