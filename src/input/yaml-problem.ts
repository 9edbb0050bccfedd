/** What is wrong with a text in YAML, in words of our own where the reader's speak of its calls, and with the line that it names. */
import { oneLine } from './quote.ts';

const OWN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/multiple documents/i, 'holds several documents, parted by ---; give one'],
  [/call stack|too much recursion/i, 'is nested too deeply'],
  [/alias count/i, 'aliases repeat more than can be read; write out what they stand for'],
];

const PLACE = / at line (\d+), column \d+/;
const LINE_MAX = 80;

/** One line; `error` is what the reader of `text` threw. */
export function yamlProblem(error: unknown, text: string): string {
  const [first = ''] = (error as Error).message.split('\n');
  const place = PLACE.exec(first);
  const problem = OWN_WORDS.find(([pattern]) => pattern.test(first))?.[1] ?? first.replace(PLACE, '').replace(/:$/, '');
  if (place === null) return oneLine(problem);
  const line = text.split(/\r\n|\r|\n/)[Number(place[1]) - 1]?.trim() ?? '';
  return oneLine(`${problem}${place[0]}${line === '' ? '' : `: ${line.slice(0, LINE_MAX)}`}`);
}
