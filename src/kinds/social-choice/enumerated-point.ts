/** A social choice problem of atoms: every mechanism on every profile, with its probability. Nothing is sampled. */
import { OUTSIDE_THE_PAPERS } from '../../distributions/dependence.ts';
import { InputError } from '../../errors.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { Play } from '../../experiments/enumeration/play.ts';
import { bidScale, payoffRounding } from '../../experiments/enumeration/scale.ts';
import { reportPoints } from '../../experiments/enumeration/report-line.ts';
import { holdsMeans } from '../../mechanism/mechanism.ts';
import type { Agent, Point } from '../../results/document.ts';
import type { Draw } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { checkProblem } from './assumption-verdicts.ts';
import { ENUMERATED, enumeratedAgent } from './enumerated-agent.ts';
import { enumeratedAmbiguity } from './enumerated-ambiguity.ts';
import { asksAbout } from './enumerated-ambiguity-checks.ts';
import { enumeratedMarket } from './enumerated-market.ts';
import { agentBack, nearOrigin } from './enumerated-near.ts';
import { naming, namingAtOnce } from './naming.ts';
import { resolveEnumeratedRepair } from './repair.ts';
import { enumeratedRules } from './enumerated-rules.ts';
import type { SocialChoiceStudy } from './study-point.ts';
import { functionRounding, userFunctions, usesFunctions } from './user-functions.ts';

/** Reports by the others' profiles that are played, all agents and mechanisms together; and where answers of functions are kept. */
const PLAYS_MAX = 2 ** 22;
const ASKED_MAX = 2 ** 20;

export async function planEnumerated(point: SweepPoint<SocialChoiceStudy>, aim: StudyAim, pilot: Draw): Promise<PlannedPoint> {
  const { problem: { problem, mechanisms: before, agents = problem.agents.map((_, i) => i) } } = point;
  const mechanisms = await Promise.all(before.map((mechanism) => naming(mechanism, resolveEnumeratedRepair(problem, mechanism, pilot))));
  // Ambiguity sets are about types where they are.
  const nears = mechanisms.map((mechanism) => (asksAbout(point.problem, mechanism) ? undefined : nearOrigin(problem, mechanism)));
  const plays = await Promise.all(mechanisms.map(async (mechanism, m) => {
    const near = nears[m];
    return near ? new Play(near.problem, near.mechanism) : new Play(problem, mechanism, await userFunctions(problem, mechanism, pilot));
  }));
  const most = mechanisms.some((mechanism) => usesFunctions(problem, mechanism)) ? ASKED_MAX : PLAYS_MAX;
  let work = 0;
  for (const play of plays) {
    for (const agent of agents) {
      if (coordinatesOf(problem, agent).length !== 1) continue;
      work += 6 * reportPoints(play, agent).length * play.others(agent).length;
      if (work > most) {
        const law = problem.signals.findIndex(({ law: { atoms = [] } }) => atoms.length > 0);
        const found = `so many types that more than ${most} reports and profiles would be gone through one by one`;
        throw new InputError(`problem.signals[${law}].law`, `${problem.signals[law]!.law.text} has ${found}; accepted: fewer values`);
      }
    }
  }
  return {
    cost: work,
    async study(run): Promise<PointResult> {
      const { structure, verdicts } = await checkProblem(problem, mechanisms, point.values, run);
      const profiles = problem.signals.reduce((count, { law }) => count * law.atoms!.length, 1);
      const asked = { study: point.problem, aim, pictures: point.pictures, basis: ENUMERATED.basis };
      const results = plays.flatMap((play, m) => {
        if (run.signal?.aborted) return [];
        const at: Point = { ...point.values, mechanism: mechanisms[m]!.name };
        const near = nears[m];
        const roundingOf = (own: readonly number[]): number =>
          payoffRounding(play.problem, own, holdsMeans(mechanisms[m]!.transfers)) * bidScale(problem, mechanisms[m]!)
          + functionRounding(problem, mechanisms[m]!);
        const common = { play, structure, point: at, confidence: aim.confidence, keepPictures: point.pictures };
        namingAtOnce(mechanisms[m]!, () => play.prepareTypes());
        const found = namingAtOnce(mechanisms[m]!, () => agents.map((agent) => {
          const space = ownSpace(play.problem, agent, mechanisms);
          const rounding = roundingOf(space.coordinates);
          const played = enumeratedAgent({ ...common, space, rounding });
          const one = near ? agentBack(played, near, space.coordinates) : played;
          return { ...one, ambiguity: asksAbout(point.problem, mechanisms[m]!) ? [enumeratedAmbiguity({
            ...one, play, space, rounding, asked: { ...asked, mechanism: mechanisms[m]!, structure, sample: { space }, point: at },
          })] : [] };
        }));
        const ambiguity = found.flatMap((one) => one.ambiguity);
        run.progress(mechanisms[m]!.name, (m + 1) / plays.length);
        return [{
          at,
          estimates: [
            ...found.flatMap(({ estimates }) => estimates), ...ambiguity.flatMap(({ estimates }) => estimates),
            ...enumeratedMarket({ ...common, studied: agents, rounding: roundingOf([]), ...(near && { added: near.welfare }) }),
          ],
          curves: found.flatMap(({ curves }) => curves),
          surfaces: [...found, ...ambiguity].flatMap(({ surfaces }) => surfaces),
          verdicts: [...found, ...ambiguity].flatMap(({ verdicts: said }) => said),
          notes: ambiguity.flatMap(({ notes }) => notes),
        }];
      });
      return {
        samplers: results.flatMap(({ at }) => agents.map((agent) => ({
          agent: problem.agents[agent]! as Agent,
          point: at,
          sampler: 'enumeration',
          reason: `laws of atoms: all ${profiles} profiles, the first-listed alternative where several are best`,
        }))),
        estimates: [
          ...results.flatMap(({ estimates }) => estimates),
          ...(run.signal?.aborted ? [] : enumeratedRules(point.problem, point.values, aim.confidence)),
        ],
        curves: results.flatMap(({ curves }) => curves),
        surfaces: results.flatMap(({ surfaces }) => surfaces),
        verdicts: [...(point.pictures ? verdicts : []), ...results.flatMap(({ verdicts: said }) => said)],
        notes: [
          ...(problem.dependence ? [`signals ${OUTSIDE_THE_PAPERS}`] : []),
          'All laws are discrete: nothing is sampled, and intervals hold what rounding can do, of values, rules and transfers '
          + 'given as functions that of float32. Types are the values of the laws, reports every number from the lowest to the highest of '
          + 'them, of functions and of an agent with several signals a list of such.',
          ...new Set(results.flatMap(({ notes }) => notes)),
        ],
        complete: results.length === plays.length,
      };
    },
  };
}
