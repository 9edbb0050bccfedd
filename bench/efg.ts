/** Games read back from the text that Gambit reads, from the grammar of `.efg` files alone: nothing here is shared with what wrote it. */
import { Fraction } from 'fraction.js';

export interface Leaf {
  readonly chance: Fraction;
  /** By player: the type that she learns, as number and name of her information set, and her report. */
  readonly moves: readonly { readonly set: string; readonly type: string; readonly report: string }[];
  readonly payoffs: readonly Fraction[];
}

export interface Game {
  readonly players: readonly string[];
  readonly leaves: readonly Leaf[];
}

const quotedIn = (text: string): string[] => [...text.matchAll(/"([^"]*)"/g)].map(([, name]) => name!);

/** Leaves of the tree in prefix order; one node a line, chance first, then every player once, in order. */
export function readGame(text: string): Game {
  const [head = '', comment, , ...nodes] = text.trim().split('\n');
  if (!head.startsWith('EFG 2 R "') || comment !== '""') throw new Error('not the head of an extensive game');
  const leaves: Leaf[] = [];
  let at = 0;
  const read = (chance: Fraction, moves: Leaf['moves']): void => {
    const line = nodes[at++]!;
    const inside = line.slice(line.indexOf('{') + 1, line.lastIndexOf('}'));
    const personal = /^p "" (\d+) (\d+) "([^"]*)"/.exec(line);
    if (line.startsWith('c ')) {
      for (const [, share] of inside.matchAll(/"[^"]*" (\S+)/g)) read(chance.mul(new Fraction(share!)), moves);
    } else if (personal) {
      const [, player, number, type] = personal;
      if (Number(player) !== moves.length + 1) throw new Error(`player ${player} out of turn: ${line}`);
      for (const report of quotedIn(inside)) read(chance, [...moves, { set: `${number} ${type}`, type: type!, report }]);
    } else if (/^t "" \d+ "" \{/.test(line)) {
      leaves.push({ chance, moves, payoffs: inside.split(',').map((payoff) => new Fraction(payoff.trim())) });
    } else {
      throw new Error(`not a node: ${line}`);
    }
  };
  read(new Fraction(1), []);
  if (at !== nodes.length) throw new Error(`${nodes.length - at} lines after the tree`);
  return { players: quotedIn(head.slice(head.indexOf('{'))), leaves };
}
