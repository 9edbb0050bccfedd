/** citation.bib: the software and the scenario's sources, ready to be cited. */
import { references, toBibtex } from '../citation.ts';
import type { Format } from './format.ts';

export const bibtex: Format = {
  name: 'bibtex',
  files: ({ document: { command, scenario, seed, configHash, source } }) => [{
    path: 'citation.bib', data: toBibtex(references(source, `misreport ${command} ${scenario}, seed ${seed}, configuration ${configHash}`)),
  }],
};
