import { describe, expect, it } from 'vitest';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { bestOf, extract, implement, type Verdict } from '../../../src/mechanism/finite/design.ts';
import { designProgram } from '../../../src/mechanism/finite/design-program.ts';
import { certificateFile, mechanismFile } from '../../../src/mechanism/finite/proof-file.ts';
import type { Allocation, Balance, Transfers } from '../../../src/mechanism/finite/question.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile } from '../../../src/mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../../../src/mechanism/finite/verify/mechanism.ts';
import { beliefsDeterminePreferences } from '../../../src/notions/finite/beliefs-determine-preferences.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { rational } from '../../../src/programs/rational.ts';
import { roundProgram } from '../../../src/programs/round.ts';
import { solveProgram } from '../../../src/programs/solve.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

type File = Record<string, unknown>;
interface Asked { readonly goal: 'implement' | 'extract'; readonly transfers: Transfers; readonly balance: Balance }

/** The proof as a file, through JSON. */
function proofOf(environment: File, { goal, transfers, balance }: Asked, verdict: Verdict, allocation: Allocation = 'rule'): File {
  const read = parseEnvironment(environment);
  const model = modelAt(read);
  const statement = { environment: read, parameters: new Map(), goal, transfers, balance, allocation };
  if (verdict.verdict === 'undecided') throw new Error(verdict.reason);
  const file =
    verdict.verdict === 'yes'
      ? mechanismFile(model, statement, verdict.mechanism)
      : certificateFile(model, statement, verdict.impossibility, 'text');
  return JSON.parse(JSON.stringify(file)) as File;
}

function faultsOf(file: File): string[] {
  const read = readProofFile(file);
  return read.schema === 'misreport.mechanism/1' ? mechanismFaults(read) : certificateFaults(read);
}

const decide = async (environment: File, { goal, transfers, balance }: Asked): Promise<Verdict> => {
  const model = modelAt(parseEnvironment(environment));
  return goal === 'implement' ? implement(model, transfers, balance) : (await extract(model, transfers)).verdict;
};

const shapes = [
  { counts: [2, 2], weights: 3 },
  { counts: [2, 3], weights: 2 },
  { counts: [3, 2], weights: 1 },
  { counts: [1, 3], weights: 3 },
  { counts: [2, 2, 2], weights: 2 },
  { counts: [2, 2], weights: 2, privateValues: true },
  { counts: [3, 2], weights: 2, ownBeliefs: true },
  { counts: [2, 2], weights: 4, ownBeliefs: true, privateValues: true },
];
const environmentAt = (seed: number): File => randomFinite(randomSource(seed), shapes[seed % shapes.length]!);
const hasPrior = (environment: File): boolean => environment.prior !== undefined;

describe('verdicts come with proofs that an independent check accepts', () => {
  it('mechanism or certificate, never neither; ambiguity and looser budgets never hurt', async () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 64; seed++) {
      const environment = environmentAt(seed);
      const verdicts = new Map<string, boolean>();
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        for (const balance of ['exact', 'no-deficit', 'none'] as const) {
          const asked: Asked = { goal: 'implement', transfers, balance };
          const verdict = await decide(environment, asked);
          expect(faultsOf(proofOf(environment, asked, verdict)), `seed ${seed}, ${transfers}, ${balance}, ${verdict.verdict}`).toEqual([]);
          verdicts.set(`${transfers} ${balance}`, verdict.verdict === 'yes');
          seen.set(`${transfers} ${verdict.verdict}`, (seen.get(`${transfers} ${verdict.verdict}`) ?? 0) + 1);
        }
        expect(Number(verdicts.get(`${transfers} exact`))).toBeLessThanOrEqual(Number(verdicts.get(`${transfers} no-deficit`)));
        expect(Number(verdicts.get(`${transfers} no-deficit`))).toBeLessThanOrEqual(Number(verdicts.get(`${transfers} none`)));
      }
      for (const balance of ['exact', 'no-deficit', 'none'])
        expect(Number(verdicts.get(`bayesian ${balance}`))).toBeLessThanOrEqual(Number(verdicts.get(`ambiguous ${balance}`)));
    }
    for (const count of seen.values()) expect(count).toBeGreaterThan(5);
    expect(seen.size).toBe(4);
  }, 120_000);

  it('also of full surplus extraction', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 48; seed++) {
      const environment = environmentAt(seed);
      if (!hasPrior(environment)) continue;
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const asked: Asked = { goal: 'extract', transfers, balance: 'none' };
        const { verdict, allocation } = await extract(modelAt(parseEnvironment(environment)), transfers);
        expect(faultsOf(proofOf(environment, asked, verdict, allocation)), `seed ${seed}, ${transfers}, ${verdict.verdict}`).toEqual([]);
        seen.add(`${transfers} ${verdict.verdict}`);
      }
    }
    expect(seen.size).toBe(4);
  }, 120_000);
});

describe('floating point', () => {
  it('agrees with exact verdicts away from thresholds', async () => {
    let used = 0;
    for (let seed = 0; seed < 48; seed++) {
      const environment = environmentAt(seed);
      const model = modelAt(parseEnvironment(environment));
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const asked = { transfers, balance: 'exact', allocation: 'rule', objective: 'feasible' } as const;
        const { program } = designProgram(model, asked);
        // Far from a threshold: the verdict stays where every bound is made harder, or easier, by a thousandth.
        const moved = (by: number) =>
          ({ ...program, rows: program.rows.map((row) => ({ ...row, bound: row.bound.add(rational(by, 1000)) })) });
        const [harder, easier] = [await solveProgram(moved(1)), await solveProgram(moved(-1))];
        if (harder.status !== easier.status) continue;
        used++;
        expect((await solveFloat(roundProgram(program))).status, `seed ${seed}, ${transfers}`).toBe(harder.status);
      }
    }
    expect(used).toBeGreaterThan(40);
  }, 120_000);
});

describe('theorems', () => {
  it('1.4.1 and 1.4.2: BDP for all suffices, whatever the payoffs; 1.5.1: for all but one, with private values', async () => {
    let used = 0;
    for (let seed = 0; seed < 60; seed++) {
      const environment = environmentAt(seed);
      const model = modelAt(parseEnvironment(environment));
      if (!hasPrior(environment)) continue;
      const short = beliefsDeterminePreferences(model).filter(({ holds }) => !holds).length;
      const privateValues = shapes[seed % shapes.length]!.privateValues === true;
      if (short > (privateValues ? 1 : 0) || model.agents.filter(({ types }) => types.length > 1).length < 2) continue;
      used++;
      expect((await implement(model, 'ambiguous', 'exact')).verdict, `seed ${seed}`).toBe('yes');
      if (short === 0) expect((await extract(model, 'ambiguous')).verdict.verdict, `seed ${seed}`).toBe('yes');
    }
    expect(used).toBeGreaterThan(10);
  }, 120_000);
});

describe('invariance', () => {
  const scaled = (environment: File, factor: number): File => ({
    ...environment,
    payoffs: JSON.parse(JSON.stringify(environment.payoffs), (_, value: unknown) =>
      typeof value === 'string' ? `${Number(value.split('/')[0]) * factor}/${value.split('/')[1]}` : value,
    ) as unknown,
  });

  /** Agents in the other order, and types of the second backwards. */
  function relabelled(environment: File): File {
    const turn = (table: unknown): unknown =>
      Array.isArray(table) ? transpose(table as unknown[][]).map((row, at, all) => all[all.length - 1 - at] ?? row) : table;
    const transpose = (rows: readonly (readonly unknown[])[]): unknown[][] => rows[0]!.map((_, c) => rows.map((row) => row[c]));
    const agents = Object.entries(environment.agents as Record<string, string[]>);
    const payoffs = environment.payoffs as Record<string, Record<string, unknown>>;
    const own = (table: unknown, agent: string): unknown => {
      if (table === null || typeof table !== 'object' || !('own' in table)) return turn(table);
      return { own: agent === 'ben' ? [...(table.own as unknown[])].reverse() : table.own };
    };
    return {
      ...environment,
      agents: { ben: [...agents[1]![1]].reverse(), anna: agents[0]![1] },
      payoffs: Object.fromEntries(
        Object.entries(payoffs).map(([agent, tables]) => [
          agent,
          Object.fromEntries(Object.entries(tables).map(([outcome, table]) => [outcome, own(table, agent)])),
        ]),
      ),
      prior: turn(environment.prior),
    };
  }

  it('verdicts and optima stay under relabelling and scale with payoffs', async () => {
    for (const seed of [0, 1, 2, 3, 5, 8, 9, 10, 11, 13]) {
      const environment = environmentAt(seed);
      const [plain, threefold, other] = [environment, scaled(environment, 3), relabelled(environment)].map((file) =>
        modelAt(parseEnvironment(file)),
      );
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const { verdict } = await implement(plain!, transfers, 'exact');
        expect((await implement(threefold!, transfers, 'exact')).verdict).toBe(verdict);
        expect((await implement(other!, transfers, 'exact')).verdict).toBe(verdict);
      }
      const revenue = async (model: typeof plain): Promise<string> => {
        const best = await bestOf(model!, { transfers: 'bayesian', balance: 'none', allocation: 'free', objective: 'revenue' });
        if (best.status !== 'optimal') throw new Error(best.status);
        return best.value.toFraction();
      };
      const value = await revenue(plain);
      expect(await revenue(other)).toBe(value);
      const [n, d = 1n] = value.split('/').map(BigInt);
      expect(await revenue(threefold)).toBe(rational(n! * 3n, d).toFraction());
    }
  }, 120_000);
});

describe('verify', () => {
  it('rejects mechanisms and certificates with one altered entry', async () => {
    let mechanisms = 0;
    let certificates = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = randomSource(seed + 9000);
      const environment = environmentAt(seed);
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const asked: Asked = { goal: 'implement', transfers, balance: 'exact' };
        const file = proofOf(environment, asked, await decide(environment, asked));
        if (file.schema === 'misreport.mechanism/1') {
          mechanisms++;
          const menu = file.menu as Record<string, unknown[][]>[];
          const [rule] = [menu[random.whole(0, menu.length - 1)]!];
          const agent = Object.keys(rule)[random.whole(0, Object.keys(rule).length - 1)]!;
          let table: unknown[] = rule[agent]!;
          while (Array.isArray(table[0])) table = table[random.whole(0, table.length - 1)] as unknown[];
          table[random.whole(0, table.length - 1)] = '77/13';
          expect(faultsOf(file).join(), `seed ${seed}`).toMatch(/budget at .* fails/);
        } else {
          certificates++;
          const multipliers = file.multipliers as { multiplier: string }[];
          const line = multipliers[random.whole(0, multipliers.length - 1)]!;
          line.multiplier = String(Number(line.multiplier) + 1);
          expect(faultsOf(file).join(), `seed ${seed}`).toMatch(/does not cancel/);
          line.multiplier = '-1';
          expect(faultsOf(file).join()).toMatch(/negative/);
          expect(faultsOf({ ...file, multipliers: [] }).join()).toMatch(/no contradiction/);
        }
      }
    }
    expect(mechanisms).toBeGreaterThan(10);
    expect(certificates).toBeGreaterThan(10);
  }, 120_000);

  it('rejects a mechanism that asks for more than it says', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const environment = environmentAt(seed);
      const asked: Asked = { goal: 'implement', transfers: 'ambiguous', balance: 'none' };
      const file = proofOf(environment, asked, await decide(environment, asked));
      if (file.schema !== 'misreport.mechanism/1') continue;
      expect(faultsOf({ ...file, menu: [{ ...(file.menu as object[])[0], anna: '-1000' }] }).join()).toMatch(/IR\(anna: a1\) fails/);
      expect(faultsOf({ ...file, rule: 'none' }).join()).toMatch(/not the environment's|^$/);
    }
  });

  it('names what is no proof file', () => {
    expect(() => readProofFile({})).toThrow('deviation/1, auction/1, trade/1, least-epsilon/1, field/1, menu/1 or bids/1');
    expect(() => readProofFile({ schema: 'misreport.mechanism/1' })).toThrow(/^goal: /);
  });
});
