/** The first look at a command line: flags of one letter as help shows them. */
import { expect, it } from 'vitest';
import { checkTokens } from '../../src/cli/check-tokens.ts';
import { GENERAL_OPTIONS } from '../../src/study/options.ts';
import { scenarioOptions } from '../../src/study/parameters.ts';
import { scenarios } from '../../scenarios/registry.ts';

const options = [...scenarioOptions(scenarios.find(({ name }) => name === 'bilateral-trade')!), ...GENERAL_OPTIONS];

it('takes a flag of one letter with one dash or two, with its value after a space or an equals sign', () => {
  for (const argv of [['-k', '0.3'], ['-k=0.3'], ['--k', '0.3'], ['--k=0.3']]) {
    expect(checkTokens(argv, options)).toEqual({ tokens: ['--k=0.3'], positionals: [], unknown: [] });
  }
  expect(() => checkTokens(['-k', '0.3', '--k', '0.4'], options)).toThrow('--k: is given more than once');
  expect(() => checkTokens(['-k'], options)).toThrow('--k: needs a value');
  expect(checkTokens(['-q', '0.3'], options).unknown).toEqual(['-q']);
  // Negative numbers are values.
  expect(checkTokens(['-k', '-1'], options).tokens).toEqual(['--k=-1']);
});
