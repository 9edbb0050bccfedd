/** Mechanisms of ours on finite grids of types, for the predicates. */
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { dot, outcomeAt, transferAt, valuesAt, withSignal, type Inner } from '../experiments/tensor/oracle.ts';
import { profilesOf, type FiniteMechanism } from './predicates.ts';

/** `types`: [N][types] own signals; expectations over the others' grids, each type equally likely. */
export function onGrid(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  types: readonly (readonly (readonly number[])[])[],
): FiniteMechanism {
  const twin = { problem };
  const counts = types.map(({ length }) => length);
  const at = (profile: readonly number[]): number[] => profile.reduce<number[]>(
    (signals, type, i) => withSignal(problem, signals, i, types[i]![type]!), problem.signals.map(() => NaN),
  );
  const mean = (own: readonly number[], agent: number, of: (signals: readonly number[]) => number): number => {
    const mine = own.filter((_, d) => problem.signals[d]!.owner === agent);
    const profiles = profilesOf(counts.map((count, i) => (i === agent ? 1 : count))).map((profile) =>
      withSignal(problem, at(profile), agent, mine));
    return profiles.reduce((sum, profile) => sum + of(profile), 0) / profiles.length;
  };
  const welfareOfOthers = (j: number, profile: readonly number[]): number => {
    const { probabilities } = outcomeAt(twin, mechanism, profile);
    return valuesAt(twin, profile).reduce((sum, row, i) => (i === j ? sum : sum + dot(probabilities, row)), 0);
  };
  const inner: Inner = {
    externality: (j, own) => mean(own, j, (profile) => welfareOfOthers(j, profile)),
    utility: (base, i, own) => mean(own, i, (profile) =>
      dot(outcomeAt(twin, base, profile).probabilities, valuesAt(twin, profile)[i]!) + transferAt(twin, base, i, profile, inner)),
  };
  return {
    counts, alternatives: problem.alternatives.length,
    value: (agent, k, profile) => valuesAt(twin, at(profile))[agent]![k]!,
    chosen: (profile) => outcomeAt(twin, mechanism, at(profile)).probabilities,
    transfer: (agent, profile) => transferAt(twin, mechanism, agent, at(profile), inner),
  };
}
