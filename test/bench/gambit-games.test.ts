/** Games written for Gambit, read back by a reader that shares nothing with what wrote them. */
import { readFileSync } from 'node:fs';
import { Fraction } from 'fraction.js';
import { describe, expect, it } from 'vitest';
import { bestGain, gambitGames, gambitText } from '../../bench/gambit-games.ts';
import { rationalText } from '../../src/programs/rational.ts';

interface Leaf {
  readonly chance: Fraction;
  /** By player: information set and report. */
  readonly moves: readonly (readonly [set: string, report: string])[];
  readonly payoffs: readonly Fraction[];
}

/** Leaves of the tree, in prefix order, from the grammar of `.efg` files alone: one node a line here. */
function leavesOf(text: string): { players: string[]; leaves: Leaf[] } {
  const [head, comment, , ...nodes] = text.trim().split('\n');
  expect([head!.startsWith('EFG 2 R "'), comment]).toEqual([true, '""']);
  const players = [...head!.slice(head!.indexOf('{')).matchAll(/"([^"]*)"/g)].map(([, name]) => name!);
  const leaves: Leaf[] = [];
  let at = 0;
  const read = (chance: Fraction, moves: Leaf['moves']): void => {
    const line = nodes[at++]!;
    const inside = line.slice(line.indexOf('{') + 1, line.lastIndexOf('}'));
    if (line.startsWith('c ')) {
      for (const [, share] of inside.matchAll(/"[^"]*" (\S+)/g)) read(chance.mul(new Fraction(share!)), moves);
    } else if (line.startsWith('p ')) {
      const [, player, number, name] = /^p "" (\d+) (\d+) "([^"]*)"/.exec(line)!;
      expect(Number(player)).toBe(moves.length + 1);
      for (const [, report] of inside.matchAll(/"([^"]*)"/g)) read(chance, [...moves, [`${number} ${name}`, report!]]);
    } else {
      expect(line).toMatch(/^t "" \d+ "" \{/);
      leaves.push({ chance, moves, payoffs: inside.split(',').map((payoff) => new Fraction(payoff.trim())) });
    }
  };
  read(new Fraction(1), []);
  expect(at).toBe(nodes.length);
  return { players, leaves };
}

const truthful = ([set, report]: readonly [string, string]): boolean => set.split(' ')[1] === report;

/** What the best lie gains, by adding up leaves: conditional on the information set, with everybody else truthful. */
function gainFromText(text: string): Fraction {
  const { players, leaves } = leavesOf(text);
  const total = new Map<string, { value: Fraction; reach: Fraction }>();
  for (const [player] of players.entries()) {
    for (const { chance, moves, payoffs } of leaves) {
      if (!moves.every((move, other) => other === player || truthful(move))) continue;
      const key = [player, ...moves[player]!].join('|');
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
    const { players, leaves } = leavesOf(text);
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

  it('the script tells truth by the names that the games bear, and reads them as each version of pygambit 16 does', () => {
    const script = readFileSync(new URL('../../bench/gambit_alternatives.py', import.meta.url), 'utf8');
    for (const call of ['read_efg(', 'Game.read_game(', 'mixed_behavior_profile(rational=True)', 'action_value(action)', '.infosets']) {
      expect(script).toContain(call);
    }
    expect(script).toContain('1 if action.label == each.label else 0');
  });
});
