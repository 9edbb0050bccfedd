/** maximin-core and maximin-value: known answers along their sweeps. */
import { expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { modelAt } from '../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../src/environment/finite/parse.ts';
import { maximinCore } from '../../src/notions/finite/exchange/maximin-core.ts';
import { maximinValue, worstOf } from '../../src/notions/finite/exchange/maximin-value.ts';
import { rationalText } from '../../src/programs/rational.ts';

function modelOf(name: string, taste: number, bob = 2) {
  const problem = scenarios.find((scenario) => scenario.name === name)!.environment({ taste, bob });
  return modelAt(parseEnvironment((problem as { readonly environment: unknown }).environment));
}

it('the core of two types each passes from a segment to a point to none; with one type of bob there is one throughout', async () => {
  const widths: string[] = [];
  for (const taste of [1, 2, 3]) {
    const core = await maximinCore(modelOf('maximin-core', taste));
    widths.push(core.verdict === 'yes' ? core.ranges.map(({ least, most }) => rationalText(most.sub(least))).join(' ') : core.verdict);
    expect((await maximinCore(modelOf('maximin-core', taste, 1), { first: true })).verdict).toBe('yes');
  }
  expect(widths[0]).not.toBe('0 0 0 0');
  expect(widths.slice(1)).toEqual(['0 0 0 0', 'no']);
});

it('the value exists where nobody trades, at the endowments', async () => {
  const value = await maximinValue(modelOf('maximin-value', 2));
  if (value.verdict !== 'yes') throw new Error(value.verdict);
  expect(value.solutions.map((points) => worstOf(modelOf('maximin-value', 2), points).map((types) => types.map(({ text }) => text))))
    .toEqual([[['2', '8'], ['6', '8']]]);
  expect((await maximinValue(modelOf('maximin-value', 2.5))).verdict).toBe('no');
});
