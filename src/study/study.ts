/** A study: what the scenario asks for at every point, by the kind of problem it is, and its claims held against the result. */
import type { Device } from '../engine/device.ts';
import type { ResultDocument } from '../results/document.ts';
import type { StudyPoint } from './scenario.ts';
import { packageVersion } from '../version.ts';
import { studyAssignments } from '../kinds/assignment/study.ts';
import { heldClaims } from './claims.ts';
import { configurationHash } from './configuration-hash.ts';
import { describeConfiguration, type StudyConfiguration, type StudyHooks } from './configuration.ts';
import { studyDoubleAuctions } from '../kinds/double-auction/study.ts';
import type { StudyOutcome } from './outcome.ts';
import { studySocialChoice } from '../kinds/social-choice/study.ts';

/** Runs the study. Rejects with InputError before any certified draw where the precision is out of reach. */
export async function runStudy(configuration: StudyConfiguration, device: Device, hooks: StudyHooks): Promise<ResultDocument> {
  const started = performance.now();
  const { scenario, command, points, confidence } = configuration;
  const outcome = await studyOf(configuration)(configuration, device, hooks);
  const { estimates, fits, notes } = outcome;
  const held = outcome.complete ? heldClaims(scenario, { command, estimates, fits, points, confidence }) : { claims: [], notes: [] };
  return {
    schema: 'misreport.result/1',
    command,
    scenario: scenario.name,
    title: scenario.title,
    source: scenario.source,
    seed: configuration.seed,
    configHash: configurationHash(configuration),
    configuration: describeConfiguration(configuration),
    version: packageVersion(),
    device: device.description,
    seconds: (performance.now() - started) / 1000,
    ...outcome,
    ...(scenario.sizeName === undefined ? {} : { size: { ...scenario.sizeName, values: points.map((point) => ({ point, size: scenario.marketSize(point) })) } }),
    notes: [...notes, ...held.notes],
    claims: held.claims,
  };
}

type Study = (configuration: StudyConfiguration, device: Device, hooks: StudyHooks) => Promise<StudyOutcome>;

const STUDIES: Readonly<Record<StudyPoint['kind'], Study>> = { 'double-auction': studyDoubleAuctions, 'social-choice': studySocialChoice, assignment: studyAssignments };

/** All points of a scenario are of one kind. */
const studyOf = ({ scenario, points }: StudyConfiguration): Study => STUDIES[scenario.environment(points[0]!).kind];
