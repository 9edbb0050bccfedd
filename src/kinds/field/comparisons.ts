/**
 * What known transfers leave to gain by lying, between the same types as the optimum: the VCG mechanism (generalised where values are
 * interdependent), the modified VCG where a signal of hers does not enter her own value, the transfers of a potential where her field has
 * one that is known, and JM01's (7.12) where all see one signal. Each is measured as `misreport run` measures it: a pilot chooses the lie
 * that is shown, gains of all pairs on a stream of their own.
 */
import type { InterimQuestion, InterimSampler } from '../../experiments/interim-sums.ts';
import { gainSlopes } from '../../mechanism/gain-slopes.ts';
import { incentiveCompatibleByStructure } from '../../mechanism/incentives.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { epsilonLicOnGrid } from '../../notions/epsilon-lic.ts';
import type { Estimate } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { sides } from '../../statistics/interval.ts';
import { linearStructure } from '../social-choice/assumption-verdicts.ts';
import { interimSampler } from '../social-choice/samplers.ts';
import { bestPair, DIVISORS } from '../social-choice/search.ts';
import type { FieldRows } from './field-rows.ts';
import { POTENTIAL, potentialMechanism } from './potential.ts';
import { GROUP } from './search.ts';
import type { Subject } from './subject.ts';

/** Types whose pairs are all looked at, at most: two squares of so many doubles are kept. */
const TYPES_MAX = 1100;
/** Computing, on one core, that a pilot and the certifying run of one mechanism may take; profiles at least. */
const PILOT_NS = 5e7;
const CERTIFY_NS = 4e8;
const LEAST = 8 * GROUP;

const EFFICIENT = { kind: 'efficient' } as const;

/** Mechanisms with the efficient rule that may be known to the reader, where they speak of the agent. */
export function comparable({ problem, space }: Pick<Subject, 'problem' | 'space'>): Mechanism[] {
  const { agents, signals } = problem;
  const vcg: Mechanism = { name: 'generalised VCG', rule: EFFICIENT, transfers: { kind: 'vcg' } };
  // Where VCG is incentive compatible its payments are those of the potential, up to a constant.
  const known = incentiveCompatibleByStructure(problem, vcg, linearStructure(problem)) !== undefined;
  const potential = known ? undefined : potentialMechanism(problem, space.agent);
  const oneEach = agents.every((_, i) => signals.filter(({ owner }) => owner === i).length <= 1);
  return [
    vcg,
    ...(space.relevant.every(Boolean) ? [] : [{ name: 'modified VCG', rule: EFFICIENT, transfers: { kind: 'modified-vcg' } } as const]),
    ...(potential ? [potential] : []),
    ...(oneEach ? [{ name: 'weak-congruence transfers', rule: EFFICIENT, transfers: { kind: 'weak-congruence' } } as const] : []),
  ];
}

const profilesWithin = ({ cost }: InterimSampler, budget: number, count: number): number =>
  GROUP * Math.floor(Math.min(count, Math.max(LEAST, budget / cost)) / GROUP);

async function measured(rows: FieldRows, mechanism: Mechanism, count: number, alpha: number, run: Run): Promise<boolean> {
  const { subject: { problem, space, points, name }, values } = rows;
  const at = { point: { ...values, mechanism: mechanism.name } };
  const why = incentiveCompatibleByStructure(problem, mechanism, linearStructure(problem));
  if (why !== undefined) {
    rows.add('epsilonLic', { estimate: 0, lower: 0, upper: 0 }, { guarantee: 'continuum', confidence: 1, profiles: 0, basis: why, ...at });
    return true;
  }
  const question: InterimQuestion = {
    agent: space.agent, reports: points, paired: points.map((_, t) => t), groupSize: GROUP, line: space.coordinates.length === 1,
  };
  const sampler = await interimSampler(problem, mechanism, question, run);
  const pilot = await sampler.run(run.stream(`field/compare-search/${name}`), 0, profilesWithin(sampler, PILOT_NS, count));
  const wanted = profilesWithin(sampler, CERTIFY_NS, count);
  const drawn = await sampler.run(run.stream(`field/compare/${name}`), 0, wanted);
  if (drawn.profiles < wanted || pilot.groups === 0) return false;
  const slopes = gainSlopes(problem, mechanism, space.agent);
  const [epsilonLic, irrelevant] = [bestPair(pilot, DIVISORS.epsilonLic(space)), bestPair(pilot, DIVISORS.irrelevantGain(space))];
  const { exists, irrelevantGain, ...lic } = epsilonLicOnGrid({ ...drawn, ...(slopes && { gainSlopes: slopes }) }, space, alpha, {
    ...(epsilonLic && { epsilonLic }), ...(irrelevant && { irrelevantGain: irrelevant }),
  });
  const more = ({ witness }: Pick<Estimate, 'witness'>) =>
    ({ guarantee: 'grid', profiles: drawn.profiles, basis: `${points.length} types`, ...at, ...(witness && { witness }) } as const);
  if (mechanism.name === POTENTIAL && !(lic.lower > 0)) {
    const basis = `truth is best at every profile of the others, by structure; between ${points.length} types and in `
      + `${drawn.profiles} profiles the gain per unit of lie is ${Number(lic.estimate.toPrecision(2))} at most in the mean`;
    rows.add('epsilonLic', { estimate: 0, lower: 0, upper: 0 }, {
      guarantee: 'continuum', confidence: 1, profiles: drawn.profiles, basis, ...at,
    });
    return true;
  }
  // Where a lie of no length gains, no ε will do and there is no number to report.
  if (exists !== 'none') rows.add('epsilonLic', sides((side) => Math.max(0, lic[side])), more(lic));
  if (irrelevantGain && exists !== 'finite') rows.add('irrelevantGain', irrelevantGain, more(irrelevantGain));
  return true;
}

/** Adds the rows of each mechanism; false where an interruption left one unknown. */
export async function addComparisons(rows: FieldRows, { count, alpha }: { readonly count: number; readonly alpha: number }, run: Run):
  Promise<boolean> {
  const { subject } = rows;
  if (subject.points.length > TYPES_MAX) return true;
  for (const mechanism of comparable(subject)) if (!await measured(rows, mechanism, count, alpha, run)) return false;
  return true;
}
