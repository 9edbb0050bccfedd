/** Formats of tables that a folder of results has where they are asked for, beside those that are always written. */
export const TABLE_FORMATS = ['latex', 'markdown'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
