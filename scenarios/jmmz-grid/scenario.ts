/** Brooks23's parametric example of JMMZ: two agents, two alternatives, signals of two dimensions, bilinear values. */
import { ONE, parseRational, rational, rationalText, sign, type Rational } from '../../src/programs/rational.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { exactClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Brooks23, A parametric example';
const coefficient = (who: string, what: string, value: number) => ({
  kind: 'number' as const, description: `how much alternative ${what} moves with the other's signal, for agent ${who}`, default: value,
  minimum: -2, maximum: 2,
});

interface Slopes {
  readonly first: readonly [Rational, Rational];
  readonly second: readonly [Rational, Rational];
}

const slopesOf = (values: ParameterValues): Slopes => {
  const read = (name: string): Rational => parseRational(Number(values[name]), name);
  return { first: [read('b1k'), read('b1l')], second: [read('b2k'), read('b2l')] };
};

/** α > 0 with b_1 = α b_2 for both alternatives; undefined where there is none. The lecture's equation leaves its sign open. */
function ratio({ first: [k1, l1], second: [k2, l2] }: Slopes): Rational | undefined {
  if (!k1.mul(l2).equals(l1.mul(k2))) return undefined;
  if ([k1, l1, k2, l2].every((slope) => sign(slope) === 0)) return ONE;
  const [above, below] = sign(k2) === 0 ? [l1, l2] : [k1, k2];
  return sign(below) === 0 || sign(above.div(below)) <= 0 ? undefined : above.div(below);
}

type Signal = readonly [k: Rational, l: Rational];

/** Middles of equal cells, every pair of them. */
function signalsOf(grid: number): Signal[] {
  const middles = Array.from({ length: grid }, (_, j) => rational(2 * j + 1, 2 * grid));
  return middles.flatMap((k) => middles.map((l): Signal => [k, l]));
}

/** What agent i gains by k over l: s_k (1 + b_k z_k) - s_l (1 + b_l z_l), z the other's signal. */
const gain = ([sk, sl]: Signal, [zk, zl]: Signal, [bk, bl]: readonly [Rational, Rational]): Rational =>
  sk.mul(ONE.add(bk.mul(zk))).sub(sl.mul(ONE.add(bl.mul(zl))));

/**
 * k where A_1 + α A_2 + α B > 0, with B = b_2k s_1k s_2k - b_2l s_1l s_2l: each agent's gain, less what the other's signal decides, has
 * that sign.
 */
function affineRule(signals: readonly Signal[], slopes: Slopes, alpha: Rational): string[][] {
  const [bk, bl] = slopes.second;
  return signals.map((one) => signals.map((two) => {
    const own = one[0].sub(one[1]).add(alpha.mul(two[0].sub(two[1])));
    const common = bk.mul(one[0]).mul(two[0]).sub(bl.mul(one[1]).mul(two[1]));
    return sign(own.add(alpha.mul(common))) > 0 ? 'k' : 'l';
  }));
}

export const jmmzGridScenario: Scenario = finiteScenario({
  name: 'jmmz-grid',
  title: 'How much welfare ex post rules reach with signals of two dimensions',
  description:
    'Agent i values alternative k at s_ik (1 + b_ik s_jk), l likewise. A rule that is not constant is ex post implementable on the '
      + 'continuum only if b_1k b_2l = b_1l b_2k, and the common ratio has to be positive: then an affine rule is. Here it is built on '
      + 'a grid of signals and checked at every profile. The row exPostShare says how much of the first best\'s gain over the best '
      + 'constant rule any ex post rule, lotteries allowed, reaches on the grid; refine it with --grid. See jmmz for the continuum.',
  source: 'Philippe Jehiel, Moritz Meyer-ter-Vehn, Benny Moldovanu and William R. Zame, The Limits of Ex Post Implementation, '
    + 'Econometrica 74 (2006)',
  parameters: {
    grid: { kind: 'number', description: 'cells a dimension of signals, 1 to 4', default: 2, minimum: 1, maximum: 4 },
    b1k: coefficient('1', 'k', 2), b1l: coefficient('1', 'l', 2), b2k: coefficient('2', 'k', -2), b2l: coefficient('2', 'l', -2),
  },
  file: (values) => {
    const slopes = slopesOf(values);
    const signals = signalsOf(Math.round(Number(values.grid)));
    const names = signals.map(([k, l]) => `${rationalText(k)};${rationalText(l)}`);
    const alpha = ratio(slopes);
    return {
      finite: 1, agents: { one: names, two: names },
      // Relative to l, which is worth 0.
      outcomes: ['l', 'k'],
      payoffs: {
        one: { k: signals.map((mine) => signals.map((other) => rationalText(gain(mine, other, slopes.first)))) },
        two: { k: signals.map((other) => signals.map((mine) => rationalText(gain(mine, other, slopes.second)))) },
      },
      prior: 'uniform',
      ...(alpha === undefined ? {} : { rule: affineRule(signals, slopes, alpha) }),
    };
  },
  questions: () => [{ ask: 'design', goal: 'ex-post', transfers: 'bayesian', balance: 'none' }],
  claims: (view) => [
    exactClaim(
      view,
      { id: 'affine', text: 'Where b_1k b_2l = b_1l b_2k with a positive ratio, the affine rule is ex post implementable', source: SOURCE },
      'implementable', { notion: 'ex-post' }, (values) => (ratio(slopesOf(values)) === undefined ? undefined : '1'),
    ),
  ],
});
