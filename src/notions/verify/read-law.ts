/** Laws that a file names, each text read once: tables are long, and checks ask again and again. */
import type { Distribution } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';

const known = new Map<string, Distribution>();
/** Texts that are remembered. */
const MOST = 32;

/** Throws InputError naming the field. */
export function lawNamed(text: string, field?: string): Distribution {
  const found = known.get(text) ?? parseDistribution(text, field);
  if (known.size >= MOST) known.clear();
  known.set(text, found);
  return found;
}
