import { expect, it } from 'vitest';
import { randomSource } from '../../support/random.ts';
import { judgeCase } from '../../evidence/robust-conditions.ts';

it('says of random values and rules what (2) says of them from its definition', async () => {
  const kinds = new Set<string>();
  for (let k = 0; k < 14; k++) {
    const { kind, agrees, least } = await judgeCase(randomSource(k));
    kinds.add(kind);
    expect(agrees, `case ${k}: ${kind}, ${least}`).toBe(true);
  }
  expect([...kinds]).toEqual(expect.arrayContaining(['every', 'none', 'payoff']));
});
