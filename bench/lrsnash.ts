/**
 * Truth among the equilibria that `lrsnash` enumerates (D. Avis's lrslib, exact; package `lrslib` in Debian).
 *
 * It reads games of two players in strategic form. A strategy maps types to reports, and every type has a chance, so truth is a
 * Bayesian equilibrium if and only if no player gains by another strategy, ex ante. Of more than two players each two neighbours play
 * while the others are truthful: truth is an equilibrium if and only if it is one of all these games. `lrsnash` lists extreme
 * equilibria, which a pure one always is: with the best payoff against it, it is a vertex of its best response polyhedron.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fraction } from 'fraction.js';
import type { Game } from './efg.ts';

export interface Bimatrix {
  /** `[strategy of the first][strategy of the second]`. */
  readonly first: readonly (readonly Fraction[])[];
  readonly second: readonly (readonly Fraction[])[];
  /** The truthful strategies. */
  readonly truth: readonly [number, number];
}

type Strategy = ReadonlyMap<string, string>;

/** All maps from the player's types to reports. */
function strategiesOf({ leaves }: Game, player: number): readonly Strategy[] {
  const types = [...new Set(leaves.map(({ moves }) => moves[player]!.type))];
  const reports = [...new Set(leaves.map(({ moves }) => moves[player]!.report))];
  return types.reduce<Strategy[]>(
    (maps, type) => maps.flatMap((map) => reports.map((report) => new Map([...map, [type, report]]))), [new Map()],
  );
}

const isTruth = (strategy: Strategy): boolean => [...strategy].every(([type, report]) => type === report);

/** The games of neighbours, the others truthful. */
export function neighbours(game: Game): readonly Bimatrix[] {
  return game.players.slice(1).map((_, i) => {
    const pair = [i, i + 1] as const;
    const leaves = game.leaves.filter(({ moves }) => moves.every(({ type, report }, k) => pair.includes(k) || type === report));
    const maps = pair.map((player) => strategiesOf(game, player));
    const expected = (player: number, a: Strategy, b: Strategy): Fraction => leaves.reduce((sum, { chance, moves, payoffs }) => {
      const played = a.get(moves[i]!.type) === moves[i]!.report && b.get(moves[i + 1]!.type) === moves[i + 1]!.report;
      return played ? sum.add(chance.mul(payoffs[player]!)) : sum;
    }, new Fraction(0));
    const [first, second] = pair.map((player) => maps[0]!.map((a) => maps[1]!.map((b) => expected(player, a, b))));
    return { first: first!, second: second!, truth: [maps[0]!.findIndex(isTruth), maps[1]!.findIndex(isTruth)] };
  });
}

/** The game as `lrsnash` reads it: the numbers of strategies, then both matrices row by row. */
export function bimatrixText({ first, second }: Bimatrix): string {
  const matrix = (rows: Bimatrix['first']): string => rows.map((row) => row.map((payoff) => payoff.toFraction()).join(' ')).join('\n');
  return `${first.length} ${first[0]!.length}\n\n${matrix(first)}\n\n${matrix(second)}\n`;
}

/**
 * Whether truth stands among the equilibria printed: blocks with lines `2 y.. payoff of 1` and one `1 x.. payoff of 2`, every y with
 * that x an equilibrium.
 */
export function listsTruth(output: string, { truth }: Bimatrix): boolean {
  if (!/Number of equilibria found: [1-9]/.test(output)) throw new Error('lrsnash found no equilibrium, and every game has one');
  const blocks = output.split(/\n\s*\n/)
    .map((block) => block.split('\n').map((line) => line.trim()).filter((line) => /^[12]\s/.test(line)));
  const plays = (line: string, player: number): boolean => {
    const [who, ...weights] = line.split(/\s+/);
    return Number(who) === player + 1 && weights[truth[player]!] === '1';
  };
  return blocks.some((lines) => [0, 1].every((player) => lines.some((line) => plays(line, player))));
}

export interface Answer {
  readonly equilibrium: boolean;
  /** Of its processes, games written and lists read included. */
  readonly seconds: number;
}

/** Whether truth is an equilibrium, by `lrsnash`, or why it does not say. */
export function askLrsnash(game: Game): Answer | string {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-lrsnash-'));
  try {
    const games = neighbours(game);
    const start = performance.now();
    const verdicts: boolean[] = [];
    for (const each of games) {
      const file = join(folder, 'game.txt');
      writeFileSync(file, bimatrixText(each));
      const { error, status, stdout } = spawnSync('lrsnash', [file], { encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 60_000 });
      if (error !== undefined) {
        const missing = 'code' in error && error.code === 'ENOENT';
        return missing ? 'lrsnash: not installed (package lrslib in Debian)' : `not measured: ${error.message}`;
      }
      if (status !== 0) return `not measured: lrsnash failed (exit code ${status})`;
      verdicts.push(listsTruth(stdout, each));
    }
    return { equilibrium: verdicts.every(Boolean), seconds: (performance.now() - start) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
