/** What environment() returns is checked field by field, before anything is computed. */
import { describe, expect, test } from 'vitest';
import { checkEnvironment } from '../../src/study/sweep.ts';

import { configured, messageOf, scenario, study } from './town.ts';

describe('what environment returns is checked field by field', () => {
  const good = study();
  const problem = (change: Record<string, unknown>): unknown => ({ ...good, problem: { ...good.problem, ...change } });
  const signal = (change: Record<string, unknown>): unknown =>
    problem({ signals: [{ ...good.problem.signals[0]!, ...change }, ...good.problem.signals.slice(1)] });
  const mechanism = (change: Record<string, unknown>): unknown => ({ ...good, mechanisms: [{ ...good.mechanisms[0]!, ...change }] });
  const linear = good.problem.valuations as unknown as { constants: number[][]; coefficients: number[][][] };

  test('and passes where nothing is wrong', () => expect(() => checkEnvironment(good, 'cid')).not.toThrow());

  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', undefined, /^environment: must be an object, got 'nothing'/],
    ['a list', [], /^environment: must be an object/],
    ['another kind', { kind: 'auction' }, /^environment\.kind: must be one of double-auction, social-choice, assignment, .*got 'auction'/],
    ['no problem', { kind: 'social-choice', mechanisms: [] }, /^environment\.problem: must be an object/],
    ['no agents', problem({ agents: [] }), /^environment\.problem\.agents: must be a list of names, at least one/],
    ['agents by number', problem({ agents: [1, 2, 3] }), /^environment\.problem\.agents: must be a list of names/],
    [
      'agents alike', problem({ agents: ['ann', 'ann', 'cid'] }),
      /^environment\.problem\.agents: names must differ, and 'ann' occurs twice/,
    ],
    ['no alternatives', problem({ alternatives: [] }), /^environment\.problem\.alternatives: must be a list of names/],
    [
      'too many alternatives',
      problem({ alternatives: Array.from({ length: 2000 }, (_, k) => `k${k}`) }),
      /^environment\.problem\.alternatives: 2000 alternatives are more than the limit of 1024: with unit demand use assignmentMarket/,
    ],
    ['no signals', problem({ signals: undefined }), /^environment\.problem\.signals: must be a list of coordinates/],
    [
      'a signal of nobody', signal({ owner: 3 }),
      /^environment\.problem\.signals\[0\]\.owner: must be the index of an agent, 0 to 2, got 3/,
    ],
    ['a signal without a law', signal({ law: undefined }), /^environment\.problem\.signals\[0\]\.law: must be a distribution/],
    ['a signal without a name', signal({ name: '' }), /^environment\.problem\.signals\[0\]\.name: must be a text/],
    ['no valuations', problem({ valuations: undefined }), /^environment\.problem\.valuations: must be an object/],
    [
      'too few coefficients', problem({ valuations: { ...linear, kind: 'linear', coefficients: linear.coefficients.slice(1) } }),
      /^environment\.problem\.valuations\.coefficients: needs one entry for each of 3 agents, got 2/,
    ],
    [
      'a constant that is no number',
      problem({ valuations: { ...linear, kind: 'linear', constants: [[0, Number.NaN], [0, 0], [0, 0]] } }),
      /^environment\.problem\.valuations\.constants\[0\]\[1\]: must be a finite number, got NaN/,
    ],
    [
      'values without a function', problem({ valuations: { kind: 'general', structure: 'unknown', range: [0, 1] } }),
      /^environment\.problem\.valuations\.evaluate: must be a function of tensors/,
    ],
    [
      'values without bounds', problem({ valuations: { kind: 'general', structure: 'unknown', evaluate: () => 0 } }),
      /^environment\.problem\.valuations\.range: /,
    ],
    ['no mechanism', { ...good, mechanisms: [] }, /^environment\.mechanisms: must be a list of at least one mechanism/],
    ['a mechanism without a name', mechanism({ name: '' }), /^environment\.mechanisms\[0\]\.name: must be a text/],
    [
      'mechanisms alike', { ...good, mechanisms: [good.mechanisms[0]!, good.mechanisms[0]!] },
      /^environment\.mechanisms: names must differ, and 'VCG' occurs twice/,
    ],
    [
      'a field of another name', { ...good, mechanism: good.mechanisms[0] },
      /^environment\.mechanism: unknown field; did you mean 'mechanisms'\?/,
    ],
    [
      'a field of a signal of another name', signal({ onwer: 0 }),
      /^environment\.problem\.signals\[0\]\.onwer: unknown field; did you mean 'owner'\?/,
    ],
    [
      'a field that is nothing like one',
      problem({ xyzzy: 0 }),
      /^environment\.problem\.xyzzy: unknown field; accepted: kind, agents, alternatives, signals, valuations, dependence$/,
    ],
    ['no rule', mechanism({ rule: undefined }), /^environment\.mechanisms\[0\]\.rule: must be an object/],
    [
      'a field that transfers do not have', mechanism({ transfers: { kind: 'modified-vcg', relevent: [true] } }),
      /^environment\.mechanisms\[0\]\.transfers\.relevent: unknown field; did you mean 'relevant'\?/,
    ],
    [
      'a field of a rule without any', mechanism({ rule: { kind: 'efficient', share: 1 } }),
      /^environment\.mechanisms\[0\]\.rule\.share: unknown field; efficient has none/,
    ],
    ['an unknown rule', mechanism({ rule: { kind: 'lottery' } }), /^environment\.mechanisms\[0\]\.rule\.kind: unknown rule 'lottery'/],
    [
      'a rule without its function', mechanism({ rule: { kind: 'general' } }),
      /^environment\.mechanisms\[0\]\.rule\.choose: must be a function of tensors/,
    ],
    [
      'transfers without their function', mechanism({ transfers: { kind: 'general', range: [0, 1] } }),
      /^environment\.mechanisms\[0\]\.transfers\.transfer: must be a function of tensors/,
    ],
    [
      'a dictator who is nobody', mechanism({ rule: { kind: 'dictatorial', dictator: 7 } }),
      /^environment\.mechanisms\[0\]\.rule\.dictator: must be the index of an agent, 0 to 2, got 7/,
    ],
    ['agents out of range', { ...good, agents: [0, 3] }, /^environment\.agents: must list agents by index, 0 to 2/],
    ['reports that are a list', { ...good, reports: [[0]] }, /^environment\.reports: must be a function/],
    ['reports that are numbers', { ...good, reports: () => [0, 1] }, /^environment\.reports: of ann must be vectors of 1 numbers, got 0$/],
    [
      'a law whose cdf is no number', signal({ law: { ...good.problem.signals[0]!.law, cdf: () => Number.NaN } }),
      /^environment\.problem\.signals\[0\]\.law: cdf\(0\) must be a number from 0 to 1, got NaN/,
    ],
    [
      'a distance of no rule', { ...good, distances: [{ name: 'd', rule: { kind: 'efficient' }, other: { kind: 'nearest' } }] },
      /^environment\.distances\[0\]\.other\.kind: unknown rule 'nearest'/,
    ],
  ];
  test.each(cases)('%s', (_, point, pattern) => {
    const message = messageOf(() => checkEnvironment(point, 'ann'));
    expect(message).toMatch(pattern);
    expect(message).not.toContain('\n');
  });

  test('the primary agent must be one that is studied', () => {
    expect(messageOf(() => checkEnvironment(good, 'bob'))).toBe(
      "primaryAgent: must return one of the agents studied (ann, cid), got 'bob'"
    );
    expect(
      messageOf(() => configured({}, 'run', { ...scenario, primaryAgent: () => 'dan' }))
    ).toMatch(/^primaryAgent: must return one of the agents studied/);
  });
});
