/** figures/*.pdf: every figure as vectors with embedded fonts. */
import type { Format } from './format.ts';

export const pdf: Format = {
  name: 'pdf', onRequest: true,
  files: ({ figures }) => figures.flatMap(({ name, pdf: data }) => (data === undefined ? [] : [{ path: `figures/${name}.pdf`, data }])),
};
