/** Second bests over lists of types as one linear program, of which nothing is left to structure. */
import { coordinatesOf } from '../../src/environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { FloatBuilder, type FloatTerm } from '../../src/programs/float-builder.ts';
import { solveFloat } from '../../src/programs/float.ts';

/** Welfare of the best mechanism over lists of types, by every lie between any two types, as one program; undefined: there is none. */
export async function byProgram(problem: LinearProblem, deficit?: number): Promise<number | undefined> {
  const { agents, alternatives, signals, valuations: { constants, coefficients } } = problem;
  const lists = signals.map(({ law: { atoms } }) => atoms!);
  const profiles = lists.reduce<number[][]>((all, atoms) => all.flatMap((row) => atoms.map((_, j) => [...row, j])), [[]]);
  const build = new FloatBuilder('maximise');
  const worth = (profile: readonly number[], k: number): number => agents.reduce((sum, _, i) =>
    sum + constants[i]![k]! + coefficients[i]![k]!.reduce((part, c, d) => part + c * lists[d]![profile[d]!]!.at, 0), 0);
  const chanceOf = (profile: readonly number[]): number => profile.reduce((mass, j, d) => mass * lists[d]![j]!.mass, 1);
  const money: FloatTerm[] = [];
  const columns = profiles.map((profile) => {
    const p = alternatives.map((_, k) => build.column(0, 1, chanceOf(profile) * worth(profile, k)));
    p.forEach((column, k) => money.push([column, chanceOf(profile) * worth(profile, k)]));
    build.row(p.map((column) => [column, 1]), 1, 1);
    return p;
  });
  agents.forEach((_, i) => {
    const own = coordinatesOf(problem, i);
    const types = [...new Set(profiles.map((profile) => own.map((d) => profile[d]).join()))].map((key) => key.split(',').map(Number));
    const u = types.map(() => build.column(deficit === undefined ? -100 : 0, 100));
    const masses = types.map((type) => type.reduce((mass, j, c) => mass * lists[own[c]!]![j]!.mass, 1));
    const { own: rates } = gradientsOf(problem, i);
    const valued = (type: readonly number[], k: number): number =>
      type.reduce((sum, j, c) => sum + rates[k]![c]! * lists[own[c]!]![j]!.at, 0);
    types.forEach((type, t) => {
      money.push([u[t]!, -masses[t]!]);
      types.forEach((report, r) => {
        if (r === t) return;
        const gains = profiles.flatMap((profile, a): FloatTerm[] => (own.every((d, c) => profile[d] === report[c])
          ? alternatives.map((__, k) =>
            [columns[a]![k]!, -(chanceOf(profile) / masses[r]!) * (valued(type, k) - valued(report, k))]) : []));
        build.row([[u[t]!, 1], [u[r]!, -1], ...gains], 0);
      });
    });
  });
  if (deficit !== undefined) build.row(money, -deficit);
  const { status, objective } = await solveFloat(build.program());
  return status === 'optimal' ? objective : undefined;
}
