/** Files of least stakes and smallest menus: with one entry altered they are taken for proofs only where they are still true. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerDesign } from '../../../src/kinds/finite/design.ts';
import { smallestMenu } from '../../../src/mechanism/finite/menu-size.ts';
import { smallestStake } from '../../../src/mechanism/finite/stake.ts';
import type { Balance } from '../../../src/mechanism/finite/question.ts';
import { parseRational } from '../../../src/programs/rational.ts';
import { readTable } from '../../../src/environment/finite/tables.ts';
import { alterations } from '../../support/alterations.ts';
import { isProved } from '../../support/altered-proofs.ts';
import type { Json } from '../../support/finite-oracle.ts';

/** Trade at a loss at one profile, which Bayesian transfers do not implement. */
const trade = (more: Json = {}): Json => ({
  finite: 1, agents: { ann: ['low', 'high'], bob: ['low', 'high'] }, outcomes: ['none', 'trade'],
  payoffs: { ann: { trade: { own: ['-1', '3'] } }, bob: { trade: { own: ['-1', '-1'] } } },
  prior: [['3/10', '1/5'], ['1/10', '2/5']], rule: [['trade', 'none'], ['trade', 'trade']], ...more,
});

async function proofsOf(
  environment: Json, goal: 'implement' | 'extract' = 'implement', balance: Balance = 'exact',
): Promise<Map<string, Json>> {
  const { proofs } = await answerDesign({
    environment: parseEnvironment(environment), parameters: new Map(), goal, transfers: 'ambiguous', balance,
    preference: { kind: 'maxmin' },
  });
  return new Map(proofs.map(({ name, file }) => [name, JSON.parse(JSON.stringify(file)) as Json]));
}

const stakes = async (...asked: Parameters<typeof proofsOf>): Promise<Map<string, Json>> =>
  new Map([...await proofsOf(...asked)].filter(([name]) => name.startsWith('stake-')));

/** Decided anew. */
async function isTrue(file: Json): Promise<boolean> {
  const given = modelAt(parseEnvironment(file.environment));
  const rule = readTable(file.rule, given.agents, 'rule', (cell) =>
    given.outcomes.map((outcome) => parseRational(outcome === cell ? 1 : 0, 'rule')));
  const base = file.base as Readonly<Record<string, unknown>> | undefined;
  const found = await smallestStake({ ...given, rule }, {
    balance: file.balance as Balance,
    ...(base === undefined ? {} : { base: given.agents.map(({ name }) =>
      readTable(base[name], given.agents, 'base', (cell) => parseRational(cell as string, 'base'))) }),
  });
  if (file.found === undefined) return found.status === 'none';
  const { stake } = file.found as { readonly stake: string };
  return found.status === 'found' && found.stake.equals(parseRational(stake, 'stake'));
}

describe('files misreport.stake/1', () => {
  it('prove least stakes for free and given bases, and that no bet does', async () => {
    const what: string[] = [];
    for (const [file, goal, balance] of [
      [trade(), 'implement', 'exact'], [trade(), 'implement', 'no-deficit'],
      [trade({ prior: [['1/2', '0'], ['0', '1/2']], payoffs: {
        ann: { trade: { own: [1, 3] } }, bob: { trade: { own: [-2, -1] } } } }), 'extract', 'none'],
    ] as const) {
      for (const [name, proof] of await stakes(file, goal, balance)) {
        const judged = judgeProof(proof);
        expect(judged.faults, name).toEqual([]);
        what.push(judged.what);
      }
    }
    expect(what).toEqual([
      '3 is the least stake of bets round any base', 'no bet round the base that implements',
      '3 is the least stake of bets round any base', 'no bet round the base that implements',
      '1 is the least stake of bets round the base',
    ]);
  });

  it.each(['stake-free', 'stake-zero'])('with one entry altered prove nothing false (%s)', async (name) => {
    const file = (await stakes(trade())).get(name)!;
    let [kept, rejected] = [0, 0];
    for (const [k, { name: change, file: altered }] of [...alterations(file)].entries()) {
      if (k % (change.startsWith('environment') ? 10 : 2) !== 0) continue;
      if (!isProved(change, altered)) { rejected++; continue; }
      kept++;
      expect(await isTrue(altered), change).toBe(true);
    }
    expect(rejected).toBeGreaterThan(3 * kept);
  });

  it('are refused where a second sign is left out, or a row speaks of a lie that is not on the branch', async () => {
    const file = (await stakes(trade())).get('stake-free')!;
    const leaf = (multipliers: unknown): Json => ({ ...file, tree: { multipliers } });
    expect(judgeProof(leaf([{ row: 'IC', agent: 'ann', type: 'low', report: 'high', multiplier: '1' }])).faults)
      .toEqual(['tree.multipliers.0: no sign of this lie is chosen on the branch']);
    expect(judgeProof(leaf([{ row: 'up', agent: 'ann', profile: ['low', 'low'], multiplier: '-1' }])).faults)
      .toEqual(['tree.multipliers.0: the multiplier of an inequality is negative']);
    const lie = { agent: 'ann', type: 'low', report: 'high' };
    const open = { ...lie, wins: { agent: 'bob', type: 'low', report: 'high', wins: file.tree } };
    expect(judgeProof({ ...file, tree: open }).faults).toContain('tree.wins: only the first sign is free');
  });
});

describe('files misreport.menu-size/1', () => {
  it('prove that one rule less is too few', async () => {
    const file = (await proofsOf(trade())).get('menu-size')!;
    expect(judgeProof(file)).toEqual({ what: '2 is the least number of rules that implement, balance exact', faults: [] });
    const guo = await proofsOf({
      finite: 1, agents: { buyer: ['1', '2'], seller: ['1', '2'] }, outcomes: ['keep', 'trade'],
      payoffs: { buyer: { trade: { own: ['3/2', '7/2'] } }, seller: { trade: { own: ['-1', '-3'] } } },
      beliefs: { buyer: [['3/10', '7/10'], ['1/5', '4/5']], seller: [['1/2', '1/2'], ['2/5', '3/5']] }, rule: 'efficient',
    });
    expect(judgeProof(guo.get('menu-size')).faults).toEqual([]);
  });

  it('with one entry altered prove nothing false', async () => {
    const file = (await proofsOf(trade())).get('menu-size')!;
    let [kept, rejected] = [0, 0];
    for (const [k, { name: change, file: altered }] of [...alterations(file)].entries()) {
      if (k % (change.startsWith('environment') ? 10 : 2) !== 0) continue;
      if (!isProved(change, altered)) { rejected++; continue; }
      kept++;
      const found = await smallestMenu(modelAt(parseEnvironment(altered.environment)), altered.balance as Balance);
      expect(found.status === 'found' && found.size, change).toBe((altered.menu as unknown[]).length);
    }
    expect(rejected).toBeGreaterThan(2 * kept);
    const { tree: _, ...bare } = file;
    expect(judgeProof(bare).faults).toEqual(['nothing says why 1 rules are too few']);
    expect(judgeProof({ ...file, tree: { branches: [] } }).faults)
      .toEqual(['tree: has not one branch for every rule that may hold the next lie']);
  });
});
