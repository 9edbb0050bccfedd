/** Games written for Gambit and lrsnash, read back by a reader that shares nothing with what wrote them. */
import { readFileSync } from 'node:fs';
import { Fraction } from 'fraction.js';
import { describe, expect, it } from 'vitest';
import { readGame } from '../../bench/efg.ts';
import { bestGain, gambitGames, gambitText } from '../../bench/gambit-games.ts';
import { bimatrixText, listsTruth, neighbours, type Bimatrix } from '../../bench/lrsnash.ts';
import { rationalText } from '../../src/programs/rational.ts';

/** What the best lie gains, by adding up leaves: conditional on the information set, with everybody else truthful. */
function gainFromText(text: string): Fraction {
  const { players, leaves } = readGame(text);
  const total = new Map<string, { value: Fraction; reach: Fraction }>();
  for (const [player] of players.entries()) {
    for (const { chance, moves, payoffs } of leaves) {
      if (!moves.every(({ type, report }, other) => other === player || type === report)) continue;
      const key = [player, moves[player]!.set, moves[player]!.report].join('|');
      const before = total.get(key) ?? { value: new Fraction(0), reach: new Fraction(0) };
      total.set(key, { value: before.value.add(chance.mul(payoffs[player]!)), reach: before.reach.add(chance) });
    }
  }
  const gains = [...total].map(([key, { value, reach }]) => {
    const [player, set] = key.split('|');
    const truth = total.get(`${player}|${set}|${set!.split(' ')[1]}`)!;
    return value.sub(truth.value).div(reach);
  });
  return gains.reduce((most, gain) => (gain.compare(most) > 0 ? gain : most));
}

describe('games for Gambit', () => {
  const games = gambitGames();

  it('are a dozen or more of both verdicts, with names of their own', () => {
    expect(games.length).toBeGreaterThanOrEqual(12);
    expect(new Set(games.map(({ name }) => name)).size).toBe(games.length);
    expect(games.filter((game) => bestGain(game).n !== 0n).map(({ name }) => name)).toEqual([
      'first-price auction, two bidders', 'all-pay auction, two bidders', 'first-price auction, correlated values',
    ]);
  });

  it.each(games.map((game) => [game.name, game] as const))('%s: the text has its types, its chances and what lies gain', (_, game) => {
    const text = gambitText(game);
    const { players, leaves } = readGame(text);
    const { agents } = game.model;
    expect(players).toEqual(agents.map(({ name }) => name));
    const reports = agents.reduce((product, { types }) => product * types.length, 1);
    expect(leaves.reduce((sum, { chance }) => sum.add(chance), new Fraction(0)).div(reports).toFraction()).toBe('1');
    expect(gainFromText(text).toFraction()).toBe(rationalText(bestGain(game)));
  });

  it('what a lie gains in first-price auctions is what one computes by hand', () => {
    const gainOf = (name: string): string => rationalText(bestGain(games.find((game) => game.name === name)!));
    // Truth gains nothing. Ann, who wins ties, is worth 4: a bid of 1 wins a third of the time for 3, of 2 two thirds for 2, so 4/3.
    expect(gainOf('first-price auction, two bidders')).toBe('4/3');
    // Ann worth 3 wins for 2 with a bid of 1 where ben reports 1, a quarter of the time.
    expect(gainOf('first-price auction, correlated values')).toBe('1/2');
  });

  it('the script tells truth by the names that the games bear, and reads them as each version of pygambit from 16 on does', () => {
    const script = readFileSync(new URL('../../bench/gambit_alternatives.py', import.meta.url), 'utf8');
    for (const call of ['read_efg(', 'Game.read_game(', 'mixed_behavior_profile(rational=True)', 'action_value(action)', '.infosets']) {
      expect(script).toContain(call);
    }
    expect(script).toContain('1 if action.label == each.label else 0');
    expect(script).toContain('profile[member] = {each.label: 1}');
    expect(script).toContain('profile.action_values');
  });
});

/** What lrsnash 7.1 (Debian's lrslib 0.71b) prints of Groves transfers in bilateral trade, without times and blanks at ends. */
const PRINTED = `*lrsnash:lrslib v.7.1 2021.6.2(64bit,lrsgmp.h,hybrid arithmetic) gmp v.6.2
2  0  0  0  1  2
1  1  0  0  0  2

2  0  1  0  0  5/4
1  0  1  0  0  5/4

*Number of equilibria found: 2
*Player 1: vertices=4 bases=10 pivots=14
*Player 2: vertices=2 bases=4 pivots=14
`;

describe('games for lrsnash', () => {
  const games = gambitGames();
  /** Whether neither gains by another strategy. */
  const mutual = ({ first, second, truth: [a, b] }: Bimatrix): boolean =>
    first.every((row) => row[b]!.compare(first[a]![b]!) <= 0) && second[a]!.every((payoff) => payoff.compare(second[a]![b]!) <= 0);

  it.each(games.map((game) => [game.name, game] as const))('%s: truth is mutual in all of them if and only if no lie gains', (_, game) => {
    const pairs = neighbours(readGame(gambitText(game)));
    expect(pairs).toHaveLength(game.model.agents.length - 1);
    expect(pairs.every(mutual)).toBe(bestGain(game).n === 0n);
    const strategies = game.model.agents.map(({ types }) => types.length ** types.length);
    for (const [i, { first, second }] of pairs.entries()) {
      expect([first.length, first[0]!.length, second.length, second[0]!.length])
        .toEqual([strategies[i], strategies[i + 1], strategies[i], strategies[i + 1]]);
    }
  });

  it('are written row by row, and truth is found in the list of equilibria', () => {
    const [trade] = neighbours(readGame(gambitText(games.find(({ name }) => name === 'Groves transfers, bilateral trade')!)));
    expect(bimatrixText(trade!)).toBe(
      '4 4\n\n0 1 1 2\n1/2 5/4 5/4 2\n-1/2 3/4 3/4 2\n0 1 1 2\n\n2 2 2 2\n1 5/4 3/4 1\n1 5/4 3/4 1\n0 1/2 -1/2 0\n',
    );
    expect(listsTruth(PRINTED, { ...trade!, truth: [1, 1] })).toBe(true);
    expect(listsTruth(PRINTED, { ...trade!, truth: [0, 3] })).toBe(true);
    expect(listsTruth(PRINTED, { ...trade!, truth: [0, 0] })).toBe(false);
    expect(listsTruth(PRINTED, { ...trade!, truth: [3, 0] })).toBe(false);
    expect(() => listsTruth('*Number of equilibria found: 0', trade!)).toThrow('every game has one');
  });
});
