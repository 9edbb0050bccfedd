import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guo142Scenario } from '../../../scenarios/guo-1-4-2/scenario.ts';
import { defaultsOf } from '../../../scenarios/support/parameters.ts';
import { InputError } from '../../../src/errors.ts';
import { finiteKind } from '../../../src/kinds/finite/kind.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const study = guo142Scenario.environment(defaultsOf(guo142Scenario.parameters)) as { readonly environment: Record<string, unknown> };
const asked = (...questions: unknown[]) => ({ ...study, kind: 'finite', questions });
const law = { counts: [2, 3], concentration: 1, beliefs: 'prior', outcomes: 2, values: 'private' };

describe('validate', () => {
  it.each<[unknown, RegExp]>([
    [{ ...study, kind: 'finite' , questions: [] }, /^questions: needs at least one question/],
    [asked({ ask: 'fly' }), /^questions\[0\]\.ask: /],
    [asked({ ask: 'check' }, { ask: 'design', goal: 'fly', transfers: 'bayesian' }), /^questions\[1\]\.goal: /],
    [asked({ ask: 'design', goal: 'implement' }), /^questions\[0\]\.transfers: /],
    [
      asked({ ask: 'design', goal: 'implement', transfers: 'bayesian', preference: { alpha: 0.7 } }),
      /^questions\[0\]\.preference: is for goal implement with ambiguous transfers/,
    ],
    [
      asked({ ask: 'design', goal: 'implement', transfers: 'ambiguous', preference: { alpha: 1.5 } }),
      /^questions\[0\]\.preference\.alpha: must be in \[0, 1\]/,
    ],
    [asked({ ask: 'threshold', goal: 'implement', transfers: 'bayesian' }), /^questions\[0\]\.parameter: /],
    [
      asked({ ask: 'threshold', parameter: 'B', goal: 'ex-post', transfers: 'ambiguous' }),
      /^questions\[0\]\.transfers: must be bayesian with goal ex-post/,
    ],
    [asked({ ask: 'survey', statistic: 'luck', law }), /^questions\[0\]\.statistic: /],
    [asked({ ask: 'survey', statistic: 'ncp-star', law: { ...law, counts: [2] } }), /^questions\[0\]\.law\.counts: /],
    [
      { ...asked({ ask: 'check' }), environment: { ...study.environment, prior: [[1, 1, 0], [0, 0, 0]] } },
      /^environment\.prior: probabilities must sum to 1/,
    ],
    [{ kind: 'finite', questions: [{ ask: 'check' }] }, /^environment\./],
  ])('%#', (given, message) => {
    expect(() => finiteKind.validate(given)).toThrow(InputError);
    expect(() => finiteKind.validate(given)).toThrow(message);
  });
  it('takes surveys without an environment', () => {
    expect(() => finiteKind.validate({ kind: 'finite', questions: [{ ask: 'survey', statistic: 'ncp-star', law }] })).not.toThrow();
  });
});

describe('a study', () => {
  it('keeps its point, and stops between questions', async () => {
    const controller = new AbortController();
    const values = defaultsOf(guo142Scenario.parameters);
    const configuration = {
      command: 'run', scenario: guo142Scenario, points: [values], profiles: 1, maxProfiles: 1, confidence: 0.99, seed: 's', sampler: 'auto',
    } as const;
    const document = await runStudy(
      configuration,
      inProcessDevice(),
      { signal: controller.signal, onProgress: (stage) => void (stage.startsWith('design') && controller.abort()) },
    );
    expect(document.complete).toBe(false);
    expect(document.claims).toEqual([]);
    expect(document.verdicts.length).toBeGreaterThan(5);
    for (const { point } of [...document.verdicts, ...document.estimates]) expect(point).toMatchObject(values);
  });
});

const MENUS = ['guo-1-4-2', 'guo-1-5-1', 'guo-1-5-2', 'belief-conditions'];
it.each(MENUS)('%s: the mechanism has as many rules as the smallest menu', (name) => {
  const { estimates, verdicts } = JSON.parse(readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), 'utf8')) as ResultDocument;
  const sizes = estimates.filter(({ quantity }) => quantity === 'menuSize')
    .map(({ estimate }) => `a mechanism of ${estimate} transfer rules`);
  const said = verdicts.flatMap(({ text }) =>
    (/^The rule is .* by ambiguous transfers/.test(text) ? [text.slice(text.indexOf(': ') + 2)] : []));
  expect(sizes.length).toBeGreaterThan(0);
  expect(new Set(said)).toEqual(new Set(sizes));
});
