/** Problems as data, for what is recorded and hashed. */

/** Laws by their text, the user's functions by their source. */
export const asData = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_: string, part: unknown): unknown =>
  (typeof part === 'function'
    ? part.toString()
    : part !== null && typeof part === 'object' && 'cdf' in part && 'text' in part ? part.text : part)));
