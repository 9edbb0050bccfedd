/** What the doc comments of a TypeScript file say of the fields of its interfaces. */

const INTERFACE = /^export interface (\w+)[^\n{]*\{\n([\s\S]*?)^\}/gm;
const FIELD = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)\??:/g;

const plain = (comment: string): string => comment.split('\n').map((line) => line.replace(/^\s*\*?\s?/, '').trim()).join(' ').trim();

/** By interface, then by field; fields without a comment are left out. */
export function docWords(source: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  return new Map([...source.matchAll(INTERFACE)].map(([, name, body]) =>
    [name!, Object.fromEntries([...body!.matchAll(FIELD)].map(([, comment, field]) => [field!, plain(comment!)]))]));
}
