/**
 * Verdicts on ambiguous coalitional monotonicity and on plans in which only some types object, as files `misreport.ambiguous/1` that
 * `src/notions/verify/ambiguous.ts` checks: rewards for every deception, or one deception with a refusal of every wish to object to it.
 */
import { typesIn } from '../../../environment/finite/profiles.ts';
import { rationalText } from '../../../programs/rational.ts';
import { consequenceFile, contextFile, type CoalitionalSource } from '../coalitional-file.ts';
import type { Plan } from './coalitional-ic.ts';
import type { AmbiguousObjection, RefusedWish, Unopposed } from './monotonicity.ts';
import type { Refusal } from './reward-search.ts';

type Model = CoalitionalSource['model'];

const head = (source: CoalitionalSource, statement: string): Record<string, unknown> =>
  ({ schema: 'misreport.ambiguous/1', statement, ...contextFile(source) });

const namesOf = ({ agents }: Model, coalition: readonly number[]): string[] => coalition.map((agent) => agents[agent]!.name);
const typesFile = ({ agents }: Model, coalition: readonly number[], types: readonly number[]): string[] =>
  coalition.map((agent, k) => agents[agent]!.types[types[k]!]!);

/** Reports by type, `[agent][type]`; messages beyond an agent's types are objections. */
function planFile({ agents }: Model, plan: Plan): Record<string, unknown> {
  const objects = plan.some((own, agent) => own.some((message) => message >= agents[agent]!.types.length));
  const reports = plan.map((own, agent) => own.map((message) => agents[agent]!.types[message % agents[agent]!.types.length]!));
  return {
    plan: reports, ...(objects ? { objects: plan.map((own, agent) => own.map((message) => message >= agents[agent]!.types.length)) } : {}),
  };
}

function refusalFile(model: Model, refusal: Refusal): Record<string, unknown> {
  if ('multipliers' in refusal) return { multipliers: refusal.multipliers.map(rationalText) };
  const { hurdle: { members, types, plan, rule }, ways } = refusal;
  return {
    hurdle: { members: namesOf(model, members), types: typesFile(model, members, types), rule, ...planFile(model, plan) },
    ways: ways.map((way) => refusalFile(model, way)),
  };
}

const refusedFile = (model: Model, { coalition, types, eager, refusal }: RefusedWish): Record<string, unknown> => ({
  coalition: namesOf(model, coalition), types: typesFile(model, coalition, types), eager: model.agents[eager]!.name,
  refusal: refusalFile(model, refusal),
});

/** Nodes of all refusals together, and multipliers. */
export function refusalSize(refused: readonly RefusedWish[]): number {
  const size = (refusal: Refusal): number =>
    ('multipliers' in refusal ? 1 + refusal.multipliers.length : refusal.ways.reduce((total, way) => total + size(way), 1));
  return refused.reduce((total, { refusal }) => total + size(refusal), 0);
}

/** That some coalition objects to every deception: the rewards, each once, by profile of reports. */
export function objectionsFile(source: CoalitionalSource, objections: readonly AmbiguousObjection[]): Record<string, unknown> {
  const { model } = source;
  const places = new Map<string, number>();
  const rewards: unknown[] = [];
  const listed = objections.map(({ rule, plan, coalition, types, reward }) => {
    const list = reward.map((one, profile) => ({
      reports: typesFile(model, [...model.agents.keys()], typesIn(model.profiles, profile)), consequence: consequenceFile(model, one),
    }));
    const text = JSON.stringify(list);
    if (!places.has(text)) places.set(text, rewards.push(list) - 1);
    return {
      rule, ...planFile(model, plan), coalition: namesOf(model, coalition), types: typesFile(model, coalition, types),
      reward: places.get(text)!,
    };
  });
  return { ...head(source, 'monotonicity'), rewards, objections: listed };
}

/** That nobody objects to a deception: by rewards of Definition 3.3.2, or by messages that only some types may send. */
export const unopposedFile = (
  source: CoalitionalSource, statement: 'no-monotonicity' | 'no-objection-by-some-types', { rule, plan, refused }: Unopposed,
): Record<string, unknown> => ({
  ...head(source, statement), deception: { rule, ...planFile(source.model, plan) },
  refused: refused.map((one) => refusedFile(source.model, one)),
});

/** That the direct mechanism of the rule has good equilibria alone, of which `misreport verify` lists all strategies again. */
export const directMechanismFile = (source: CoalitionalSource): Record<string, unknown> => head(source, 'direct-mechanism');
