import { expect, it } from 'vitest';
import { beliefWords, setWords } from '../../src/report/belief-words.ts';

it.each([
  ['prokhorov(0.05)', 'the Prokhorov ball, δ = 0.05'], ['totalVariation(0.1)', 'the total-variation ball, δ = 0.1'],
  ['contamination(0)', 'contamination of the prior, δ = 0'], ['all', 'all beliefs'], ['bayesian', 'the prior alone'],
  ['priors(low, high)', 'priors(low, high)'], ['toString', 'toString'], ['prokhorov(x)', 'prokhorov(x)'],
])('%s is %s', (text, words) => expect(beliefWords(text)).toBe(words));

it('a kind without words of its own is named', () => expect(setWords('absolute', 0.2)).toBe('absolute, δ = 0.2'));
