/** Proofs of what coalitions can do to a rule, and of what they cannot. */
import { coalitionName } from '../../environment/finite/coalitions.ts';
import type { CoalitionPattern, FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { parameterValues } from '../../environment/finite/model.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { deviationFile } from '../../mechanism/finite/deviation-file.ts';
import type { BadOutcome } from '../../notions/finite/bad-outcome.ts';
import {
  badOutcomeFile, equilibriumFile, incentiveFile, monotonicityFile, type CoalitionalSource,
} from '../../notions/finite/coalitional-file.ts';
import { blockingTypeSpace, type CoalitionalLie } from '../../notions/finite/robust-coalitional-ic.ts';
import type { Objection } from '../../notions/finite/robust-monotonicity/robust-monotonicity.ts';
import { isZero, rationalText, type Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Point } from '../../results/document.ts';
import { laidOut, type Block } from './proof-layout.ts';
import type { Proof } from './rows.ts';

export interface CoalitionRequest {
  readonly model: FiniteModel;
  readonly pattern: CoalitionPattern;
  /** The pattern in words, a coordinate of every row. */
  readonly label: string;
  readonly point: Point;
  /** For proofs. */
  readonly environment?: FiniteEnvironment;
  readonly parameters?: ReadonlyMap<string, Rational>;
  readonly solve?: Solve;
}

const profileWords = ({ agents, profiles }: FiniteModel, profile: number, of: readonly number[]): string => {
  const types = typesIn(profiles, profile);
  return of.map((agent) => `${agents[agent]!.name} is ${agents[agent]!.types[types[agent]!]}`).join(' and ');
};

export const typeNames = ({ agents }: FiniteModel, coalition: readonly number[], types: readonly number[]): string =>
  `(${types.map((type, k) => agents[coalition[k]!]!.types[type]).join(', ')})`;

/** `{ann, bob} of types (0, 1) report (1/2, 1/2): ann gains 1/4, bob gains 1/4 where cat is 0`. */
export function lieText(model: FiniteModel, { coalition, truth, report, members }: CoalitionalLie): string {
  const others = [...model.agents.keys()].filter((agent) => !coalition.includes(agent));
  const gains = members.map(({ agent, profile, gain }) => {
    const where = others.length === 0 ? '' : ` where ${profileWords(model, profile, others)}`;
    return `${model.agents[agent]!.name} gains ${rationalText(gain)}${where}`;
  });
  return `${coalitionName(model.agents, coalition)} of types ${typeNames(model, coalition, truth)} report `
    + `${typeNames(model, coalition, report)}: ${gains.join(', ')}`;
}

export function lieProof({ model, environment, parameters = new Map(), pattern }: CoalitionRequest, lie: CoalitionalLie): Proof[] {
  if (environment === undefined) return [];
  const text = lieText(model, lie);
  const members = lie.members.map(({ agent, gain }, k) => ({ agent, type: lie.truth[k]!, report: lie.report[k]!, gain }));
  const table = [
    ['member', 'type', 'reports', 'gains'],
    ...members.map(({ agent, type, report, gain }) => {
      const { name, types } = model.agents[agent]!;
      return [name, types[type]!, types[report]!, rationalText(gain)];
    }),
  ];
  return [{
    name: `coalition-${lie.coalition.map((agent) => model.agents[agent]!.name).join('-')}`, ...laidOut([{ title: text, rows: table }]),
    file: deviationFile({
      file: environment.file, agents: model.agents, parameters: parameterValues(environment, parameters), coalitions: pattern, members,
      text, space: blockingTypeSpace(model, lie),
    }),
  }];
}

/** Undefined where the request knows no file. */
export function sourceOf({ model, environment, parameters = new Map(), pattern }: CoalitionRequest): CoalitionalSource | undefined {
  return environment && { model, coalitions: pattern, file: environment.file, parameters: parameterValues(environment, parameters) };
}

/** Named with the pattern of coalitions. */
export const proofOf = (name: string, label: string, file: Record<string, unknown>, blocks: readonly Block[]): Proof =>
  ({ name: `${name}-${label.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`, file, ...laidOut(blocks) });

/** That no coalition has a lie from which all its members may gain: the environment, whose lies `misreport verify` lists again. */
export function incentiveProof(request: CoalitionRequest): Proof[] {
  const source = sourceOf(request);
  const line = `no coalition (${request.label}) has a lie from which all its members may gain: every lie was listed`;
  return source === undefined ? [] : [proofOf('robust-coalitional-ic', request.label, incentiveFile(source), [{ lines: [line] }])];
}

/** That strategies are an interim coalitional equilibrium: the environment, whose deviations `misreport verify` lists again. */
export function equilibriumProof(request: CoalitionRequest, id: string, pooled: boolean, text: string): Proof[] {
  const source = sourceOf(request);
  if (source === undefined) return [];
  const file = equilibriumFile(source, id === 'mechanism-equilibrium' ? 'mechanism' : 'rule', pooled);
  return [proofOf(`${id}-${pooled ? 'pooled' : 'own'}`, request.label, file, [{ lines: [`${text}: every deviation was listed`] }])];
}

const consequenceText = ({ outcomes, agents }: FiniteModel, { lottery, money }: BadOutcome['consequence']): string => [
  lottery.flatMap((share, k) => (isZero(share) ? [] : [`${rationalText(share)} ${outcomes[k]}`])).join(' + '),
  ...money.flatMap((amount, i) => (isZero(amount) ? [] : [`${rationalText(amount)} to ${agents[i]!.name}`])),
].join(', ');

export function badOutcomeProof(request: CoalitionRequest, bad: BadOutcome): Proof[] {
  const source = sourceOf(request);
  const worse = consequenceText(request.model, bad.consequence);
  const line = `everyone prefers every outcome of the rule by ${rationalText(bad.margin)} or more to ${worse}`;
  return source === undefined ? [] : [proofOf('bad-outcome', request.label, badOutcomeFile(source, bad), [{ lines: [line] }])];
}

/** Answers of a file beyond which it is not written. */
const ANSWERS_MAX = 20_000;

/** The coalition that objects to every lie, and how many rewards it has for its conjectures. */
export function monotonicityProof(request: CoalitionRequest, id: string, objections: readonly Objection[]): Proof[] {
  const source = sourceOf(request);
  const answers = objections.reduce((total, objection) => total + objection.answers.length, 0);
  if (source === undefined || answers > ANSWERS_MAX) return [];
  const { model } = request;
  const every = [...model.agents.keys()];
  const named = (profile: number): string => typeNames(model, every, typesIn(model.profiles, profile));
  const rows = objections.map(({ truth, report, coalition, answers: { length } }) =>
    [named(truth), named(report), coalitionName(model.agents, coalition), String(length)]);
  const table = { rows: [['types', 'reports', 'who objects', 'rewards'], ...rows] };
  return [proofOf(id, request.label, monotonicityFile(source, id, objections), [table])];
}
