/** What is chosen of a correspondence ex post, or why nothing can be, as a file that `src/notions/verify/choice.ts` checks. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { isZero, rationalText, type Rational } from '../../programs/rational.ts';
import type { ChoiceClash, ChoiceTree, DeterministicAnswer, LotteryAnswer } from './ex-post-choice.ts';

export interface ChoiceSource {
  /** The environment's file. */
  readonly file: unknown;
  readonly parameters: ReadonlyMap<string, Rational>;
}

const head = ({ file, parameters }: ChoiceSource, mechanisms: 'deterministic' | 'lotteries'): Record<string, unknown> => ({
  schema: 'misreport.choice/1', mechanisms, environment: file,
  parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])),
});

/** The types of a profile, in the order of agents. */
const names = ({ agents, profiles }: FiniteModel, profile: number): string[] =>
  typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]!);

const clashFile = (model: FiniteModel, { agent, profile, instead }: ChoiceClash): Record<string, unknown> =>
  ({ agent: model.agents[agent]!.name, at: names(model, profile), instead: names(model, instead) });

function treeFile(model: FiniteModel, tree: ChoiceTree): Record<string, unknown> {
  if ('clash' in tree) return { clash: clashFile(model, tree.clash) };
  return {
    at: names(model, tree.profile),
    choose: Object.fromEntries(tree.branches.map(({ outcome, tree: branch }) => [model.outcomes[outcome]!, treeFile(model, branch)])),
  };
}

const shares = ({ outcomes }: FiniteModel, lottery: readonly Rational[]): Record<string, string> => Object.fromEntries(
  lottery.flatMap((share, outcome) => (isZero(share) ? [] : [[outcomes[outcome]!, rationalText(share)]])));

/** `misreport.choice/1`: an outcome a profile, or a tree of choices that each clash; undefined where neither was kept. */
export function deterministicFile(
  model: FiniteModel, source: ChoiceSource, answer: DeterministicAnswer,
): Record<string, unknown> | undefined {
  if (answer.status === 'found') {
    const chosen = answer.chosen.map((outcome) => ({ [model.outcomes[outcome]!]: '1' }));
    return { ...head(source, 'deterministic'), chosen };
  }
  if (answer.status === 'undecided' || answer.tree === undefined) return undefined;
  return { ...head(source, 'deterministic'), refuted: treeFile(model, answer.tree) };
}

/** `misreport.choice/1`: a lottery a profile, in the order of tables, or multipliers of lotteries and truths. */
export function lotteriesFile(model: FiniteModel, source: ChoiceSource, answer: LotteryAnswer): Record<string, unknown> {
  if (answer.implementable) return { ...head(source, 'lotteries'), chosen: answer.lotteries.map((lottery) => shares(model, lottery)) };
  return {
    ...head(source, 'lotteries'),
    multipliers: answer.multipliers.map((row) => ({
      ...(row.kind === 'lottery' ? { lottery: names(model, row.profile) } : { truth: clashFile(model, row) }),
      multiplier: rationalText(row.multiplier),
    })),
  };
}
