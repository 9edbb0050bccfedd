/** Users' functions in files: random ones, wrong types and promises are refused with mechanism, file and line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { study } from '../../src/library/study.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-functions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CHOOSE = `(tf: any, _values: any, signals: any) =>
        tf.cast(tf.oneHot(tf.cast(tf.less(tf.sum(signals, 1), 1), 'int32'), 2), 'float32')`;
const TRANSFER = '(tf: any, _values: any, signals: any) => tf.zeros([signals.shape[0], 2])';
const EVALUATE = `(tf: any, s: any) => {
      const [a, b] = tf.split(s, 2, 1);
      const z = tf.zerosLike(a);
      return tf.stack([tf.concat([a, z], 1), tf.concat([z, b], 1)], 1);
    }`;

const OTHER = `{
      name: 'other',
      rule: { kind: 'general', choose: ${CHOOSE} },
      transfers: { kind: 'none' },
    }`;

/** `evaluate` stands on line 9, `choose` on another line than its namesake's. */
const file = ({ evaluate = EVALUATE, choose = CHOOSE, transfer = TRANSFER, others = OTHER }): string => `
const law = { text: 'half', support: [0, 1], cdf: (x: number) => Math.min(1, Math.max(0, x)), quantile: (p: number) => p };
const problem = {
  kind: 'social-choice', agents: ['A', 'B'], alternatives: ['x', 'y'],
  signals: [0, 1].map((owner) => ({ owner, name: 's' + owner, law })),
  valuations: {
    kind: 'general', structure: 'private', range: [-1, 1001],
    // What it is worth.
    evaluate: ${evaluate},
  },
};
export default {
  name: 'odd', title: 'Odd', description: 'odd', source: 'ours', parameters: {}, size: () => 1, primaryAgent: () => 'A',
  environment: () => ({
    kind: 'social-choice', problem,
    mechanisms: [{
      name: 'one',
      rule: { kind: 'general', choose: ${choose} },
      transfers: { kind: 'general', range: [-1, 1], transfer: ${transfer} },
    }, ${others}],
  }),
};
`;

let count = 0;
async function failure(parts: Parameters<typeof file>[0]): Promise<{ message: string; lineOf: (text: string) => number }> {
  const path = join(folder, `odd-${count++}.ts`);
  const text = file(parts);
  writeFileSync(path, text);
  const error: unknown = await study({ scenario: path, profiles: 8, workers: 1 }).catch((one: unknown) => one);
  return {
    message: error instanceof Error ? error.message : 'no error',
    lineOf: (part) => text.slice(0, text.indexOf(part)).split('\n').length,
  };
}

it('a random rule', async () => {
  const choose = '(tf: any, _: any, signals: any) => tf.softmax(tf.randomNormal([signals.shape[0], 2]))';
  const { message, lineOf } = await failure({ choose });
  expect(message).toMatch(/^mechanism 'one', rule.choose: gives something else when it is called again/);
  expect(message).toContain(`.ts:${lineOf('choose:')})`);
});

it('random transfers and values', async () => {
  const transfers = await failure({ transfer: '(tf: any, _: any, signals: any) => tf.randomUniform([signals.shape[0], 2])' });
  expect(transfers.message).toMatch(/^mechanism 'one', transfers.transfer: gives something else/);
  const values = await failure({ evaluate: '(tf: any, s: any) => tf.randomUniform([s.shape[0], 2, 2])' });
  expect(values.message).toMatch(/valuations.evaluate: gives something else .*odd-\d+.ts:9\)/);
});

it('numbers drawn at random from a fixed seed, and of the whole batch, are told by half a batch', async () => {
  const mixes = 'gives something else for the same profiles in another batch';
  const choose = "(tf: any, _: any, signals: any) => tf.softmax(tf.randomNormal([signals.shape[0], 2], 0, 1, 'float32', 7))";
  const rule = await failure({ choose });
  expect(rule.message).toContain(`mechanism 'one', rule.choose: ${mixes}`);
  expect(rule.message).toContain(`.ts:${rule.lineOf('choose:')})`);
  const transfer = '(tf: any, _: any, signals: any) => tf.sub(signals, tf.mean(signals, 0, true))';
  expect((await failure({ transfer })).message).toContain(`mechanism 'one', transfers.transfer: ${mixes}`);
});

it('whole numbers, truths and promises', async () => {
  const whole = await failure({ transfer: "(tf: any, _: any, signals: any) => tf.cast(signals, 'int32')" });
  expect(whole.message).toMatch(/^mechanism 'one', transfers.transfer: must return float32 numbers, returned int32: tf.cast/);
  expect(whole.message).toContain(`.ts:${whole.lineOf('transfer:')})`);
  const truths = await failure({ choose: '(tf: any, values: any) => tf.greater(tf.sum(values, 1), 2)' });
  expect(truths.message).toMatch(/^mechanism 'one', rule.choose: must return float32 numbers, returned bool/);
  const promised = await failure({ transfer: 'async (tf: any, _: any, signals: any) => tf.zeros([signals.shape[0], 2])' });
  expect(promised.message).toMatch(/^mechanism 'one', transfers.transfer: must not be async; return the tensor itself/);
});

it('values in unequal units are what they are: own signals matter, and values are private', async () => {
  const path = join(folder, 'units.ts');
  const units = EVALUATE.replace('tf.concat([z, b], 1)', 'tf.concat([z, tf.mul(b, 1000)], 1)');
  const verdictsOf = async (evaluate: string): Promise<string> => {
    writeFileSync(path, file({ evaluate, others: '' }));
    return (await study({ scenario: path, profiles: 8, workers: 1 })).verdicts.map(({ text }) => text).join(' ');
  };
  const verdicts = await verdictsOf(units);
  expect(verdicts).toContain('Values are private; informational size 0.');
  expect(verdicts).not.toContain("'own signals matter' does not hold");
  writeFileSync(path.replace('units', 'spill'), file({
    others: '', evaluate: units.replace('tf.concat([a, z], 1)', 'tf.concat([tf.add(a, tf.mul(b, 0.01)), z], 1)'),
  }));
  const { verdicts: spilled } = await study({ scenario: path.replace('units', 'spill'), profiles: 8, workers: 1 });
  expect(spilled.map(({ text }) => text).join(' ')).toContain('Values are additively separable, not private as the scenario says');
});
