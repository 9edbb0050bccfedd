/**
 * The field where every law is a list of values: types are these values, each with its chance, and nobody has others. Reports in between
 * are nobody's types, so that transfers there may be as low as one likes and no lie is told there. So the program over pairs of types, with
 * every profile of the others gone through, is the least ε itself and no bound on it (docs/fields.md, section 1, "Types in lists").
 */
import { InputError } from '../../errors.ts';
import { gridField, profilesIn, type GridField, type GridLaw } from '../../experiments/field/grid-opponents.ts';
import { type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { ownSpace, type OwnSpace } from '../../experiments/own-signal.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { LeastEpsilon, LieNotion } from '../../notions/least-epsilon.ts';
import type { Point, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { difference, exactly } from '../../statistics/interval.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import type { PlannedPoint, PointResult } from '../kind.ts';
import { proofName } from '../proof-name.ts';
import { curvesOf, toldField, utilityCurves } from './field-curves.ts';
import { across, FieldRows } from './field-rows.ts';
import { fieldFrom, mutualGain, optimumOf, programRow } from './grid-opponents.ts';
import { TYPES_MAX } from './grid.ts';
import { gridFile } from './proofs.ts';
import { optimaOf, weightsOf } from './search.ts';
import { CHOICES_MAX, isConstrained, type Subject } from './subject.ts';
import type { ProblemQuestion } from './study-point.ts';

const sizeOf = (problem: SocialChoiceProblem, coordinates: readonly number[]): number =>
  coordinates.reduce((product, d) => product * problem.signals[d]!.law.atoms!.length, 1);

/** All types of one agent, each with its chance. */
export function listedSubject(problem: LinearProblem, space: OwnSpace): Subject {
  let all: { point: number[]; weight: number }[] = [{ point: [], weight: 1 }];
  for (const d of space.coordinates) {
    const { atoms = [] } = problem.signals[d]!.law;
    all = all.flatMap(({ point, weight }) => atoms.map(({ at, mass }) => ({ point: [...point, at], weight: weight * mass })));
  }
  return {
    problem, space, name: problem.agents[space.agent]!, points: all.map(({ point }) => point),
    halfWidths: space.coordinates.map((d) => (problem.signals[d]!.law.atoms!.length > 1 ? 1 : 0)),
    weights: Float64Array.from(all, ({ weight }) => weight),
  };
}

/** Throws InputError where there are too many types or profiles, or a question is about what lies between types. */
export function requireListed({ problem, agent, slice, loop, stage, ...question }: ProblemQuestion): void {
  const between = { slice, loop, stage: stage === 'ex-post' ? stage : undefined };
  const [asked] = Object.entries(between).find(([, value]) => value !== undefined) ?? [];
  if (asked !== undefined) {
    throw new InputError(asked, 'must be left out where every law is a list of values: types are these, all of them, and nothing '
      + 'lies between');
  }
  const judged = isConstrained(question) ? problem.agents.keys() : [problem.agents.indexOf(agent)];
  for (const one of judged) {
    const own = coordinatesOf(problem, one);
    const types = sizeOf(problem, own);
    if (types > TYPES_MAX) throw new InputError('problem.signals', `make ${types} types of ${problem.agents[one]}, more than ${TYPES_MAX}`);
    const choices = sizeOf(problem, [...problem.signals.keys()]) * problem.alternatives.length;
    if (choices > CHOICES_MAX) {
      throw new InputError('problem.signals', `make ${choices} choices, types times profiles times alternatives, more than ${CHOICES_MAX}`);
    }
  }
}

const othersOf = ({ signals }: LinearProblem, agent: number): GridLaw[] => signals.flatMap(({ owner, law: { atoms = [] } }, coordinate) =>
  (owner === agent ? [] : [{ coordinate, points: atoms.map(({ at }) => at), weights: atoms.map(({ mass }) => mass) }]));

const evaluated = (subject: Subject, run: Run): Promise<GridField> => run.draw(gridField(
  subject.problem, subject.space.agent, { points: subject.points, weights: weightsOf(subject) },
  othersOf(subject.problem, subject.space.agent),
));

const EXACT = { confidence: 1, profiles: 0, guarantee: 'continuum' } as const;

/** What is meant by a gain, where it is not a gain per unit of lie. */
const LIES: Readonly<Record<LieNotion, Point>> = {
  lic: {}, weak: { lies: 'by the largest difference' }, ic: { lies: 'all alike' },
};

function verdictOf({ name }: Subject, values: Point, { ratio }: LeastEpsilon, lower: number): Verdict {
  const status = lower > 0 ? 'no' : ratio > 0 ? 'undecided' : 'yes';
  const text = {
    yes: 'Some transfers leave no type a gain by reporting another: no cycle of lies gains anything (cyclical monotonicity)',
    no: 'Whatever the transfers, some type gains by reporting another: a cycle of lies gains',
    undecided: 'Whether some transfers leave no lie a gain is within rounding',
  }[status];
  return { id: 'implementable', agent: name, point: values, text, holds: status === 'yes', status };
}

async function study(subject: Subject, question: ProblemQuestion, { values, pictures }: Given, run: Run): Promise<PointResult> {
  const { problem } = subject;
  const measured = await evaluated(subject, run);
  if (run.signal?.aborted) return NOTHING_KNOWN;
  const field = fieldFrom(subject, measured);
  const { notion = 'lic' } = question;
  const found = await taken(run, optimaOf(field, notion), { kind: `cycles, ${notion}`, size: field.points.length });
  if (!found) return NOTHING_KNOWN;
  const rows = new FieldRows(subject, values, 1);
  rows.add('fieldMonotonicity', difference(exactly(0), mutualGain(field, subject, found.pair)), { ...EXACT, ...across(found.pair) });
  const basis = `${subject.points.length} types, which are all; a cycle of lies, and its potentials; every profile of the others`;
  const ends = new Map<LieNotion, number>();
  for (const [one, best] of [['lic', found.grid], [notion, found.optimum]] as const) {
    if (!best) continue;
    const { interval, cycle } = optimumOf(subject, field, best, one);
    ends.set(one, interval.lower);
    rows.add('leastEpsilon', interval, { ...EXACT, ...across(cycle), basis, point: { ...values, ...LIES[one] } });
    run.prove(proofName('least-epsilon', subject.name, one, 'types'),
      () => ({ ...gridFile(subject, field, problem.alternatives.map(() => 1), one), point: values }));
  }
  const told = toldField(subject, field, problem.alternatives.map((_, k) => k), 0);
  const result = {
    ...rows.result(verdictOf(subject, values, found.grid, ends.get('lic')!)),
    curves: pictures ? [...curvesOf(subject, told, { ...EXACT, values }), ...utilityCurves(subject, found.grid.utility, values)] : [],
    notes: [LISTED_NOTE],
  };
  if (!isConstrained(question)) return result;
  const row = await programRow(question, listedSubjects(problem), (one) => evaluated(one, run), values, run);
  if (!row) return NOTHING_KNOWN;
  return { ...result, estimates: [...result.estimates, { ...row, quantity: 'leastEpsilon', guarantee: EXACT.guarantee }] };
}

const LISTED_NOTE = 'types are the values of the laws, and where alternatives tie the first-listed one is chosen: the least ε is that of '
  + 'this efficient rule';

/** All informed agents whose lies have a length. */
const listedSubjects = (problem: LinearProblem): Subject[] => problem.agents.flatMap((_, agent): Subject[] => {
  if (coordinatesOf(problem, agent).length === 0) return [];
  const space = ownSpace(problem, agent);
  return space.relevant.some(Boolean) ? [listedSubject(problem, space)] : [];
});

interface Given {
  readonly values: Point;
  readonly pictures?: boolean;
}

export function planListed(question: ProblemQuestion, given: Given): PlannedPoint {
  const problem = question.problem as LinearProblem;
  const subject = listedSubject(problem, ownSpace(problem, problem.agents.indexOf(question.agent)));
  return {
    cost: subject.points.length * profilesIn(othersOf(problem, subject.space.agent)), mayRefuse: isConstrained(question),
    study: (run) => study(subject, question, given, run),
  };
}
