/** What ambiguous menus take: how many rules, how large a bet, how much of a given bet (Guo18 sections 1.4 and 1.5.3). */
import { efficientRule, parameterValues } from '../../environment/finite/model.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { requireRule } from '../../mechanism/finite/allocation-terms.ts';
import type { FiniteMechanism } from '../../mechanism/finite/design.ts';
import { smallestMenu } from '../../mechanism/finite/menu-size.ts';
import { menuAtStake, smallestC, symmetricMenu, type Money } from '../../mechanism/finite/smallest-c.ts';
import { menuSizeFile, stakeFile } from '../../mechanism/finite/stake-file.ts';
import { noTransfers, smallestStake, surplusTransfers, type SmallestStake, type StakeQuestion } from '../../mechanism/finite/stake.ts';
import { ONE, rational, rationalText } from '../../programs/rational.ts';
import { mechanismProof, type Asked } from './asked.ts';
import { laidOut, type Block } from './proof-layout.ts';
import { emptyAnswer, exactRow, joinAnswers, verdictRow, type FiniteAnswer } from './rows.ts';

/** Lies beyond which menus and stakes are not searched unasked. */
const SEARCHED_LIES = 14;

/** A note where the search would be too large. */
function tooManyLies({ agents }: FiniteModel): FiniteAnswer | undefined {
  const lies = agents.reduce((total, { types }) => total + types.length * (types.length - 1), 0);
  return lies > SEARCHED_LIES
    ? {
      ...emptyAnswer,
      notes: [`Smallest menu and stake are not searched beyond ${SEARCHED_LIES} lies, and there are ${lies}; the verdict stands, and with `
        + 'fewer types both are found'],
    }
    : undefined;
}

/** The fewest rules, and the mechanism of that many. */
export async function menuAnswer(asked: Asked): Promise<FiniteAnswer & { readonly mechanism?: FiniteMechanism }> {
  const { model, point, balance, solve, environment, parameters } = asked;
  const declined = tooManyLies(model);
  if (declined !== undefined) return declined;
  const found = await smallestMenu(model, balance, solve);
  if (found.status === 'none') return emptyAnswer;
  if (found.status === 'undecided')
    return { ...emptyAnswer, verdicts: [verdictRow('market', point, 'undecided', `The smallest menu is not known: ${found.reason}`)] };
  const mechanism: FiniteMechanism = { allocation: requireRule(model), menu: found.menu, lies: [] };
  const source = { file: environment.file, parameters: parameterValues(environment, parameters) };
  return {
    ...emptyAnswer, mechanism,
    proofs: [{
      name: 'menu-size', file: menuSizeFile(model, source, balance, found), ...laidOut([{ lines: [found.size === 1 ? 'one rule implements'
        : `${found.size} rules implement, and with ${found.size - 1} every way to share the lies out ends in a contradiction`] }]),
    }],
    estimates: [
      exactRow('menuSize', 'market', point, rational(found.size), `${found.programs} programs over assignments of lies to rules`),
    ],
  };
}

/** What the base and the bet pay, by profile. */
function stakeBlocks({ agents, profiles }: FiniteModel, found: Exclude<SmallestStake, { status: 'undecided' }>): Block[] {
  if (found.status === 'none') return [{ lines: [`${found.nodes} programs over signs of bets, each closed by multipliers`] }];
  const head = ['profile', ...agents.flatMap(({ name }) => [`base to ${name}`, `bet to ${name}`])];
  return [{
    rows: [head, ...Array.from({ length: profiles.size }, (_, profile) => [
      `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`,
      ...agents.flatMap((__, agent) => [found.base, found.bet].map((money) => rationalText(money[agent]![profile]!))),
    ])],
  }];
}

async function stakeAnswer(
  { model, point, solve, environment, parameters }: Asked, name: string, question: StakeQuestion, allocation: 'rule' | 'efficient' = 'rule',
): Promise<FiniteAnswer> {
  const found = await smallestStake(model, question, solve);
  const at = { ...point, base: name };
  const source = { file: environment.file, parameters: parameterValues(environment, parameters), allocation };
  const proofs = found.status === 'undecided' ? [] : [{
    name: `stake-${name}`, file: stakeFile(model, source, question, found), ...laidOut(stakeBlocks(model, found)),
  }];
  if (found.status === 'found')
    return {
      ...emptyAnswer, proofs,
      estimates: [exactRow('stake', 'market', at, found.stake, `branch and bound over signs, ${found.nodes} programs`)],
    };
  return {
    ...emptyAnswer, proofs,
    verdicts: [
      verdictRow(
        'market',
        at,
        found.status === 'none' ? 'no' : 'undecided',
        `No symmetric menu of two rules round the base '${name}': ${found.reason}`,
      ),
    ],
  };
}

/** For the best base and for the one given, which is no money unless the file says otherwise. */
export async function implementStakes(asked: Asked): Promise<FiniteAnswer> {
  const { model, balance } = asked;
  if (tooManyLies(model) !== undefined) return emptyAnswer;
  const given = model.menu === undefined ? undefined : baseOf(model, model.menu.base);
  return joinAnswers([
    await stakeAnswer(asked, 'free', { balance }),
    await stakeAnswer(asked, given === undefined ? 'zero' : 'given', { balance, base: given ?? noTransfers(model) }),
  ]);
}

/** With agents paying all their surplus, as extraction asks. */
export async function extractStake(asked: Asked): Promise<FiniteAnswer> {
  const rule = efficientRule(asked.model);
  const declined = tooManyLies(asked.model);
  return (
    declined ??
    stakeAnswer({ ...asked, model: { ...asked.model, rule } }, 'surplus',
      { balance: 'none', base: surplusTransfers(asked.model, rule) }, 'efficient')
  );
}

const baseOf = (model: FiniteModel, base: Money | 'surplus'): Money =>
  base === 'surplus' ? surplusTransfers(model, requireRule(model)) : base;

/** The bet of the file, or the smallest one that implements the rule under maxmin. */
async function betOf({ model, balance, solve }: Asked): Promise<{
  readonly base: Money;
  readonly bet: Money;
  readonly name: string
} | undefined> {
  if (model.menu !== undefined) return { base: baseOf(model, model.menu.base), bet: model.menu.bet, name: 'given' };
  if (tooManyLies(model) !== undefined) return undefined;
  const found = await smallestStake(model, { balance }, solve);
  return found.status === 'found' ? { base: found.base, bet: found.bet, name: 'smallest stake' } : undefined;
}

/** How much of the bet is needed under the preference, and whether {base + c bet, base - c bet} then does. */
export async function betAnswer(asked: Asked): Promise<FiniteAnswer> {
  const { model, point, preference } = asked;
  const bet = await betOf(asked);
  if (bet === undefined) {
    return {
      ...emptyAnswer,
      verdicts: [verdictRow('market', point, 'undecided', 'There is no bet to scale: give base: and bet: in the environment')],
    };
  }
  const menu = symmetricMenu(bet.base, bet.bet);
  const found = smallestC(model, menu, preference);
  if (found.status === 'none') {
    return {
      ...emptyAnswer,
      verdicts: [verdictRow('market', point, 'no', `No multiple of the bet (${bet.name}) implements the rule: ${found.reason}`)],
    };
  }
  const mechanism: FiniteMechanism = { allocation: requireRule(model), menu: menuAtStake(menu, found.c), lies: [] };
  return {
    ...emptyAnswer,
    estimates: [
      exactRow(
        'smallestC',
        'market',
        point,
        found.c,
        `bet: ${bet.name}; ${found.binding === undefined ? 'the base alone does' : `${found.binding} fails below it`}`,
      ),
    ],
    ...(preference.kind === 'maxmin'
      ? {}
      : {
          verdicts: [
            verdictRow('market', point, 'yes', 'The rule is implemented by the base plus and minus the smallest multiple of the bet'),
          ],
          proofs: [mechanismProof(asked, 'implement', mechanism)],
        }),
  };
}

/** `implementable` where a menu has been found under a preference that is not maxmin; no row where none has. */
export const betImplements = ({ point }: Asked, { proofs }: FiniteAnswer): FiniteAnswer =>
  proofs.length === 0
    ? emptyAnswer
    : { ...emptyAnswer, estimates: [exactRow('implementable', 'market', point, ONE, 'a menu of two rules, checked exactly')] };
