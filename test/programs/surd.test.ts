/** Numbers with a square root, against doubles and identities. */
import { describe, expect, it } from 'vitest';
import { rational, ZERO } from '../../src/programs/rational.ts';
import { Surd } from '../../src/programs/surd.ts';
import { randomSource } from '../support/random.ts';

const root = (value: number): Surd => Surd.squareRoot(rational(value));
const number = ({ enclosure: [low, high] }: Surd): number => (low + high) / 2;
const of = (a: number, b = 1): Surd => Surd.of(rational(a, b));

describe('surds', () => {
  it('take roots of squares as rationals, and print the rest', () => {
    expect(Surd.squareRoot(rational(9, 4)).text).toBe('3/2');
    expect(Surd.squareRoot(ZERO).text).toBe('0');
    expect(of(3, 2).add(root(5).scale(rational(-1, 4))).text).toBe('3/2 - 1/4 sqrt(5)');
    expect(root(5).scale(rational(-1)).text).toBe('-1 sqrt(5)');
    expect(of(1).add(root(2)).mul(of(1).sub(root(2))).text).toBe('-1');
    expect(of(1).div(of(1).add(root(2))).equals(root(2).sub(of(1)))).toBe(true);
    expect(of(1).add(root(2)).exact).toBeUndefined();
  });

  it('compare as doubles do, of one root and of two, and equal where they are', () => {
    const source = randomSource(11);
    const draw = (): Surd =>
      of(source.whole(-9, 9), source.whole(1, 5)).add(root(source.whole(2, 8)).scale(rational(source.whole(-5, 5), 3)));
    for (let k = 0; k < 200; k++) {
      const [a, b] = [draw(), draw()];
      expect(a.compare(b), `${a.text} and ${b.text}`).toBe(Math.abs(number(a) - number(b)) < 1e-12 ? 0 : Math.sign(number(a) - number(b)));
      const [low, high] = a.enclosure;
      expect(low <= high && high - low < 1e-13 * (1 + Math.abs(high))).toBe(true);
    }
    // sqrt(8) = 2 sqrt(2), whatever stands under the root.
    expect(root(8).compare(root(2).scale(rational(2)))).toBe(0);
    expect(of(1).add(root(8)).compare(of(1).add(root(2).scale(rational(2))))).toBe(0);
    expect(() => root(2).add(root(3))).toThrow('two roots');
  });
});
