import { describe, expect, it } from 'vitest';
import { ambiguityParameters, ambiguityQuestion } from '../../scenarios/support/ambiguity.ts';
import { defaultsOf } from '../../scenarios/support/parameters.ts';
import { InputError } from '../../src/errors.ts';

const values = (others = {}) => ({ ...defaultsOf(ambiguityParameters), ...others });

describe('the question about ambiguity', () => {
  it('both metrics of the theory by default, gains between those of one belief and of all', () => {
    expect(ambiguityQuestion(values({ delta: 0.1 }))).toEqual({
      metrics: ['prokhorov', 'totalVariation'],
      at: [{ kind: 'bayesian' }, { kind: 'prokhorov', delta: 0.1 }, { kind: 'totalVariation', delta: 0.1 }, { kind: 'all' }],
    });
  });

  it('one metric by name', () => {
    expect(ambiguityQuestion(values({ metrics: 'contamination', delta: 1 }))).toEqual({
      metrics: ['contamination'], at: [{ kind: 'bayesian' }, { kind: 'contamination', delta: 1 }, { kind: 'all' }],
    });
  });

  it.each(
    [['delta', 0], ['delta', -0.1], ['delta', 1.01], ['delta', Number.NaN], ['metrics', 'wasserstein']]
  )('%s = %s is named, with what is accepted', (name, value) => {
    const ask = () => ambiguityQuestion(values({ [name]: value }));
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(name === 'delta' ? 'delta: must be in (0, 1]' : 'metrics: must be one of both, prokhorov');
  });
});
