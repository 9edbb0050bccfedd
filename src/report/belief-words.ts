/** Sets of beliefs in words, for titles and captions. */
import { formatNumber } from './numbers.ts';

const SETS: Readonly<Record<string, (delta: string) => string>> = {
  bayesian: () => 'the prior alone',
  prokhorov: (delta) => `Prokhorov ball, δ = ${delta}`,
  totalVariation: (delta) => `total-variation ball, δ = ${delta}`,
  contamination: (delta) => `contamination of the prior, δ = ${delta}`,
  all: () => 'all beliefs',
};

/** `Prokhorov ball, δ = 0.05`; a kind without words of its own by its name. */
export const setWords = (kind: string, delta: number): string =>
  (Object.hasOwn(SETS, kind) ? SETS[kind]! : (text: string) => `${kind}, δ = ${text}`)(formatNumber(delta));

/** `the Prokhorov ball, δ = 0.05` for `prokhorov(0.05)`, as points name it; a set without words, such as `priors(a, b)`, by that name. */
export function beliefWords(text: string): string {
  const [, kind = '', delta = '0'] = /^(\w+)(?:\(([^()]*)\))?$/.exec(text) ?? [];
  if (!Object.hasOwn(SETS, kind) || !Number.isFinite(Number(delta))) return text;
  const words = setWords(kind, Number(delta));
  return words.includes(' ball') ? `the ${words}` : words;
}
