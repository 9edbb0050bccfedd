/** What the data's own sampling error does to a social choice problem: bounds over all laws near the samples. */
import type { DataSample } from '../../distributions/distribution.ts';
import { distanceFromSample } from '../../distributions/law-band.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { InputError } from '../../errors.ts';
import { incentiveCompatibleByStructure } from '../../mechanism/incentives.ts';
import { schemeOf } from '../../mechanism/mechanism.ts';
import {
  exAnteUtilityMoves, firstBestMoves, isEfficient, payAsBidMoves, revenueMoves, type Moved, type SignalMove,
} from '../../notions/data-error/variation.ts';
import type { DataErrorChoice, LawMove, LawRow } from '../kind.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** Throws InputError where nothing can be said of it. */
export function requireDataError(study: SocialChoiceStudy, how: DataErrorChoice): void {
  if (how === 'bootstrap') return;
  if (study.problem.dependence) throw new InputError('data-error', 'dkw: is for signals that are independent; leave dependence out');
  if (overLaws(study, () => 0).length === 0) {
    throw new InputError('data-error', 'dkw: no quantity of these mechanisms has a bound over laws near a sample; bootstrap needs none');
  }
}

export function overLaws(
  { problem, mechanisms, agents: studied }: SocialChoiceStudy, distance: (data: DataSample) => number,
): (LawRow | LawMove)[] {
  const assumesEnds = problem.signals.some(({ law: { data } }) => data !== undefined && data.within === undefined);
  // From the law that is studied to the sample, and from there to the law behind it.
  const intervals = problem.signals.map(({ law }) => law.data?.within ?? law.support);
  const moves = problem.signals.map(({ law }, d): SignalMove => {
    if (!law.data) return { distance: 0, width: 0 };
    const [low, high] = intervals[d]!;
    return { distance: Math.min(1, distance(law.data) + distanceFromSample(law, law.data)), width: high - low };
  });
  const widths = problem.signals.map(({ law: { support } }, d): SignalMove => ({ ...moves[d]!, width: support[1] - support[0] }));
  const ends = assumesEnds ? { assumesEnds } : {};
  const firstBest = problem.signals.some(({ law }) => law.whole) ? undefined : firstBestMoves(problem, moves, intervals);
  return mechanisms.flatMap((mechanism) => {
    const named = { mechanism: mechanism.name };
    const moving = (quantity: string, agent: string, by: Moved | undefined): LawMove[] =>
      (by === undefined ? [] : [{ quantity, agent, ...named, ...by, ...ends }]);
    const perAgent = (studied ?? problem.agents.map((_, i) => i)).flatMap((i): (LawRow | LawMove)[] => {
      const agent = problem.agents[i]!;
      const utility = moving('exAnteUtility', agent, exAnteUtilityMoves(problem, mechanism, i, moves));
      const structure = problem.valuations.kind === 'linear' && isPrivate(problem) ? 'private' : 'unknown';
      if (schemeOf(mechanism.transfers).ofReportsAlone && incentiveCompatibleByStructure(problem, mechanism, structure) !== undefined) {
        const nothing = { agent, ...named, lower: 0, upper: 0 };
        return [{ quantity: 'epsilonLic', ...nothing }, { quantity: 'epsilonIc', ...nothing }, ...utility];
      }
      // Where types are said to lie beyond the sample, its own interval is not all of them.
      const own = problem.signals.find(({ owner }) => owner === i)?.law;
      const bid = own?.data?.within ? undefined : payAsBidMoves(problem, mechanism, i, widths);
      return [...moving('epsilonLic', agent, bid?.lic), ...moving('epsilonIc', agent, bid?.ic), ...utility];
    });
    return [
      ...perAgent, ...moving('firstBest', 'market', firstBest),
      ...(isEfficient(problem, mechanism) ? moving('welfare', 'market', firstBest) : []),
      ...moving('revenue', 'market', revenueMoves(problem, mechanism, moves)),
    ];
  });
}
