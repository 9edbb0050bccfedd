/** A certificate's name out of anybody's text: of an agent, a notion, a metric. */
export const proofName = (...parts: readonly string[]): string => parts.map((part) => part.replace(/[^\w-]+/g, '-')).join('-');
