/** Whether truth is an equilibrium of finite mechanisms, beside what pygambit finds of the same games. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isZero, rationalText } from '../src/programs/rational.ts';
import { bestGain, gambitGames, gambitText } from './gambit-games.ts';
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

/** Two rows a mechanism; where the two disagree, the second says so. */
export async function gambitRows(): Promise<Row[]> {
  const games = gambitGames();
  const found = askGambit(games.map(gambitText));
  const rows: Row[] = [];
  for (const [k, game] of games.entries()) {
    const gain = bestGain(game);
    const own = isZero(gain) ? '0' : rationalText(gain);
    const what = `${game.name}: ${verdict(own)}`;
    rows.push({ what, who: 'misreport, exact', figure: 1e3 * await median(() => bestGain(game)), unit: 'ms' });
    if (typeof found === 'string') {
      rows.push({ what, who: 'pygambit', unit: found });
      continue;
    }
    const { gain: theirs, seconds } = found.answers[k]!;
    const agree = theirs === own ? 'agrees' : `DISAGREES: ${verdict(theirs)}`;
    rows.push({ what, who: `pygambit ${found.version}, ${agree}`, figure: 1e3 * seconds, unit: 'ms' });
  }
  return rows;
}
