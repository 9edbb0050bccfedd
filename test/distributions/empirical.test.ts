import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resampleText } from '../../src/distributions/empirical.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-empirical-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const bids = file('bids.csv', '\uFEFFauction,bid\r\n1,3\r\n2,"1"\r\n3,3\r\n\r\n4,\r\n5,7\r\n');

describe('a column of a file', () => {
  it('is the sample itself: repeated values are as likely as often they occur', () => {
    const law = parseDistribution(`empirical(${bids},bid)`);
    expect(law.atoms).toEqual([{ at: 1, mass: 0.25 }, { at: 3, mass: 0.5 }, { at: 7, mass: 0.25 }]);
    expect([law.cdf(0.9), law.cdf(1), law.cdf(3), law.cdf(6.9), law.cdf(7)]).toEqual([0, 0.25, 0.75, 0.75, 1]);
    expect([law.quantile(0.25), law.quantile(0.26), law.quantile(1)]).toEqual([1, 3, 7]);
    expect(law.mean).toBe(3.5);
    expect(law.name).toBe('bid of bids.csv');
  });

  it('keeps commas inside quotes in their cell', () => {
    const quoted = file('quoted.csv', 'who,year,"bid, net",bid\n"Smith, J",1999,7,1\n"O""Neill",2000,8,3\n');
    expect(parseDistribution(`empirical(${quoted},bid)`).support).toEqual([1, 3]);
    expect(parseDistribution(`empirical(${quoted},year)`).support).toEqual([1999, 2000]);
  });

  it('is refused where two columns have its name, by the line of the file where a cell is no plain number', () => {
    const law = (name: string, text: string) => (): unknown => parseDistribution(`empirical(${file(name, text)},bid)`);
    expect(law('twice.csv', 'bid,bid\n1,2\n3,4\n')).toThrow("more than one column 'bid'");
    expect(law('hexadecimal.csv', 'bid\n\n1\n\n0x10\n')).toThrow("line 5 of '");
    expect(law('blank.csv', '\n\n')).toThrow("blank.csv' is empty");
    expect(parseDistribution(`empirical(${file('old-mac.csv', 'bid\r1\r3\r')},bid)`).support).toEqual([1, 3]);
  });

  it('is read anew where the file changes', () => {
    const name = file('changing.csv', 'bid\n1\n3\n');
    expect(parseDistribution(`empirical(${name},bid)`).support).toEqual([1, 3]);
    file('changing.csv', 'bid\n1\n30\n');
    expect(parseDistribution(`empirical(${name},bid)`).support).toEqual([1, 30]);
  });

  it('of many numbers is made once, has its density looked up, and is refused by its beginning where values are kept apart', () => {
    const count = 9000;
    const name = file('long.csv', `x\n${Array.from({ length: count }, (_, i) => (i * i) / count).join('\n')}\nno number\n`);
    expect(() => parseDistribution(`empirical(${name},x)`)).toThrow('8191 different values in the first 8191 rows are more');
    file('long.csv', `x\n${Array.from({ length: count }, (_, i) => (i * i) / count).join('\n')}\n`);
    const law = parseDistribution(`empirical(${name},x,smoothed)`);
    expect(parseDistribution(`empirical(${name},x,smoothed)`)).toBe(law);
    expect(law.knots).toHaveLength(count - 2);
    // F(i^2 / n) = i / (n - 1), whose slope falls: n / ((n - 1)(2i + 1)) between neighbours.
    const density = (i: number): number => count / ((count - 1) * (2 * i + 1));
    const [least, greatest] = law.densityOn!(...law.support);
    expect([least, greatest]).toEqual([expect.closeTo(density(count - 2), 12), expect.closeTo(density(0), 6)]);
    const at = (i: number): number => (i * i) / count;
    expect(law.densityOn!(at(10.5), at(20.5))).toEqual([expect.closeTo(density(20), 9), expect.closeTo(density(10), 9)]);
    // Both neighbours of a knot count where an interval ends there.
    expect(law.densityOn!(at(10), at(20))).toEqual([expect.closeTo(density(20), 9), expect.closeTo(density(9), 9)]);
  });

  it('smoothed, has a density: quantiles are linear between values at their mean ranks', () => {
    const law = parseDistribution(`empirical(${bids},bid,smoothed)`);
    expect(law.atoms).toBeUndefined();
    expect(law.support).toEqual([1, 7]);
    // Mean ranks 0.5, 2, 3.5 of four.
    expect([law.cdf(1), law.cdf(3), law.cdf(5), law.cdf(7)]).toEqual([0, 0.5, 0.75, 1]);
  });

  it('keeps the numbers that it was made of, and what is said of where types lie', () => {
    const law = parseDistribution(`empirical(${bids},bid,smoothed,0:10)`);
    expect([...law.data!.numbers]).toEqual([1, 3, 3, 7]);
    expect(law.data!.within).toEqual([0, 10]);
    expect(law.support).toEqual([1, 7]);
    expect(law.text).toMatch(/,bid,smoothed,0:10,sha256:[0-9a-f]{16}\)$/);
    expect(parseDistribution(law.text).text).toBe(law.text);
    expect(parseDistribution(`empirical(${bids},bid)`).data!.id).toBe(law.data!.id);
  });

  it('draws rows again under a key: all columns of a file the same ones', () => {
    const pairs = file('pairs.csv', `x,y\n${Array.from({ length: 50 }, (_, i) => `${i},${1000 - i}`).join('\n')}\n`);
    const again = (column: string, key: string): number[] =>
      [...parseDistribution(resampleText(`empirical(${pairs},${column})`, key)).data!.numbers];
    const [x, y] = [again('x', '0123456789abcdef'), again('y', '0123456789abcdef')];
    expect(x).toHaveLength(50);
    expect(y.map((value) => 1000 - value).toReversed()).toEqual(x);
    expect(again('x', '0123456789abcdee')).not.toEqual(x);
    // Of 50 rows drawn 50 times, about 1 - 1 / e are seen.
    expect(Math.abs(new Set(x).size / 50 - 0.632)).toBeLessThan(0.15);
    const means = Array.from({ length: 200 }, (_, b) => again('x', b.toString(16).padStart(16, '0')).reduce((a, c) => a + c) / 50);
    const mean = means.reduce((a, c) => a + c) / 200;
    const deviation = Math.sqrt(means.reduce((sum, c) => sum + (c - mean) ** 2, 0) / 199);
    // Mean 24.5, standard deviation 14.43 / sqrt(50) = 2.04.
    expect(Math.abs(mean - 24.5)).toBeLessThan(0.6);
    expect(Math.abs(deviation - 2.04)).toBeLessThan(0.4);
  });

  it('two rows: a resample has both values, whatever the key', () => {
    const two = file('two.csv', 'x\n1\n2\n');
    for (let b = 0; b < 20; b++) {
      const key = b.toString(16).padStart(16, '0');
      expect([...parseDistribution(resampleText(`empirical(${two},x)`, key)).data!.numbers]).toEqual([1, 2]);
    }
  });

  it('its text names the file by its hash: the same text is the same law, and a changed file is refused', () => {
    const changing = file('changing.csv', 'x\n1\n2\n');
    const { text } = parseDistribution(`empirical(${changing},x)`);
    expect(text).toMatch(/,x,sample,sha256:[0-9a-f]{16}\)$/);
    expect(parseDistribution(text).text).toBe(text);
    writeFileSync(changing, 'x\n1\n3\n');
    expect(() => parseDistribution(text, 'cost')).toThrow(/^cost: empirical.*is another file than sha256:/);
  });

  it.each([
    [`empirical(${join(folder, 'none.csv')},x)`, /cannot read/],
    [`empirical(${bids},price)`, /no column 'price'; it has auction, bid/],
    [`empirical(${bids})`, /takes a file, a column/],
    [`empirical(${bids},bid,rough)`, /'sample' or 'smoothed'/],
    [`empirical(${file('words.csv', 'x\n1\ntwo\n')},x)`, /x in line 3 of .* is not a finite number: 'two'/],
    [`empirical(${file('ragged.csv', 'who,x\na,1\nb, c,2\n')},x)`, /line 3 of .* has 3 columns, and the heading has 2/],
    [`empirical(${file('short.csv', 'x,y\n1,2\n3\n4,5\n')},y)`, /line 3 of .* has 1 columns/],
    [`empirical(${bids},bid,2:10)`, /numbers from 1 to 7, not within 2:10/],
    [`empirical(${bids},bid,5:5)`, /lower end below its upper end/],
    [`empirical(${bids},bid,sample,smoothed)`, /says twice/],
    [`empirical(${bids},bid,resample:12)`, /'sample' or 'smoothed'/],
    [`empirical(${file('single.csv', 'x\n5\n')},x)`, /two different numbers, got 1/],
    [`empirical(${file('one.csv', 'x\n5\n5\n')},x)`, /two different numbers, got 1/],
    [`empirical(${file('many.csv', `x\n${Array.from({ length: 1100 }, (_, i) => i).join('\n')}\n`)},x)`, /add smoothed/],
  ])('%s', (text, message) => {
    expect(() => parseDistribution(text, 'value')).toThrow(message);
    expect(() => parseDistribution(text, 'value')).toThrow(/^value: [^\n]*$/);
  });
});
