/** Whether truth is an equilibrium of finite mechanisms, beside what pygambit and lrsnash find of the same games. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isZero, rationalText } from '../src/programs/rational.ts';
import { readGame } from './efg.ts';
import { bestGain, gambitGames, gambitText } from './gambit-games.ts';
import { askLrsnash } from './lrsnash.ts';
import { median, type Row } from './timing.ts';

/** Exit code of the script where pygambit cannot be imported. */
const MISSING = 3;

interface Found {
  readonly version: string;
  readonly answers: readonly { readonly gain: string; readonly seconds: number }[];
}

/** What pygambit answers, in order of the games, or why it does not. */
function askGambit(texts: readonly string[]): Found | string {
  const script = fileURLToPath(new URL('gambit_alternatives.py', import.meta.url));
  const python = process.env.MISREPORT_PYTHON ?? 'python3';
  const { error, status, stdout } = spawnSync(python, [script], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (error !== undefined) return `not measured: ${python} does not start (MISREPORT_PYTHON names another)`;
  if (status === MISSING) return `pygambit: not installed for ${python} (MISREPORT_PYTHON names another)`;
  return status === 0 ? JSON.parse(stdout) as Found : `not measured: pygambit failed (exit code ${status})`;
}

const verdict = (gain: string): string => (gain === '0' ? 'truth is an equilibrium' : `a lie gains ${gain}`);

function gambitRow(what: string, own: string, found: Found | string, k: number): Row {
  if (typeof found === 'string') return { what, who: 'pygambit', unit: found };
  const { gain, seconds } = found.answers[k]!;
  const agree = gain === own ? 'agrees' : `DISAGREES: ${verdict(gain)}`;
  return { what, who: `pygambit ${found.version}, ${agree}`, figure: 1e3 * seconds, unit: 'ms' };
}

function lrsnashRow(what: string, own: string, text: string): Row {
  const found = askLrsnash(readGame(text));
  if (typeof found === 'string') return { what, who: 'lrsnash', unit: found };
  const agree = found.equilibrium === (own === '0') ? 'agrees' : `DISAGREES: ${found.equilibrium ? verdict('0') : 'some lie gains'}`;
  return { what, who: `lrsnash, all equilibria, ${agree}`, figure: 1e3 * found.seconds, unit: 'ms' };
}

/** Three rows a mechanism; where one of the others disagrees, it says so. */
export async function gambitRows(): Promise<Row[]> {
  const games = gambitGames();
  const texts = games.map(gambitText);
  const found = askGambit(texts);
  const rows: Row[] = [];
  for (const [k, game] of games.entries()) {
    const gain = bestGain(game);
    const own = isZero(gain) ? '0' : rationalText(gain);
    const what = `${game.name}: ${verdict(own)}`;
    rows.push({ what, who: 'misreport, exact', figure: 1e3 * await median(() => bestGain(game)), unit: 'ms' });
    rows.push(gambitRow(what, own, found, k), lrsnashRow(what, own, texts[k]!));
  }
  return rows;
}
