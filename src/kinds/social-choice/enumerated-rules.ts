/**
 * Rows about rules where all laws are discrete (rule-rows.ts: where they are drawn), over all profiles of the others. A distance is over
 * all that an agent with one signal can report, between the least and the greatest type: what it bounds are gains of such lies; between
 * breakpoints a rule does not change. Where signals depend on each other a report between atoms stands for the type that it would be
 * (`knownOf`). xi-efficiency speaks of types, which are the atoms.
 */
import { profilesOf, Play } from '../../experiments/enumeration/play.ts';
import { breaksAreKnown, reportPoints } from '../../experiments/enumeration/report-line.ts';
import { valueScale } from '../../experiments/enumeration/scale.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { ChoiceRule } from '../../mechanism/mechanism.ts';
import { dot } from '../../mechanism/welfare-transfers.ts';
import { bare } from '../../notions/certified.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { CHANCE_ROUNDING, ENUMERATED } from './enumerated-agent.ts';
import type { SocialChoiceStudy } from './study-point.ts';

/** A probability this near one is one: rounding of a mixture. */
const CERTAIN = 1 - 1e-12;
/** Of the values' size: a loss of welfare below it is none. */
const LOSS_ROUNDING = 2 ** -40;

type Asked = NonNullable<SocialChoiceStudy['distances']>[number];

export function enumeratedRules({ problem, distances = [], agents }: SocialChoiceStudy, point: Point, confidence: number): Estimate[] {
  const studied = agents ?? [...problem.agents.keys()];
  const row = (quantity: string, name: string, estimate: number, error: number): Estimate => ({
    quantity, agent: 'market', point: { ...point, mechanism: name },
    estimate, lower: Math.max(0, estimate - error), upper: estimate + error, confidence, guarantee: 'point', ...ENUMERATED,
  });
  const lossError = problem.agents.length * LOSS_ROUNDING * valueScale(problem);
  return [
    ...distances.map((asked): Estimate => {
      const { apart, type } = distanceOf(problem, asked, studied);
      const { upper, ...rest } = row('ruleDistance', asked.name, apart, CHANCE_ROUNDING);
      const onLine = studied.every((agent) => coordinatesOf(problem, agent).length === 1)
        && [asked.rule, asked.other].every(breaksAreKnown);
      const guarantee = onLine ? 'continuum' : 'grid';
      return { ...rest, upper: Math.min(1, upper), guarantee, witness: { type: bare(type), report: bare(type) } };
    }),
    ...distances.map(({ name, rule }) => row('xiEfficiency', name, efficiencyOf(problem, rule, studied, lossError), lossError)),
  ];
}

const playOf = (problem: SocialChoiceProblem, rule: ChoiceRule): Play =>
  new Play(problem, { name: rule.kind, rule, transfers: { kind: 'none' } });

/** Increasing, with the middles of what lies between. */
function withMiddles(points: readonly number[]): number[] {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  return sorted.flatMap((t, j) => (j === 0 ? [t] : [(sorted[j - 1]! + t) / 2, t]));
}

const typesOf = (problem: SocialChoiceProblem, agent: number): number[][] => {
  const own = coordinatesOf(problem, agent);
  return profilesOf(problem, own).map(({ signals }) => own.map((d) => signals[d]!));
};

/** The largest chance, over agents, reports and alternatives, that one rule is certain of it and the other is not (Song22 section 7). */
function distanceOf(problem: SocialChoiceProblem, { rule, other }: Asked, studied: readonly number[]) {
  const [first, second] = [rule, other].map((one) => playOf(problem, one)) as [Play, Play];
  const signalsOf = (agent: number): number[][] => (coordinatesOf(problem, agent).length === 1
    ? withMiddles([...reportPoints(first, agent), ...reportPoints(second, agent)]).map((t) => [t]) : typesOf(problem, agent));
  let best: { readonly apart: number; readonly type: readonly number[] } = { apart: 0, type: typesOf(problem, studied[0]!)[0]! };
  for (const agent of studied) {
    for (const type of signalsOf(agent)) {
      const only = [0, 1].map(() => problem.alternatives.map(() => 0));
      const masses = first.laws.givenReport(agent, type);
      for (const [n, { signals }] of first.others(agent).entries()) {
        const profile = first.with(signals, agent, type);
        const [p, q] = [first, second].map((play) => play.probabilities(profile).map((chance) => chance >= CERTAIN));
        problem.alternatives.forEach((_, k) => {
          if (p![k] && !q![k]) only[0]![k]! += masses[n]!;
          if (q![k] && !p![k]) only[1]![k]! += masses[n]!;
        });
      }
      const apart = Math.max(...only.flat());
      if (apart > best.apart) best = { apart: Math.min(1, apart), type };
    }
  }
  return best;
}

/**
 * The infimum of xi with Pr(loss < xi) > 1 - xi at every type of every agent (Song22 Definition 7). Between neighbouring losses l, l' the
 * chance of at least xi is T, that of the losses above l, so that xi beyond max(l, T) will do: the infimum is the least of these.
 */
function efficiencyOf(problem: SocialChoiceProblem, rule: ChoiceRule, studied: readonly number[], none: number): number {
  const play = playOf(problem, rule);
  return studied.reduce((most, agent) => typesOf(problem, agent).reduce((top, type) => {
    const masses = play.laws.givenReport(agent, type);
    const losses = play.others(agent).map(({ signals }, n) => {
      const profile = play.with(signals, agent, type);
      const values = play.values(profile);
      const total = problem.alternatives.map((_, k) => values.reduce((sum, row) => sum + row[k]!, 0));
      const loss = Math.max(...total) - dot(play.probabilities(profile), total);
      return { loss: loss > none ? loss : 0, probability: masses[n]! };
    });
    const beyond = (level: number): number => losses.reduce((sum, { loss, probability }) => sum + (loss > level ? probability : 0), 0);
    return Math.max(top, Math.min(...[0, ...losses.map(({ loss }) => loss)].map((level) => Math.max(level, beyond(level)))));
  }, most), 0);
}
