/** Guo (2018), Essays on Mechanism Design under Non-Bayesian Frameworks: three chapters and their appendices. */
import type { Paper } from './item.ts';
import { mechanismsWithAmbiguousTransfers } from './guo18/chapter-1.ts';
import { robustCoalitionalImplementation } from './guo18/chapter-2.ts';
import { fullImplementationUnderAmbiguity } from './guo18/chapter-3.ts';

export const guo18: Paper = {
  id: 'guo18', title: 'Essays on Mechanism Design under Non-Bayesian Frameworks', authors: 'Guo (2018)',
  items: [...mechanismsWithAmbiguousTransfers, ...robustCoalitionalImplementation, ...fullImplementationUnderAmbiguity],
};
