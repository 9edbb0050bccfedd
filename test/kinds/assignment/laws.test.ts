import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { inUnits } from '../../../src/kinds/assignment/units.ts';

const market = (text: string) =>
  ({ kind: 'assignment-market' as const, bidders: 2, objects: 2, laws: new Array(4).fill(parseDistribution(text)) });

it('laws that whole numbers cannot follow are refused by name', () => {
  expect(() => inUnits(market('truncated-exponential(1,0,100000)'))).toThrow(
    /^law: truncated-exponential\(1,0,100000\) has its mass on too small a part/
  );
  expect(() => inUnits(market('uniform(1000000,1000001)'))).toThrow(/^law: uniform\(1000000,1000001\) moves too little/);
  expect(inUnits(market('beta(2,3)')).errors[0]!.chance).toBeLessThan(2e-5);
  // What lies beyond the support is a part of the error in means.
  const { chance, shift } = inUnits(market('exponential(1)')).errors[0]!;
  expect(chance).toBeGreaterThan(2 ** -32);
  expect(shift).toBeGreaterThan(2 ** -32);
  expect(() => inUnits(market('pareto(1,1.2)'))).toThrow(/^law: pareto/);
});
