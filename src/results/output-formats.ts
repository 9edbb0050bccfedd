/** What a folder of results can be asked for by name; csv is there in any case. */
export const OUTPUT_FORMATS = ['csv', 'latex', 'markdown', 'parquet', 'pdf', 'replication'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Looks of its figures. */
export const THEMES = ['screen', 'print', 'slides'] as const;
export type Theme = (typeof THEMES)[number];
