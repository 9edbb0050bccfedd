/**
 * The efficient rule of values that are no linear functions (src/notions/robust/nonlinear-rule-in-ball.ts): every belief will do, none, or
 * radii up to where a pair of types that was found would rather be taken for each other.
 */
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { expressions as algebra } from '../../environment/value-algebra.ts';
import { ownExpressions } from '../../experiments/field/own-expressions.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import { signalDraws } from '../../experiments/tensor/draws.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Tie } from '../../notions/local-congruence.ts';
import { isAlignedThroughout, worstBrokenTie, type BrokenTie } from '../../notions/robust/nonlinear-rule-in-ball.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { union } from '../../statistics/union.ts';
import type { StudyAim } from '../kind.ts';
import { across } from '../field/field-rows.ts';
import { fieldSpace, formOf } from '../field/form-of.ts';
import { typeGrid } from '../field/grid.ts';
import { measured, tiesOf, type NonlinearSubject } from '../field/nonlinear-search.ts';
import { tieWitness } from '../tie-witness.ts';
import type { Answer } from './rule-answer.ts';

/** Types an axis, and profiles of the others drawn, between and under which pairs of lies are looked at; draws of each. */
const NODES = [0, 6, 3, 2] as const;
const PROFILES = 12;
const DRAWS = 128;
const CERTIFY = 16_384;
/** Pairs at most, and how many of them are measured on a fresh stream. */
const PAIRS_MAX = 400;
const CERTIFIED = 2;

/** `profiles`: on which a pair of lies is certified; by default CERTIFY. */
export type AimOfRule = Pick<StudyAim, 'confidence' | 'profiles' | 'maxProfiles'>;

/** Up to which share of all beliefs a ball may be before a pair of lies that was found pays in it. */
interface Failing {
  readonly share: number;
  readonly walk: Walk;
  readonly profiles: number;
}

function pairsOf({ points }: NonlinearSubject): Walk[] {
  const all = points.flatMap((from, s) => points.slice(s + 1).map((to): Walk => ({ kind: 'lies', points: [from, to] })));
  const stride = Math.max(1, Math.ceil(all.length / PAIRS_MAX));
  return all.filter((_, j) => j % stride === 0);
}

/** The others at corners of their signals where these are few, and as drawn. */
function profilesOf(problem: SocialChoiceProblem, agent: number, run: Run): number[][] {
  const width = problem.signals.length;
  const drawn = signalDraws(problem).draw(run.stream(`robust/profiles/${problem.agents[agent]!}`), 0, PROFILES);
  const rows = Array.from({ length: PROFILES }, (_, i) => Array.from(drawn.subarray(i * width, (i + 1) * width)));
  const others = othersCoordinatesOf(problem, agent);
  if (others.length > 2) return rows;
  const corners = others.reduce<number[][]>((list, d) =>
    list.flatMap((row) => problem.signals[d]!.law.support.map((end) => row.map((x, e) => (e === d ? end : x)))), [rows[0]!]);
  return [...corners, ...rows];
}

/**
 * The pair of lies that pays in the smallest ball found: g under the baseline and G under a profile of the others pay together with a
 * contamination of share -g / (G - g). Undefined where an interruption came first; a share of 1 where none pays.
 */
async function failing(subject: NonlinearSubject, aim: AimOfRule, run: Run): Promise<Failing | undefined> {
  const { problem, name, form, space } = subject;
  const nothing: Failing = { share: 1, walk: { kind: 'lies', points: [] }, profiles: 0 };
  const walks = pairsOf(subject);
  const count = form.isExact ? 1 : DRAWS;
  if (walks.length === 0) return nothing;
  const baseline = await measured(subject, walks, run, `robust/search/${name}`, count);
  if (baseline.profiles < count) return undefined;
  const mean = walks.map((_, w) => Math.min(0, baseline.gain[w]! / Math.max(1, baseline.profiles)));
  const found: { readonly w: number; readonly share: number; readonly gain: number }[] = [];
  for (const at of profilesOf(problem, space.agent, run)) {
    if (run.signal?.aborted) return undefined;
    const laws = othersCoordinatesOf(problem, space.agent).map((coordinate) => ({ coordinate, points: [at[coordinate]!], weights: [1] }));
    const under = await measured({ ...subject, form: form.against(laws, 'open') }, walks, run, `robust/under/${name}`, 1);
    under.intervals(0).forEach(({ lower: gain }, w) => { if (gain > 0) found.push({ w, gain, share: -mean[w]! / (gain - mean[w]!) }); });
  }
  const best = found.sort((x, y) => x.share - y.share).slice(0, CERTIFIED);
  if (best.length === 0) return nothing;
  const certify = form.isExact ? 1 : Math.min(aim.profiles ?? CERTIFY, aim.maxProfiles);
  const chosen = best.map(({ w }) => walks[w]!);
  const drawn = await measured(subject, chosen, run, `robust/certify/${name}`, certify);
  if (drawn.profiles < certify) return undefined;
  const ends = drawn.intervals(union(1 - aim.confidence, chosen.length));
  return best.map(({ gain }, j): Failing => {
    const low = Math.min(0, ends[j]!.lower);
    return { share: Math.min(1, -low / (gain - low)), walk: chosen[j]!, profiles: form.isExact ? 0 : certify };
  }).reduce((one, other) => (other.share < one.share ? other : one));
}

/** How far own slopes are from a multiple of the social ones that is not negative, at a tie. */
const roughly = ({ form }: NonlinearSubject) => ({ pair: [k, l], at }: Tie): number => {
  const { own, social } = form.slopesAt(at);
  return structuralBound({ own: [own[k]!, own[l]!], social: [social[k]!, social[l]!] }).epsilon;
};

function subjectOf(problem: SocialChoiceProblem, name: string): NonlinearSubject {
  const space = fieldSpace(problem, problem.agents.indexOf(name));
  const nodes = NODES[space.coordinates.length] ?? 1;
  return { problem, space, name, form: formOf(problem, space), ...typeGrid(space, { nodes }) };
}

const EVERY = 'incentive compatible under every belief';

/** Undefined where an interruption came first. */
export async function nonlinearAnswer(
  problem: SocialChoiceProblem, name: string, aim: AimOfRule, run: Run,
): Promise<Answer | undefined> {
  const subject = subjectOf(problem, name);
  const { space, form } = subject;
  const values = {
    algebra, box: problem.signals.map(({ law }) => law.support), ...ownExpressions(form.expressions(), space.agent, space.coordinates),
  };
  const bound = await taken(run, form.bound(true));
  if (!bound) return undefined;
  const isAligned = isAlignedThroughout(values, space);
  if (bound.epsilon === 0 || isAligned) {
    return {
      share: [1, 1], confidence: 1, profiles: 0, least: () => ({ least: { estimate: 0, lower: 0, upper: 0 }, basis: EVERY }),
      why: isAligned ? 'her signal orders every two alternatives alike for her and for society, whatever the others are'
        : `${bound.lambda > 0 ? "an affine maximiser's transfers" : 'transfers'} make truth dominant under every profile`,
    };
  }
  const ties = await taken(run, tiesOf(subject, run), form.effort.lines);
  if (!ties) return undefined;
  const broken = await taken(run, worstBrokenTie(values, space, ties, roughly(subject)));
  if (run.signal?.aborted) return undefined;
  const isSole = coordinatesOf(problem, space.agent).length === problem.signals.length;
  const least = leastOf(broken, bound.epsilon, isSole, problem);
  if (broken) {
    return {
      share: [0, 0], confidence: 1, profiles: 0, least, witness: tieWitness(problem, broken, space.names),
      why: `${named(problem, broken)} tie at the top where own and social slopes point apart: types close together on both sides gain by `
        + 'reporting each other',
    };
  }
  const fails = await failing(subject, aim, run);
  if (!fails) return undefined;
  const why = fails.share < 1
    ? 'above, two types that would rather be taken for each other under some belief; below, no ball is shown to do'
    : 'open: no tie was found that fails, and no transfers that hold under every profile';
  return {
    share: [0, fails.share], confidence: fails.profiles > 0 ? aim.confidence : 1, profiles: fails.profiles, least, why,
    ...(fails.share < 1 ? across(fails.walk) : {}),
  };
}

const named = ({ alternatives }: SocialChoiceProblem, { pair }: BrokenTie): string =>
  pair.map((k) => `'${alternatives[k]}'`).join(' and ');

/** Below, what a tie leaves to gain; above, transfers that hold under every profile. Without others there is one belief. */
function leastOf(broken: BrokenTie | undefined, epsilon: number, isSole: boolean, problem: SocialChoiceProblem): Answer['least'] {
  const isBounded = Number.isFinite(epsilon);
  return (delta) => {
    const lower = Math.min(epsilon, ((isSole ? 1 : delta) * (broken?.rate ?? 0)) / 2);
    const upper = isBounded ? epsilon : lower;
    const below = broken ? `below, what a contamination of the ball at a tie of ${named(problem, broken)} leaves to gain; ` : '';
    return {
      least: { estimate: (lower + upper) / 2, lower, upper }, isOpen: !isBounded, ...(lower > 0 ? { pair: broken } : {}),
      basis: isBounded ? `${below}above, transfers that are worked out under every profile`
        : `${below}at least: slopes of her own values have no bound, and so no upper end is known`,
    };
  };
}
