/** All files of a reproduction's site. */
import { fontFaces } from '../formats/html-fonts.ts';
import { itemPage } from './item-page.ts';
import { errataPage, indexPage, notionPage, numbersPage, paperPage, scenarioPage, statusPage } from './overview-pages.ts';
import { pageOf } from './parts.ts';
import type { ShownReproduction } from './shown.ts';
import { appendixTex, itemsCsv, numbersCsv } from './tables.ts';

/** A page that every site has, and nothing else is likely to: how one is known. */
export const MARK = 'by-status.html';

/** [path, text]; the data beside the pages apart from items.json. */
export const siteOf = (all: ShownReproduction): readonly (readonly [string, string])[] => [
  ['index.html', indexPage(all)], [MARK, statusPage(all)], ['by-notion.html', notionPage(all)],
  ['by-scenario.html', scenarioPage(all)], ['errata.html', errataPage(all)], ['numbers.html', numbersPage(all)],
  ['items.csv', itemsCsv(all)], ['numbers.csv', numbersCsv(all)], ['appendix.tex', appendixTex(all)], ['fonts.css', fontFaces()],
  ...all.papers.flatMap((paper) => [
    [`${paper.id}.html`, paperPage(paper)] as const, ...paper.items.map((item) => [pageOf(item), itemPage(paper, item)] as const),
  ]),
];
