import { describe, expect, it } from 'vitest';
import type { AmbiguityQuestion } from '../../src/beliefs/belief-set.ts';
import { validateAmbiguity } from '../../src/beliefs/validate.ts';

const check = (question: unknown) => () => validateAmbiguity(question as AmbiguityQuestion, 'ambiguity', undefined, ['VCG']);

describe('a question about ambiguity', () => {
  it('passes where all is well', () => {
    expect(check({ metrics: ['prokhorov'], at: [{ kind: 'all' }, { kind: 'contamination', delta: 1 }], of: ['VCG'] })).not.toThrow();
    expect(check({ metrics: [] })).not.toThrow();
  });

  it.each([
    [null, 'ambiguity: must be an object'],
    [{}, 'ambiguity.metrics: must list metrics'],
    [{ metrics: ['levy'] }, 'got levy'],
    [{ metrics: ['prokhorov', 'prokhorov'] }, 'prokhorov twice'],
    [{ metrics: [], at: {} }, 'ambiguity.at: must be a list'],
    [{ metrics: [], at: [null] }, 'ambiguity.at[0]: must be an object'],
    [{ metrics: [], at: [{ kind: 'all' }, { kind: 'prokhorov', delta: 0 }] }, 'ambiguity.at[1].delta: must be a number in (0, 1], got 0'],
    [{ metrics: [], at: [{ kind: 'totalVariation', delta: NaN }] }, 'ambiguity.at[0].delta'],
    [{ metrics: [], at: [{ kind: 'wasserstein', delta: 0.1 }] }, 'ambiguity.at[0]'],
    [{ metrics: [], at: [{ kind: 'all' }, { kind: 'all' }] }, 'all twice'],
    [{ metrics: [], of: ['vcg'] }, 'must name mechanisms of the study (VCG), got vcg'],
    [{ metrics: [], of: 'VCG' }, 'ambiguity.of: must be a list'],
  ])('is refused by its field: %j', (question, message) => {
    expect(check(question)).toThrow(message);
  });
});
