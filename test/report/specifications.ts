/** What tests look at in figures. */

/** Numbers rounded to a pixel's tenth, so that the last bits of some machine's arithmetic do not matter. */
export const rounded = (svg: string): string => svg.replace(
  /-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1)))
).replaceAll('><', '>\n<');

/** Every data row inlined in a specification, with the layer's mark. */
export function rowsByMark(specification: unknown): { mark: string; row: Record<string, unknown> }[] {
  if (Array.isArray(specification)) return specification.flatMap(rowsByMark);
  if (specification === null || typeof specification !== 'object') return [];
  const { data, mark, ...rest } = specification as { data?: { values: Record<string, unknown>[] }; mark?: { type: string } };
  return [...(data?.values ?? []).map((row) => ({ mark: mark?.type ?? '', row })), ...Object.values(rest).flatMap(rowsByMark)];
}

/** All texts of a specification, lines that were broken joined again. */
export const wordsOf = (specification: unknown): string => JSON.stringify(specification).replaceAll('","', ' ');
