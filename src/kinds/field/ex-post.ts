/**
 * The least ε where every profile of the others is judged by itself, the worst counting: transfers may depend on all reports, and a lie
 * may gain at most ε a unit whatever the others see. Under one profile the agent is the only informed one, so the boundary of two
 * alternatives that tie bounds ε from below; an affine maximiser's transfers bound it from above profile by profile (docs/fields.md,
 * sections 5 and 6). Nothing is sampled but the profiles whose types are searched for a steeper cycle.
 */
import { othersCoordinatesOf } from '../../environment/social-choice.ts';
import { signalsOf } from '../../experiments/field/loss-sums.ts';
import { gradientsOf } from '../../experiments/field/walk-sums.ts';
import { congruenceGaps, isImplementable, type PairGap } from '../../notions/congruence-gap.ts';
import { leastEpsilonInSteps, type TypeField } from '../../notions/least-epsilon.ts';
import { boundaryBound } from '../../notions/least-epsilon/boundary.ts';
import { boundaryTypes } from '../../notions/least-epsilon/boundary-types.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Curve, Estimate, Point, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { atOnce, taken } from '../../run/turns.ts';
import { proofName } from '../proof-name.ts';
import { curvesOf, toldField } from './field-curves.ts';
import { across } from './field-rows.ts';
import { exPostFile } from './proofs.ts';
import type { Subject } from './subject.ts';

/** Profiles of the others whose types are searched. */
const PROFILES = 64;

/** The efficient rule's choice at every type under one profile of signals: certain chances. */
export function fieldUnder({ problem, space, points }: Subject, signals: readonly number[]): TypeField {
  const { own, social } = gradientsOf(problem, space.agent);
  const { constants, coefficients } = problem.valuations;
  const base = problem.alternatives.map((_, k) => coefficients.reduce((sum, rows, i) =>
    rows[k]!.reduce((total, c, d) => (space.coordinates.includes(d) ? total : total + c * signals[d]!), sum + constants[i]![k]!), 0));
  const dot = (row: readonly number[], point: readonly number[]): number => row.reduce((sum, x, c) => sum + x * point[c]!, 0);
  return {
    points, relevant: space.relevant, classes: base.length,
    values: Float64Array.from(points.flatMap((point) => own.map((row) => dot(row, point)))),
    chances: Float64Array.from(points.flatMap((point) => {
      const worths = social.map((row, k) => base[k]! + dot(row, point));
      const best = worths.indexOf(Math.max(...worths));
      return worths.map((_, k) => (k === best ? 1 : 0));
    })),
  };
}

/** Ways along a boundary that are tried: the longest that stays within the tie's room shows most. */
const WAYS = [0.5, 0.1, 0.01, 0.001, 1e-4];

/** Types under one profile, the cycle of lies between them that gains most, and what it gains. */
export interface ShownCycle {
  readonly profile: readonly number[];
  readonly types: readonly (readonly number[])[];
  readonly ratio: number;
}

function* cycleInSteps(subject: Subject, profile: readonly number[]): Generator<undefined, ShownCycle> {
  const { ratio, cycle } = yield* leastEpsilonInSteps(fieldUnder(subject, profile), 'lic');
  return { profile, types: cycle.map((type) => subject.points[type]!), ratio };
}

/** Of few types. */
export const cycleUnder = (subject: Subject, profile: readonly number[]): ShownCycle => atOnce(cycleInSteps(subject, profile));

/** The steepest cycle across a boundary between alternatives that tie, at the profile where they have most room. */
export function boundaryCycle(subject: Subject, gaps: readonly PairGap[]): ShownCycle | undefined {
  const { problem, space: { agent, coordinates, relevant } } = subject;
  const gradients = gradientsOf(problem, agent);
  const { constants, coefficients } = problem.valuations;
  const shown = gaps.filter(({ ties }) => ties).flatMap(({ pair, at }) => {
    const worth = (k: number): number => coefficients.reduce((sum, rows, i) => sum + constants[i]![k]!
      + rows[k]!.reduce((total, c, d) => total + c * at[d]!, 0), 0);
    const tie = { pair, type: coordinates.map((d) => at[d]!), excess: worth(pair[0]) - worth(pair[1]) };
    return WAYS.flatMap((share) => {
      const way = share * Math.min(...coordinates.map((d) => problem.signals[d]!.law.support).map(([low, high]) => high - low));
      const points = boundaryTypes(gradients, relevant, tie, way);
      const inside = points?.every((point) => point.every((x, c) => {
        const [low, high] = problem.signals[coordinates[c]!]!.law.support;
        return x >= low && x <= high;
      }));
      return points && inside ? [cycleUnder({ ...subject, points }, at)] : [];
    });
  });
  return shown.toSorted((a, b) => b.ratio - a.ratio)[0];
}

/** Nothing where the cycle gains nothing. */
export const shownBy = (shown: ShownCycle | undefined, { problem, space }: Pick<Subject, 'problem' | 'space'>): Pick<Estimate, 'witness'> =>
  (shown && shown.ratio > 0
    ? across({ kind: 'lies', points: shown.types }, othersCoordinatesOf(problem, space.agent).map((d) => shown.profile[d]!)) : {});

export interface ExPostRows {
  readonly estimates: readonly Estimate[];
  readonly verdicts: readonly Verdict[];
  /** The field under the profile whose cycle is shown, where pictures are wanted. */
  readonly curves: readonly Curve[];
}

/** Undefined where an interruption came first. */
export async function exPostRows(
  subject: Subject, { values, pictures = false }: { readonly values: Point; readonly pictures?: boolean }, run: Run,
): Promise<ExPostRows | undefined> {
  const { problem, space, name } = subject;
  const gradients = gradientsOf(problem, space.agent);
  const gaps = await congruenceGaps(problem, space.agent, run.solve);
  const tying = gaps.filter(({ ties }) => ties);
  const free = isImplementable(gaps);
  let shown: ShownCycle = { profile: [], types: [], ratio: 0 };
  for (let i = 0; i < PROFILES && !free; i++) {
    run.progress('profiles of the others', i / PROFILES);
    const found = await taken(run, cycleInSteps(subject, signalsOf(problem, run.stream('field/ex-post'), i)));
    if (!found) return undefined;
    if (found.ratio > shown.ratio) shown = found;
  }
  const { ratio: worst, types } = shown;
  const profile = types.length > 0 ? shown.profile : signalsOf(problem, run.stream('field/ex-post'), 0);
  const above = structuralBound(gradients);
  const boundary = boundaryBound(gradients, space.relevant, tying.map(({ pair }) => pair));
  const upper = free ? 0 : above.epsilon;
  const lower = free ? 0 : Math.min(upper, Math.max(worst, boundary));
  const along = free ? undefined : boundaryCycle(subject, tying);
  const steepest = along && along.ratio > worst ? along : shown;
  if (steepest.ratio > 0) run.prove(proofName('least-epsilon', name, 'ex-post'), () => exPostFile(subject, steepest, values));
  const point = { ...values, stage: 'ex-post' };
  const curls = tying.some(({ gap }) => gap > 0);
  const seen = othersCoordinatesOf(problem, space.agent).map((d) => `${problem.signals[d]!.name} = ${Number(profile[d]!.toPrecision(4))}`);
  const told = toldField(subject, fieldUnder(subject, profile), problem.alternatives.map((_, k) => k), 0);
  return {
    curves: pictures ? curvesOf(subject, told, { confidence: 1, profiles: 0, values },
      { stage: 'ex-post', ...(seen.length > 0 ? { under: seen.join(', ') } : {}) }) : [],
    estimates: [
      {
        quantity: 'leastEpsilonGrid', agent: name, point, estimate: Math.min(worst, upper), lower: Math.min(worst, upper), upper,
        confidence: 1, guarantee: 'grid', profiles: 0, ...shownBy(shown, subject),
        basis: free ? FREE : `below, a cycle of ${types.length} lies under the worst of ${PROFILES} profiles; above, an affine maximiser`,
      },
      {
        quantity: 'leastEpsilon', agent: name, point, estimate: lower === upper ? lower : (lower + upper) / 2, lower, upper, confidence: 1,
        guarantee: 'continuum', profiles: 0, ...shownBy(worst > boundary ? shown : along, subject),
        basis: free ? FREE
          : `below, ${worst > boundary ? 'a cycle of lies under one profile' : 'lies along the boundary of two alternatives'}; above, `
            + `${above.lambda > 0 ? `an affine maximiser at weight ${above.lambda.toPrecision(4)}` : 'transfers linear in the report'}`,
      },
    ],
    verdicts: [{
      id: 'conservative', agent: name, point, holds: !curls, status: curls ? 'no' : 'yes',
      text: curls ? 'The field is no gradient under profiles at which a pair that is not congruent ties'
        : 'The field is a gradient under almost every profile: every pair that ties at the top is congruent',
    }],
  };
}

const FREE = 'zero by structure: every pair that ties at the top is congruent with a rate that is not negative';
