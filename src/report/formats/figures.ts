/** figures/: every figure as SVG, PNG and its Vega-Lite specification with the data in it. */
import type { Format } from './format.ts';
import { formatJson } from './json.ts';

export const figures: Format = {
  name: 'figures',
  files: ({ figures: drawn }) => drawn.flatMap(({ name, svg, png, specification }) => [
    { path: `figures/${name}.svg`, data: svg }, { path: `figures/${name}.png`, data: png }, {
      path: `figures/${name}.vl.json`, data: formatJson(specification),
    },
  ]),
};
