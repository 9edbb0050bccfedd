/** Options that a study has no use for are named, and no others. */
import { expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { idleAt, idleWords } from '../../src/cli/compute.ts';
import type { Request } from '../../src/cli/compute.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { StudyKind } from '../../src/kinds/kind.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { defaultsOf } from '../../src/study/points.ts';
import { asField } from '../../src/study/as-field.ts';
import type { Scenario } from '../../src/study/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { itFirst } from '../support/evidence.ts';

type Values = Readonly<Record<string, number | string>>;

async function idleOf(name: string, values: Values = {}, asks = (one: Scenario): Scenario => one): Promise<readonly string[]> {
  const scenario = asks(scenarios.find((one) => one.name === name)!);
  const device = await openCpuDevice(1);
  const found: string[] = [];
  try {
    await runStudy({ scenario, points: [{ ...defaultsOf(scenario), ...values }], profiles: 32 }, device, {
      onIdle: (options) => void found.push(...options),
    });
  } finally {
    await device.close();
  }
  return found;
}

it('nothing of exact programs depends on draws', async () => {
  expect(await idleOf('guo-1-4-1')).toEqual(['precision', 'profiles', 'max-profiles', 'confidence', 'seed']);
});

const ofField = (scenario: Scenario): Scenario => asField(scenario, { market: false });

itFirst(2, 'scenarios', [
  ['congruence', { opponents: 'grid', cells: 3 }], ['congruence', { stage: 'ex-post', cells: 3 }],
  ['private-social-loci', { opponents: 'grid', cells: 2, curvature: 1 }],
  ['private-social-loci', { stage: 'ex-post', cells: 2, curvature: 1 }],
])('what is counted or judged profile by profile has no use for draws: %s %o', async (name, values) => {
  const idle = await idleOf(name, values, ofField);
  // A precision is answered by a note where the ends stay further apart (src/kinds/field/precision.ts).
  expect(idle).toEqual(expect.arrayContaining(['profiles', 'max-profiles', 'confidence']));
});

it('cells are idle where types are nodes at every point', () => {
  const asked = { kind: 'field', question: 'field', problem: { signals: [{ law: {} }] } };
  const at = (problem: object) => ({ kind: fieldKind as StudyKind, problem: { ...asked, ...problem } });
  const both = at({ cells: 3, nodes: 3 });
  expect(idleAt([both, both]).map(({ name }) => name)).toEqual(['cells']);
  expect([idleAt([both, at({ cells: 3 })]), idleAt([at({ nodes: 3 })]), idleAt([])]).toEqual([[], [], []]);
  const request = { given: new Set(['cells']), fieldOf: (name: string) => `--${name}`, output: { json: true }, folder: 'x' };
  expect(idleWords(request as unknown as Request, [], idleAt([both])))
    .toBe('misreport: --cells has no effect: types are the nodes, not midpoints of cells\n');
});

it('all of a double auction does', async () => {
  expect(await idleOf('double-auction', { sellers: 2, buyers: 2 })).toEqual([]);
});

it('those that were given are told, as they were given', () => {
  const request = {
    given: new Set(['seed', 'no-curves', 'ledger-size']), fieldOf: (name: string) => `--${name}`, output: {}, folder: undefined,
  } as unknown as Request;
  expect(idleWords(request, ['seed', 'profiles']).split('\n')).toEqual([
    'misreport: --seed has no effect here: the numbers do not depend on it', 'misreport: --no-curves has no effect without --json',
    'misreport: --ledger-size has no effect: no ledger is kept', '',
  ]);
  expect(idleWords({ ...request, output: { json: true }, folder: 'results' }, [])).toBe('');
});
