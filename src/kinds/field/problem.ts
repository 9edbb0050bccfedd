/** One agent's field under the efficient rule: exact congruence, then what a search found, measured on fresh streams. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem, type Walk, type WalkSums } from '../../experiments/field/walk-sums.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { isImplementable, type PairGap } from '../../notions/congruence-gap.ts';
import { constantInSteps } from '../../notions/least-epsilon.ts';
import { boundaryBound, paidOthersValue } from '../../notions/least-epsilon/boundary.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import { difference, exactly, scaled } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';
import { proofName } from '../proof-name.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { addComparisons } from './comparisons.ts';
import { constrainedRows, marketEffort } from './constrained.ts';
import { addGap } from './curl.ts';
import { curvesOf, toldField, utilityCurves } from './field-curves.ts';
import { drawnGapCurves } from './gap-curves.ts';
import { boundaryCycle, exPostRows, shownBy } from './ex-post.ts';
import { valueScale } from '../../experiments/enumeration/scale.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import { across, FieldRows, gradientVerdict, OTHERS_VALUE } from './field-rows.ts';
import { potentialVerdicts } from './potential.ts';
import { planGridOpponents } from './grid-opponents.ts';
import { gridError, type Uncertainty } from './grid-error.ts';
import { lengthOf, sizeOfCells, typeGrid } from './grid.ts';
import { planListed } from './listed-types.ts';
import { areListed } from './second-best-sizes.ts';
import { drawsFor, latticeBound, latticeWords, searchOnLattice, sizesFor, type FoundOnLattice } from './lattice-bound.ts';
import { linearFormulaFile } from './linear-formula-proof.ts';
import { continuumFile, gridFile } from './proofs.ts';
import { CERTIFY, chancesAt, fieldOf, GROUP, measure, membersOf, profilesFor, search, walkIntervals, type Found } from './search.ts';
import { LEFT, slopeBound, slopeEnd, slopeSizes, type SlopeEffort } from './slope-bands.ts';
import { isConstrained, type Subject } from './subject.ts';
import { threeListsField } from './three-lists.ts';
import { twoWayField } from './two-way.ts';
import { requireCollectable } from './welfare-ends.ts';
import type { ProblemQuestion } from './study-point.ts';

const WALKS = { lies: 'a cycle of lies', path: 'a circulation' } as const;

/** A mean gain that rounding of doubles may leave of differences which cancel, as a share of the largest value. */
const NOTHING = 1e-10;

/** Which path the numbers took. */
const pathOf = ({ name }: Subject, point: Point, { unsupported }: WalkSums): PointResult['samplers'][number] => (unsupported === undefined
  ? { agent: name, point, sampler: 'fused', reason: 'walks and chances by kernels, in whole numbers' }
  : { agent: name, point, sampler: 'host', reason: `walks in double precision: ${unsupported}` });

/** The optimum under another notion: false where an interruption left it unknown. */
async function otherNotion(
  rows: FieldRows,
  { notion, grid, cycle }: NonNullable<Found['other']>,
  { values, count, alpha, chances, uncertainty }: {
    values: Point; count: number; alpha: number; chances: InterimSums; uncertainty: Uncertainty;
  },
  run: Run,
): Promise<boolean> {
  const { subject } = rows;
  const sums = await measure(subject, [cycle], run, `field/certify-${notion}/${subject.name}`, count);
  if (sums.profiles < count) return false;
  const perLie = scaled(
    walkIntervals(subject, [cycle], sums, alpha / 2)[0]!, 1 / lengthOf(cycle, subject.space.relevant, notion),
  );
  const gradients = gradientsOf(subject.problem, subject.space.agent);
  const field = fieldOf(subject, chances);
  const constant = await taken(run, constantInSteps(field, notion, grid.utility));
  if (constant === undefined) return false;
  const upper = Math.max(0, constant + gridError(field, gradients, uncertainty, notion));
  const lower = Math.max(0, perLie.lower);
  rows.add('leastEpsilonGrid', { estimate: Math.min(upper, Math.max(lower, perLie.estimate)), lower, upper }, {
    guarantee: 'grid', profiles: sums.profiles, ...across(cycle),
    point: { ...values, lies: notion === 'weak' ? 'by the largest difference' : 'all alike' },
    basis: `${subject.points.length} types; a cycle of ${cycle.points.length} lies, and the utilities of the search`,
  });
  return true;
}

async function certify(
  subject: Subject,
  found: Found,
  { values, count, confidence, loop, pictures, refined, effort }: {
    values: Point; count: number; confidence: number; loop: Walk | undefined; pictures: boolean; refined: Refined | undefined;
    effort: SlopeEffort;
  },
  run: Run,
): Promise<PointResult> {
  const alpha = 1 - confidence;
  const rows = new FieldRows(subject, values, confidence);
  rows.congruence(found.gaps);
  const walks = [found.cycle, found.pair, ...[found.rectangle, loop, refined?.found.path].filter((walk) => walk !== undefined)];
  const drawnAlong = [...walks, ...(found.cell ? [found.cell.walk] : [])];
  const sums = await measure(subject, drawnAlong, run, `field/certify/${subject.name}`, count);
  const gridSums = sums.profiles < count ? undefined : await chancesAt(subject, run, `field/certify-grid/${subject.name}`, count);
  if (gridSums === undefined || gridSums.profiles < count) return NOTHING_KNOWN;
  const { profiles } = sums;
  const { relevant } = subject.space;
  const [cycle, pair, rectangle] = walkIntervals(subject, walks, sums, alpha);
  rows.add('fieldMonotonicity', difference(exactly(0), pair!), { guarantee: 'point', profiles, ...across(found.pair) });
  // An affine maximiser says little where a signal without a value of its own moves the choice: slopes are drawn as well, at half of alpha.
  const isRefined = refined?.found.isWorthwhile === true;
  const isDrawn = needsSlopes(subject, found, isRefined);
  const slopes = isDrawn ? await slopeBound(subject.problem, subject.space.agent, { ...effort, alpha: alpha / 2 }, run) : Infinity;
  const onLattice = isRefined ? await latticeBound(refined.found, { ...refined, alpha: alpha / 2 }, run) : undefined;
  if (slopes === undefined || (isRefined && !onLattice)) return NOTHING_KNOWN;
  // Every walk over its length is a lower bound on the least ε, all of them at once.
  const bounds = walkIntervals(subject, walks, sums, union(isDrawn || refined ? alpha / 2 : alpha, walks.length)).flatMap((interval, w) => {
    const length = lengthOf(walks[w]!, relevant);
    return length > 0 ? [{ ...scaled(interval, 1 / length), walk: walks[w]! }] : [];
  });
  const [cycleHalf] = walkIntervals(subject, walks, sums, alpha / 2);
  const nothing = (sums.bias?.[2] ?? 0) + NOTHING * valueScale(subject.problem);
  const circulated = found.rectangle ? Math.abs(sums.gain[2]! / profiles) : 0;
  const conservative = found.gaps.every(({ ties, gap }) => !ties || gap === 0) && circulated <= nothing;
  const intervals = walkIntervals(subject, drawnAlong, sums, alpha);
  if (found.cell) addGap(rows, found.cell, intervals.at(-1)!, conservative, { profiles });
  for (const [w, walk] of walks.entries()) {
    if (walk !== found.rectangle && walk !== loop) continue;
    const length = lengthOf(walk, relevant);
    const along = intervals[w]!;
    const point = walk === loop ? { point: { ...values, path: 'as given' } } : {};
    const structure = {
      guarantee: 'continuum', confidence: 1, profiles, basis: 'zero by structure: every pair that ties at the top is congruent',
      ...across(walk),
    } as const;
    const drawn = { guarantee: 'point', profiles, ...across(walk) } as const;
    const more = { ...(conservative ? structure : drawn), ...point };
    rows.add('circulation', conservative ? exactly(0) : along, more);
    if (length > 0) rows.add('circulationPerLength', conservative ? exactly(0) : scaled(along, 1 / length), more);
  }
  const measured = scaled(cycle!, 1 / lengthOf(found.cycle, relevant));
  const uncertainty = {
    deviation: hoeffding(profiles, 1, union(alpha / 2, 2 * subject.points.length * gridSums.classes)) + (gridSums.lawError ?? 0),
    rounding: gridSums.rounding,
  };
  const field = fieldOf(subject, gridSums);
  const told = pictures ? [
    ...curvesOf(subject, toldField(subject, field, gridSums.classOf, uncertainty.deviation), { confidence, profiles, values }),
    ...utilityCurves(subject, found.grid.utility, values),
  ] : [];
  const surface = pictures && !conservative ? await drawnGapCurves(subject, { confidence, profiles, values }, run) : [];
  const constant = await taken(run, constantInSteps(field, 'lic', found.grid.utility));
  if (constant === undefined) return NOTHING_KNOWN;
  const halfCycle = Math.max(0, scaled(cycleHalf!, 1 / lengthOf(found.cycle, relevant)).lower);
  const free = isImplementable(found.gaps) && bounds.every((bound) => bound.lower <= 0);
  const { epsilon: known, lambda } = structuralBound(gradientsOf(subject.problem, subject.space.agent));
  const upper = Math.min(known, slopes, onLattice?.epsilon ?? Infinity);
  // Lies between types of the grid are lies of the continuum: where the sampling error of chances is larger, its end is nearer.
  const ofContinuum = Math.max(halfCycle, free ? 0 : known);
  const ofGrid = Math.max(0, constant + gridError(field, gradientsOf(subject.problem, subject.space.agent), uncertainty));
  const top = Math.min(ofGrid, ofContinuum);
  const gridEstimate = Math.min(top, Math.max(halfCycle, measured.estimate));
  rows.add('leastEpsilonGrid', { estimate: gridEstimate, lower: halfCycle, upper: top }, {
    guarantee: 'grid', profiles, ...across(found.cycle),
    basis:
      `${subject.points.length} types; a cycle of ${found.cycle.points.length} lies, and the utilities of the search; lies off the `
      + `grid can only raise it${top < ofGrid ? '; above, the upper end of the continuum, by structure' : ''}`,
  });
  if (found.other) {
    const known = await otherNotion(rows, found.other, { values, count, alpha, chances: gridSums, uncertainty }, run);
    if (!known) return NOTHING_KNOWN;
  }
  if (!await addComparisons(rows, { count, alpha }, run)) return NOTHING_KNOWN;
  const verdicts = [gradientVerdict(subject, values, conservative, rectangle), ...potentialVerdicts(subject, values)];
  for (const notion of ['lic', ...(found.other ? [found.other.notion] : [])] as const) {
    const name = proofName('least-epsilon', subject.name, notion, 'grid');
    run.prove(name, () => ({ ...gridFile(subject, fieldOf(subject, gridSums), membersOf(gridSums), notion), point: values }));
  }
  if (free) {
    run.prove(proofName('least-epsilon', subject.name, 'continuum'),
      () => linearFormulaFile(subject, [found.cycle], found.gaps, { atLeast: 0, confidence, values }));
    rows.add(
      'leastEpsilon',
      exactly(0),
      {
        guarantee: 'continuum',
        confidence: 1,
        profiles,
        basis: 'zero by structure: every pair that ties at the top is congruent with a rate that is not negative',
      },
    );
    return { ...rows.result(...verdicts), samplers: [pathOf(subject, values, sums)], curves: [...surface, ...told] };
  }
  const alone = soleInformed(subject, found.gaps);
  if (alone?.paid) {
    const { lower, upper: most } = alone.paid;
    rows.add('epsilonLic', { estimate: lower, lower, upper: most }, {
      guarantee: 'continuum', confidence: 1, profiles: 0, point: { ...values, mechanism: OTHERS_VALUE },
      basis: 'slopes of what she is paid within an alternative, and between any two',
    });
  }
  const drawn = Math.min(upper, Math.max(0, ...bounds.map((bound) => bound.lower)));
  const { walk: steepest } = bounds.reduce((best, one) => (one.lower > best.lower ? one : best));
  const lower = Math.max(drawn, Math.min(upper, alone?.boundary ?? 0));
  // Nobody else sees a signal: what the lies along the boundary gain needs no draws.
  const along = lower > drawn ? boundaryCycle(subject, found.gaps) : undefined;
  run.prove(
    proofName('least-epsilon', subject.name, 'continuum'),
    () => (along
      ? linearFormulaFile(subject, [{ kind: 'lies', points: along.types }, steepest], undefined, { atLeast: lower, confidence, values })
      : continuumFile(subject, steepest, { atLeast: drawn, confidence, values }, upper === onLattice?.epsilon ? onLattice : undefined)),
  );
  rows.add('leastEpsilon', { estimate: Math.min(upper, Math.max(lower, gridEstimate, refined?.found.ratio ?? 0)), lower, upper }, {
    guarantee: 'continuum', profiles,
    ...(lower > drawn ? { confidence: 1, ...shownBy(along, subject) } : lower > 0 ? across(steepest) : {}),
    basis:
      `below, ${lower > drawn ? 'lies along the boundary of two alternatives' : `${WALKS[steepest.kind]} on fresh draws`}; above, `
      + (onLattice && upper === onLattice.epsilon ? latticeWords(onLattice)
        : slopes < known ? 'utilities as steep in each signal as its values move on fresh draws, whatever the other signals'
        : lambda > 0 ? `an affine maximiser's transfers at weight ${lambda.toPrecision(4)}` : 'transfers linear in the report'),
  });
  return { ...rows.result(...verdicts), samplers: [pathOf(subject, values, sums)], curves: [...surface, ...told] };
}

/**
 * Whether slopes by signals are drawn: a signal that does not enter her values moves the choice, or may; or she has one signal, and half of
 * the most by which they fall is the least ε itself (docs/fields.md, section 2).
 */
const needsSlopes = ({ space }: Subject, { gaps }: Found, isRefined: boolean): boolean =>
  !isRefined && !isImplementable(gaps) && (space.relevant.includes(false) || space.relevant.length === 1);

/** A grid of her types of its own, and draws, on which the upper end rests. */
interface Refined {
  readonly found: FoundOnLattice;
  readonly draws: number;
  readonly cells: number;
}

/** Where nobody else sees a signal the slopes of indifference say more than draws do. */
function soleInformed({ problem, space }: Subject, gaps: readonly PairGap[]) {
  if (problem.signals.some(({ owner }) => owner !== space.agent)) return undefined;
  const gradients = gradientsOf(problem, space.agent);
  const pairs = gaps.filter(({ ties }) => ties).map(({ pair }) => pair);
  const chosen = [...new Set(pairs.flat())];
  return {
    boundary: boundaryBound(gradients, space.relevant, pairs),
    paid: chosen.length > 0 ? paidOthersValue(gradients, space.relevant, chosen) : undefined,
  };
}

export async function planProblem(
  { problem: question, values, pictures }: SweepPoint<ProblemQuestion>,
  aim: StudyAim,
  run: Run,
): Promise<PlannedPoint> {
  const problem = question.problem as LinearProblem;
  if (areListed(problem)) return planListed(question, { values, pictures });
  requireCollectable(question, values, run);
  const agent = problem.agents.indexOf(question.agent);
  const space = ownSpace(problem, agent);
  const cells = question.cells ?? sizeOfCells(coordinatesOf(problem, agent).length);
  const subject: Subject = { problem, space, name: question.agent, ...typeGrid(space, { ...question, cells }) };
  if (question.stage === 'ex-post') {
    const study = async (judging: Run): Promise<PointResult> => {
      const rows = await exPostRows(subject, { values, pictures }, judging);
      return rows ? { ...NOTHING_KNOWN, ...rows, complete: true } : NOTHING_KNOWN;
    };
    return { cost: 1, study };
  }
  const loop: Walk | undefined = question.loop && { kind: 'path', points: question.loop };
  if (question.opponents === 'grid') return planGridOpponents(subject, question, { values, loop, cells, pictures });
  // Not looked at before: what nothing of a study looks at is told to have no effect.
  const { profiles, precision, maxProfiles, confidence } = aim;
  const found = run.signal?.aborted ? undefined : await search(subject, question.notion ?? 'lic', run);
  const field = found && !isImplementable(found.gaps) ? twoWayField(subject) ?? threeListsField(subject) : undefined;
  const onLattice = field && await searchOnLattice(field, profiles, run);
  const ofPath = onLattice && precision !== undefined && profiles === undefined
    ? await drawsFor(onLattice, precision, 1 - confidence, run) : 0;
  const isRefined = onLattice?.isWorthwhile === true;
  const isDrawn = found !== undefined && needsSlopes(subject, found, isRefined);
  const [share, error] = isDrawn ? [LEFT, (1 - confidence) / 2] : [1, 1 - confidence];
  const wanted = profiles ?? (found && precision !== undefined ? profilesFor(found, share * precision, error) : CERTIFY);
  const count = Math.max(GROUP, Math.floor(Math.min(Math.max(wanted, ofPath), maxProfiles) / GROUP) * GROUP);
  const refined = onLattice
    && { found: onLattice, ...sizesFor(onLattice, { precision, profiles, most: maxProfiles }, (1 - confidence) / 2) };
  const asked = precision === undefined || profiles !== undefined || !found ? undefined
    : { count, alpha: (1 - confidence) / 2, precision, most: maxProfiles };
  const effort = asked && isDrawn ? await slopeSizes(problem, [agent], slopeEnd, asked, run) : { count };
  const ofMarket = asked && await marketEffort(question, asked, run);
  return {
    cost: subject.points.length * count,
    mayRefuse: isConstrained(question),
    study: async (certifying) => {
      if (!found) return NOTHING_KNOWN;
      const result = await certify(subject, found, { values, count, confidence, loop, pictures, refined, effort }, certifying);
      if (!isConstrained(question) || !result.complete) return result;
      const level = { count, confidence, effort: ofMarket };
      const rows = await constrainedRows(question, { cells, nodes: question.nodes }, values, level, certifying);
      return rows ? { ...result, estimates: [...result.estimates, ...rows] } : NOTHING_KNOWN;
    },
  };
}
