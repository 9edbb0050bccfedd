import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { bestOf, extract, implement, type Verdict } from '../../../src/mechanism/finite/design.ts';
import { designProgram } from '../../../src/mechanism/finite/design-program.ts';
import { certificateFile, mechanismFile } from '../../../src/mechanism/finite/proof-file.ts';
import type { Allocation, Balance, Transfers } from '../../../src/mechanism/finite/question.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile } from '../../../src/mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../../../src/mechanism/finite/verify/mechanism.ts';
import { fullSurplus } from '../../../src/mechanism/finite/surplus.ts';
import { beliefsDeterminePreferences } from '../../../src/notions/finite/beliefs-determine-preferences.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { rational } from '../../../src/programs/rational.ts';
import { roundProgram } from '../../../src/programs/round.ts';
import { solveProgram } from '../../../src/programs/solve.ts';
import { randomFinite } from '../../support/finite.ts';
import { turnedRound } from '../../support/relabelled.ts';
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
  });

  it('also of full surplus extraction', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 48; seed++) {
      const environment = environmentAt(seed);
      if (!hasPrior(environment)) continue;
      const extracted: boolean[] = [];
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const asked: Asked = { goal: 'extract', transfers, balance: 'none' };
        const { verdict, allocation } = await extract(modelAt(parseEnvironment(environment)), transfers);
        extracted.push(verdict.verdict === 'yes');
        expect(faultsOf(proofOf(environment, asked, verdict, allocation)), `seed ${seed}, ${transfers}, ${verdict.verdict}`).toEqual([]);
        seen.add(`${transfers} ${verdict.verdict}`);
      }
      expect(!extracted[0] || extracted[1], `seed ${seed}: ambiguity hurts`).toBe(true);
    }
    expect(seen.size).toBe(4);
  });
});

describe('ambiguous transfers', () => {
  it('collect at least as much as Bayesian ones, and at most the full surplus', async () => {
    let more = 0;
    for (let seed = 0; seed < 6; seed++) {
      // The third type believes a mixture of what the other two do, so Bayesian transfers leave rents.
      const prior = [['1/12', '2/12'], ['2/12', '1/12'], ['3/12', '3/12']];
      const model = modelAt(parseEnvironment({ ...randomFinite(randomSource(seed + 40), { counts: [3, 2], weights: 3 }), prior }));
      for (const allocation of ['rule', 'efficient', 'free'] as const) {
        const values = await Promise.all((['bayesian', 'ambiguous'] as const).map(async (transfers) => {
          const found = await bestOf(model, { transfers, balance: 'none', allocation, objective: 'revenue' });
          return found.status === 'optimal' ? found.value : undefined;
        }));
        const [bayesian, ambiguous] = values;
        // A rule may be implementable by ambiguous transfers alone, or by none.
        if (ambiguous === undefined) expect(bayesian).toBe(undefined);
        else expect(fullSurplus(model).compare(ambiguous)).toBeGreaterThanOrEqual(0);
        if (ambiguous === undefined || bayesian === undefined) continue;
        expect(ambiguous.compare(bayesian), `seed ${seed}, ${allocation}`).toBeGreaterThanOrEqual(0);
        if (ambiguous.compare(bayesian) > 0) more++;
      }
    }
    expect(more).toBeGreaterThan(1);
  });
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
  });
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
  });
});

describe('invariance', () => {
  const scaled = (environment: File, factor: number): File => ({
    ...environment,
    payoffs: JSON.parse(JSON.stringify(environment.payoffs), (_, value: unknown) =>
      typeof value === 'string' ? `${Number(value.split('/')[0]) * factor}/${value.split('/')[1]}` : value,
    ) as unknown,
  });

  it('verdicts and optima stay under relabelling and scale with payoffs', async () => {
    for (const seed of [0, 1, 3, 4, 5, 6, 7, 9, 11, 15]) {
      const environment = environmentAt(seed);
      const [plain, threefold, other] = [environment, scaled(environment, 3), turnedRound(environment)].map((file) =>
        modelAt(parseEnvironment(file)),
      );
      for (const transfers of ['bayesian', 'ambiguous'] as const) {
        const { verdict } = await implement(plain!, transfers, 'exact');
        expect((await implement(threefold!, transfers, 'exact')).verdict, `seed ${seed}`).toBe(verdict);
        expect((await implement(other!, transfers, 'exact')).verdict, `seed ${seed}`).toBe(verdict);
      }
      const best = async (model: typeof plain, objective: 'revenue' | 'subsidy'): Promise<string> => {
        const free = objective === 'revenue';
        const found = await bestOf(model!, {
          transfers: 'bayesian', balance: free ? 'none' : 'exact', allocation: free ? 'free' : 'rule', objective,
        });
        return found.status === 'optimal' ? found.value.toFraction() : found.status;
      };
      for (const objective of hasPrior(environment) ? ['revenue', 'subsidy'] as const : ['subsidy'] as const) {
        const value = await best(plain, objective);
        expect(await best(other, objective), `seed ${seed}, ${objective}`).toBe(value);
        if (!/^[-0-9]/.test(value)) continue;
        const [n, d = 1n] = value.split('/').map(BigInt);
        expect(await best(threefold, objective), `seed ${seed}, ${objective}`).toBe(rational(n! * 3n, d).toFraction());
      }
    }
  });
});

describe('verify', () => {
  it('never takes both a mechanism and a certificate, whichever question they are made to answer', async () => {
    const questions = (['bayesian', 'ambiguous'] as const).flatMap((transfers) =>
      (['exact', 'no-deficit', 'none'] as const).map((balance): Asked => ({ goal: 'implement', transfers, balance })));
    let [yes, no] = [0, 0];
    for (let seed = 0; seed < 16; seed++) {
      const environment = environmentAt(seed);
      const files: File[] = [];
      for (const asked of questions) files.push(proofOf(environment, asked, await decide(environment, asked)));
      for (const asked of questions) {
        const proved = files.map((file): File => ({ ...file, ...asked })).filter((file) => faultsOf(file).length === 0);
        const mechanisms = proved.filter(({ schema }) => schema === 'misreport.mechanism/1').length;
        expect(mechanisms === 0 || mechanisms === proved.length, `seed ${seed}, ${asked.transfers}, ${asked.balance}`).toBe(true);
        if (mechanisms > 0) yes++;
        else no++;
      }
    }
    expect(Math.min(yes, no)).toBeGreaterThan(10);
  });

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
    expect(() => judgeProof({})).toThrow(/^schema: must be misreport.mechanism\/1, .* or misreport\..*\/1, got nothing$/);
    expect(() => readProofFile({})).toThrow('must be misreport.mechanism/1 or misreport.certificate/1');
    expect(() => readProofFile({ schema: 'misreport.mechanism/1' })).toThrow(/^goal: /);
  });
});
