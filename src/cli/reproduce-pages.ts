/** From verdicts and kept studies to the files of a reproduction's site. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '../../papers/item.ts';
import { papers } from '../../papers/registry.ts';
import { finiteStudyIn } from '../kinds/finite/study-point.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { readErrata } from '../library/reproduction/errata.ts';
import type { ListedItem } from '../library/reproduction/items.ts';
import { paperTables } from '../library/reproduction/paper-tables.ts';
import { plottedSeries } from '../library/reproduction/plots.ts';
import { studyOf, type StudyOutcome } from '../library/reproduction/studies.ts';
import type { ItemStatus, Verdict } from '../library/reproduction/verdicts.ts';
import { plotFigure } from '../report/figures/plot.ts';
import { renderFigure } from '../report/figures/render.ts';
import { numbersOf } from '../report/reproduction/numbers.ts';
import type { ShownFigure, ShownItem, ShownTable } from '../report/reproduction/shown.ts';
import { siteOf } from '../report/reproduction/site.ts';
import { quantityOf, QUANTITIES } from '../results/quantities.ts';
import type { ParameterValues } from '../study/scenario.ts';
import { writeAllAside } from '../run/kept-file.ts';
import { OutputError } from '../errors.ts';
import { failureReason } from '../report/files.ts';

/** What is said beside the verdict; undefined where there is nothing to say. */
function remarkOf({ correction, fails, notComputable }: Item): string | undefined {
  const parts = [
    ...(notComputable === undefined ? [] : [`Not computable: ${notComputable}.`]),
    ...(correction === undefined ? [] : [`${notComputable === undefined ? 'Holds' : 'To be read'} ${correction}.`]),
    ...(fails === undefined ? [] : [`Fails: ${fails}.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Names of quantities that the evidence speaks of, and of the exact conditions that were asked for. */
function notionsOf({ evidence }: Verdict): readonly string[] {
  const words = new Set(evidence.flatMap(({ claim, evidence: found }) => [claim, ...found.split(/[^A-Za-z]+/)]));
  return [
    ...Object.keys(QUANTITIES).filter((name) => words.has(name)).map((name) => quantityOf(name).name),
    ...evidence.filter(({ text, claim }) => text.startsWith(`${claim}: `)).map(({ claim }) => claim.split(' of ')[0]!.replaceAll('-', ' ')),
  ].filter((name, i, all) => all.indexOf(name) === i);
}

type Page = readonly [path: string, bytes: Uint8Array];

/** The item's own plot first, then those of its studies; PNG beside for the gallery. Both are added to the pages. */
async function figuresOf(
  { id, item }: ListedItem, { outcomes, folder, studies: kept }: PagesRequest, pages: Page[],
): Promise<readonly ShownFigure[]> {
  const own: ShownFigure[] = [];
  const series = plottedSeries(item, outcomes);
  if (series !== undefined && item.plot !== undefined) {
    const name = id.replace(':', '-');
    const { svg, png } = await renderFigure(plotFigure(name, { ...item.plot, subtitle: item.place }, series));
    pages.push([join(folder, 'figures', `${name}.svg`), Buffer.from(svg)], [join(folder, 'figures', `${name}.png`), Buffer.from(png)]);
    own.push({ svg, caption: item.says });
  }
  const studies = [...new Set(item.shown.map((showing) => studyOf(showing).id))].flatMap((study) => outcomes.get(study)?.figures ?? []);
  return [...own, ...studies.map(({ path, caption }) => ({ svg: readFileSync(join(kept, path), 'utf8'), caption }))];
}

/** From the model of a showing, at the first values where it sweeps. */
function tablesOf({ item: { tables = [], shown } }: ListedItem): readonly ShownTable[] {
  return tables.flatMap(({ showing, of }) => {
    const { scenario: name, values = {} } = shown[showing]!;
    const scenario = scenarios.find((one) => one.name === name)!;
    const defaults = Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default] as const);
    const first = Object.entries(values).map(([key, value]) =>
      [key, Array.isArray(value) ? value[0] as number | string : value] as const);
    const point = Object.fromEntries([...defaults, ...first]) as ParameterValues;
    const study = finiteStudyIn(scenario.environment(point));
    if (!study) return [];
    const where = Object.entries(point).map(([key, value]) => `${key} = ${String(value)}`).join(', ');
    return paperTables(study.environment, of).map((table) =>
      ({ ...table, caption: `${table.caption}${where === '' ? '' : ` (${where})`}` }));
  });
}

async function shownItem(
  listed: ListedItem, verdict: Verdict, request: PagesRequest, pages: Page[],
): Promise<ShownItem> {
  const { outcomes, expected } = request;
  const { id, item, kind } = listed;
  const { number, place, says, ours, shown } = item;
  const studies = [...new Map(shown.map(studyOf).map((study) => [study.id, study])).values()].flatMap((study) => {
    const outcome = outcomes.get(study.id);
    return outcome === undefined ? [] : [{ outcome, scenario: study.showing.scenario }];
  });
  return {
    id, number, kind, place, says, ours: ours === true, status: verdict.status,
    expected: expected[id], remark: remarkOf(item), evidence: verdict.evidence,
    scenarios: [...new Set(shown.map(({ scenario }) => scenario))], notions: notionsOf(verdict),
    figures: await figuresOf(listed, request, pages), tables: tablesOf(listed),
    numbers: studies.flatMap(({ outcome, scenario }) => numbersOf(outcome.estimates, outcome.command, scenario)),
    seconds: studies.reduce((sum, { outcome }) => sum + outcome.seconds, 0),
  };
}

export interface PagesRequest {
  readonly items: readonly ListedItem[];
  readonly verdicts: readonly Verdict[];
  readonly expected: Readonly<Record<string, ItemStatus>>;
  readonly outcomes: ReadonlyMap<string, StudyOutcome>;
  /** Where pages go, and where what was run is kept. */
  readonly folder: string;
  readonly studies: string;
  readonly effort: string;
  /** Of items.json. */
  readonly rows: readonly object[];
}

/** All of them, or none. Pages of items that are not asked for any more go. Throws OutputError. */
export async function writePages(request: PagesRequest): Promise<void> {
  const pages: Page[] = [];
  const { items, verdicts, folder, effort, rows } = request;
  const shown = new Map<string, ShownItem>();
  for (const [i, listed] of items.entries()) {
    shown.set(listed.id, await shownItem(listed, verdicts[i]!, request, pages));
  }
  const site = siteOf({
    effort, errata: readErrata(),
    papers: papers.filter((paper) => items.some((item) => item.paper === paper)).map((paper) => ({
      id: paper.id, title: paper.title, authors: paper.authors,
      items: items.flatMap((item) => (item.paper === paper ? [shown.get(item.id)!] : [])),
    })),
  });
  for (const [name, text] of site) pages.push([join(folder, name), Buffer.from(text)]);
  const json = { schema: 'misreport.reproduction/1', items: rows };
  pages.push([join(folder, 'items.json'), Buffer.from(`${JSON.stringify(json, null, 2)}\n`)]);
  let failed = folder;
  try {
    writeAllAside(pages, (path) => { failed = path; });
  } catch (error) {
    throw new OutputError(`--out: cannot write ${failed}: ${failureReason(error)}; finished studies are kept, no page is changed`);
  }
  const written = new Set(site.map(([name]) => name));
  for (const name of readdirSync(join(folder, 'items'))) {
    if (name.endsWith('.html') && !written.has(`items/${name}`)) rmSync(join(folder, 'items', name), { force: true });
  }
}
