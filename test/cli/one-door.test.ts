/** Every command refuses what a scenario cannot be studied for in the words of `run`, before it reads anything of it. */
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../src/cli/field.ts';
import { LEAST_EPSILON } from '../../src/cli/least-epsilon.ts';
import { outlineOf } from '../../src/cli/outline.ts';
import type { StudySpec } from '../../src/cli/read-study.ts';
import { ROBUST } from '../../src/cli/robust.ts';
import { RUN } from '../../src/cli/run.ts';
import { SECOND_BEST } from '../../src/cli/second-best.ts';
import { InputError } from '../../src/errors.ts';
import { defaultsOf } from '../../src/study/points.ts';
import type { Scenario } from '../../src/study/scenario.ts';
import { environmentAt } from '../../src/study/sweep.ts';
import { scenario, study } from './town.ts';

const trap = (): never => {
  throw new Error('trap');
};

class Lazy {
  get kind(): never {
    return trap();
  }
}

const ENVIRONMENTS: readonly (readonly [string, unknown, RegExp])[] = [
  ['null', null, /^environment: must be an object, got 'null'/],
  ['nothing', undefined, /^environment: must be an object, got 'nothing'/],
  ['a number', 3, /^environment: must be an object, got '3'/],
  ['a list', [], /^environment: must be an object/],
  ['no kind', {}, /^environment\.kind: must be one of double-auction, .*got 'undefined'/],
  ['a kind that is no text', { kind: Object.create(null) as object }, /^environment: cannot be read/],
  ['a kind alone', { kind: 'social-choice' }, /^environment\.problem: must be an object/],
  ['no problem', { kind: 'social-choice', problem: null, mechanisms: [] }, /^environment\.problem: must be an object/],
  [
    'half a problem',
    { kind: 'field', question: 'field', agent: 'island', problem: { agents: ['island'], alternatives: null, signals: [{}] } },
    /^environment\.problem\.alternatives: must be a list of names/,
  ],
  ['a nobody', { ...study(), agents: ['nobody'] }, /^environment\.agents/],
  ['a trap', new Proxy({}, { get: trap }), /^environment: cannot be read: trap/],
  ['a trap behind a kind', new Proxy({ kind: 'field', question: 'field' }, {
    get: (target, name) => (Reflect.has(target, name) ? Reflect.get(target, name) as unknown : trap()),
  }), /^environment: cannot be read: trap/],
  ['a getter of a class', new Lazy(), /^environment: cannot be read: trap/],
];

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
};

const asked = (spec: StudySpec, given: Scenario): string => messageOf(() => {
  const made = spec.asks?.(given) ?? given;
  return environmentAt(made, defaultsOf(made));
});

describe('one door for all commands', () => {
  it.each(ENVIRONMENTS)('%s', (_, environment, words) => {
    const given: Scenario = { ...scenario, environment: () => environment as never };
    const ofRun = asked(RUN, given);
    expect(ofRun).toMatch(words);
    for (const spec of [FIELD, LEAST_EPSILON, SECOND_BEST, ROBUST]) expect(asked(spec, given)).toBe(ofRun);
    expect(messageOf(() => outlineOf(given))).toBe(ofRun);
  });
});
