/** Two agents and two alternatives, whatever rule is studied there, as a social choice problem: for questions about the efficient rule. */
import { InputError } from '../errors.ts';
import type { Term } from './polynomial.ts';
import { polynomialValues } from './polynomial-values.ts';
import type { SocialChoiceProblem } from './social-choice.ts';
import type { TwoAgentProblem, TwoAgentValue } from './two-agent.ts';

/** Terms with a power for every coordinate of the one agent, then of the other. */
function termsOf(value: TwoAgentValue, [m, n]: readonly [number, number]): Term[] {
  const powers = (...at: readonly (readonly [place: number, power: number])[]): number[] => {
    const all = Array.from({ length: m + n }, () => 0);
    for (const [place, power] of at) all[place]! += power;
    return all;
  };
  const terms = value.kind === 'polynomial'
    ? value.coefficients.flatMap((row, a) => row.map((coefficient, b): Term => ({ coefficient, powers: powers([0, a], [m, b]) })))
    : [
      { coefficient: value.constant, powers: powers() },
      ...value.first.map((coefficient, d): Term => ({ coefficient, powers: powers([d, 1]) })),
      ...value.second.map((coefficient, d): Term => ({ coefficient, powers: powers([m + d, 1]) })),
      ...value.cross.flatMap((row, d) => row.map((coefficient, e): Term => ({ coefficient, powers: powers([d, 1], [m + e, 1]) }))),
    ];
  return terms.filter(({ coefficient }) => coefficient !== 0);
}

/** Linear values where they are linear, else polynomials. Throws InputError naming `values` where nobody's move. */
export function efficientProblem({ agents, types, values }: TwoAgentProblem): SocialChoiceProblem {
  const dimensions = types.map((laws) => laws.length) as [number, number];
  const signals = types.flatMap((laws, owner) =>
    laws.map((law, d) => ({ owner, name: laws.length === 1 ? `type of ${agents[owner]!}` : `type ${d + 1} of ${agents[owner]!}`, law })));
  const alternatives = ['0', '1'];
  const terms = values.map((value) => [[], termsOf(value, dimensions)]);
  const used = terms.flatMap(([, of]) => of!);
  if (used.length === 0) throw new InputError('values', 'are all 0: every rule is efficient');
  if (used.some(({ powers }) => powers.reduce((sum, power) => sum + power, 0) > 1)) {
    return polynomialValues({ agents, alternatives, signals, terms });
  }
  const isConstant = ({ powers }: Term): boolean => powers.every((power) => power === 0);
  const sum = (of: readonly Term[]): number => of.reduce((total, { coefficient }) => total + coefficient, 0);
  return {
    kind: 'social-choice', agents, alternatives, signals,
    valuations: {
      kind: 'linear',
      constants: terms.map((rows) => rows.map((of) => sum(of.filter(isConstant)))),
      coefficients: terms.map((rows) => rows.map((of) => signals.map((_, d) => sum(of.filter(({ powers }) => powers[d] === 1))))),
    },
  };
}
