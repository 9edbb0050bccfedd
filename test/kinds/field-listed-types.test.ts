/** Fields where every law is a list of values: the program over all types is the answer, and no bound on it. */
import { describe, expect, it } from 'vitest';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../src/environment/table.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { judgeProof } from '../../src/cli/judge.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import { openRun } from '../../src/run/run.ts';
import { myersonSatterthwaiteScenario } from '../../scenarios/myerson-satterthwaite/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const lawOf = (text: string) => parseDistribution(text, 'law');
const [FIRST, SECOND] = ['discrete(0:0.3,0.3:0.3,1.1:0.4)', 'discrete(-1:0.2,0:0.5,2:0.3)'];

function problemOf(laws: readonly string[] = [FIRST, SECOND]) {
  const table = valueTable({
    agents: ['one', 'two'], alternatives: ['a', 'b', 'c'], signals: 'per-alternative', law: lawOf(FIRST),
    coefficients: [[[1, 0], [-2.5, 1]], [[2, 0], [0.7, 1]], [[-1, 0], [0.4, 1]]],
  });
  return { ...table, signals: table.signals.map((signal) => ({ ...signal, law: lawOf(laws[signal.owner]!) })) };
}

async function answered(question: Partial<ProblemQuestion>, files = new Map<string, unknown>()) {
  const problem = { kind: 'field', question: 'field', agent: 'one', problem: problemOf(), ...question } as ProblemQuestion;
  fieldKind.validate(problem);
  const point = { values: {}, size: 1, primaryAgent: problem.agent, kind: fieldKind, pictures: true, references: () => [], problem };
  const run = openRun(inProcessDevice(), 'lists');
  const proving = { ...run, prove: (name: string, of: () => unknown) => files.set(name, of()) } as typeof run;
  const aim = { command: 'run', profiles: 32, maxProfiles: 32, confidence: 0.9, sampler: 'auto' } as const;
  return (await fieldKind.plan(point, aim, proving)).study(proving);
}

describe('types in lists', () => {
  it('have the least ε of the program over all pairs of them, by every notion, on all types there are', async () => {
    // scipy's linprog (HiGHS) over 27 types, chances by enumeration of 27 profiles of the other.
    const optimum = { lic: 0.2050357142857143, ic: 0.28545, weak: 0.2595 };
    for (const notion of ['lic', 'ic', 'weak'] as const) {
      const files = new Map<string, unknown>();
      const { estimates, curves, verdicts } = await answered({ notion }, files);
      const rows = estimates.filter(({ quantity }) => quantity === 'leastEpsilon');
      expect(rows.map(({ point, guarantee, confidence, profiles }) => [point.lies ?? 'lic', guarantee, confidence, profiles])).toEqual([
        ['lic', 'continuum', 1, 0],
        ...(notion === 'lic' ? [] : [[notion === 'ic' ? 'all alike' : 'by the largest difference', 'continuum', 1, 0]]),
      ]);
      for (const [row, wanted] of [[rows[0]!, optimum.lic], [rows.at(-1)!, optimum[notion]]] as const) {
        expect(row.lower).toBeLessThanOrEqual(wanted + 1e-12);
        expect(row.upper).toBeGreaterThanOrEqual(wanted - 1e-12);
        expect(row.upper! - row.lower!).toBeLessThan(1e-10);
      }
      expect(verdicts).toMatchObject([{ id: 'implementable', status: 'no' }]);
      expect(curves.find(({ quantity }) => quantity === 'choiceProbability')!.types).toEqual([0, 0.3, 1.1]);
      for (const file of files.values()) expect(judgeProof(JSON.parse(JSON.stringify(file))).faults).toEqual([]);
      expect([...files.keys()]).toContain(`least-epsilon-one-${notion}-types`);
    }
  });

  it('with participation and a budget are a market of lists', async () => {
    // The same as a double auction of one seller and one buyer: test/notions/least-epsilon/double-auction.test.ts.
    const atoms = lawOf('discrete(0:0.3,0.4:0.3,1:0.4)');
    const { estimates } = await answered({
      problem: bilateralTrade({ cost: atoms, value: atoms }), agent: 'buyer', individuallyRational: 'interim', budget: 'ex-ante',
      deficit: -0.2,
    });
    const row = estimates.find(({ agent }) => agent === 'market')!;
    expect(row).toMatchObject({ quantity: 'leastEpsilon', guarantee: 'continuum', profiles: 0 });
    expect(row.lower).toBeLessThanOrEqual(0.25555555555555554);
    expect(row.upper).toBeGreaterThanOrEqual(0.25555555555555554);
    expect(row.upper! - row.lower!).toBeLessThan(1e-7);
    const own = estimates.find(({ quantity, agent }) => quantity === 'leastEpsilon' && agent === 'buyer')!;
    expect([own.lower, own.upper]).toEqual([0, expect.closeTo(0, 12)]);
  });

  it('are all of them lists, and nothing lies between', async () => {
    const asked = { kind: 'field', question: 'field', agent: 'one', problem: problemOf() } as const;
    const saying = (more: object): string => {
      try {
        fieldKind.validate({ ...asked, ...more });
        return 'accepted';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(saying({})).toBe('accepted');
    expect(saying({ slice: [0, 0, undefined] })).toMatch(/^slice: must be left out where every law is a list of values/);
    expect(saying({ stage: 'ex-post' })).toMatch(/^stage: must be left out/);
    expect(saying({ loop: [[0, 0, 0], [1, 0, 0], [1, 1, 0]] })).toMatch(/^loop: must be left out/);
    expect(saying({ problem: problemOf([FIRST, 'uniform(0,1)']) })).toMatch(/^problem\.signals\[0\]\.law: .* has points of positive/);
    const long = `discrete(${Array.from({ length: 17 }, (_, j) => `${j}:${1 / 17}`).join(',')})`;
    expect(saying({ problem: problemOf([long, SECOND]) })).toMatch(/^problem\.signals: make 4913 types of one, more than 4225/);
    expect(fieldKind.idleMembers!({ ...asked, cells: 8 }).map(({ name }) => name)).toEqual(['cells']);
  });
});

it('claims about densities are not held against lists of types', async () => {
  const { claims = [] } = await runStudy({
    command: 'run', scenario: myersonSatterthwaiteScenario, points: [{ cost: FIRST, value: FIRST }], profiles: 32, maxProfiles: 32,
    confidence: 0.9, seed: 'lists', sampler: 'auto',
  }, inProcessDevice(), {});
  expect(claims.map(({ status }) => status)).toEqual(claims.map(() => 'not-applicable'));
  expect(claims[0]!.evidence).toBe(`about types with densities, unlike ${FIRST}`);
});
