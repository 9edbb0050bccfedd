/** Figures of social choice problems. */
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../src/report/figures/figure.ts';
import { figuresOf, renderFigure } from '../../src/report/figures/index.ts';
import { renderSvg } from '../../src/report/figures/render.ts';
import type { ResultDocument } from '../../src/results/document.ts';
import { runDocument } from './fixtures.ts';
import { inkShare, readPng } from './png.ts';
import {
  auctionDocument, auctionSweepDocument, BIDDERS, decadesDocument, GAMMAS, sizeDocument, SOCIAL_DOCUMENTS, vectorDocument,
} from './social-fixtures.ts';
import { rounded, rowsByMark, wordsOf } from './specifications.ts';
import { itFirst } from '../support/evidence.ts';

const names = (document: ResultDocument): string[] => figuresOf(document).map(({ name }) => name);

function figure(document: ResultDocument, name: string): Figure {
  const found = figuresOf(document).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no figure ${name} among ${names(document).join(', ')}`);
  return found;
}

const golden: Readonly<Record<string, () => Figure>> = {
  'social-rate': () => figure(sizeDocument(), 'rate-epsilon-lic-agent-1'),
  'social-sweep': () => figure(decadesDocument(), 'sweep-irrelevant-gain'),
  'social-choice': () => figure(auctionDocument(), 'choice-bidder-1'),
  'social-best-lies': () => figure(vectorDocument(64), 'gain-bidder-1'),
  'social-listed': () => figure(vectorDocument(8), 'gain-bidder-1'),
};

describe('golden SVG files', () => {
  for (const [name, create] of Object.entries(golden)) {
    it(name, async () => expect(rounded(await renderSvg(create()))).toMatchFileSnapshot(`golden/${name}.svg`));
  }
});

describe('every figure of every document', () => {
  const documents = Object.entries(SOCIAL_DOCUMENTS);
  itFirst(2, 'scenarios', documents)('renders (%s) with title, provenance and ink, and no NaN', async (_, create) => {
    expect(names(create()).length).toBeGreaterThan(0);
    for (const candidate of figuresOf(create())) {
      expect(candidate.name).toMatch(/^[a-z0-9.-]+$/);
      const { svg, png } = await renderFigure(candidate);
      expect(svg).toContain('configuration 3f2a9c0d41b7');
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(inkShare(readPng(png))).toBeGreaterThan(0.02);
    }
  });
});

describe('interim utility', () => {
  it('has one line a mechanism with its band, in one panel', () => {
    const rows = rowsByMark(figure(auctionDocument(), 'utility-bidder-1').specification);
    const ends = rows.filter(({ mark, row }) => mark === 'line' && row.type === 1).map(({ row }) => [row.line, row.estimate]);
    expect(ends).toEqual([['first price', 0], ['second price', expect.closeTo(1 / 3, 12)]]);
    const band = rows.find(({ mark, row }) => mark === 'area' && row.line === 'second price' && row.type === 1)!.row;
    expect([band.lower, band.upper]).toEqual([expect.closeTo(1 / 3 - 0.01, 12), expect.closeTo(1 / 3 + 0.01, 12)]);
  });
});

it('curves of several coordinates have a figure each, so that no line runs from one to the other', () => {
  const document = auctionDocument();
  const curves = document.curves.filter(({ quantity }) => quantity === 'interimUtility').flatMap((curve) =>
    ['s1[A]', 's1[B]'].map((coordinate) => ({ ...curve, quantity: 'fieldComponent', point: { ...curve.point, coordinate } })));
  const drawn = figuresOf({ ...document, curves }).filter(({ name }) => name.startsWith('field-component'));
  expect(drawn.map(({ name }) => name)).toEqual(['field-component-bidder-1-s1-a', 'field-component-bidder-1-s1-b']);
  for (const { specification } of drawn) {
    const rows = rowsByMark(specification).filter(({ mark, row }) => mark === 'line' && row.line === 'second price');
    const types = rows.map(({ row }) => row.type);
    expect(new Set(types).size).toBe(types.length);
  }
});

it('lines of types are named by the other signals and the axis by hers; the gap is a picture of the plane', () => {
  const document = auctionDocument();
  const [curve] = document.curves;
  const at = (b: number) => ({ ...curve!.point, mechanism: 'efficient', along: 's[A]', others: `s[B] = ${b}` });
  const along = { ...curve!, types: [0.25, 0.75], estimate: [0.5, -0.25], lower: [0.4, -0.4], upper: [0.6, 0.1] };
  const curves = [0.75, 0.25].flatMap((b) => [
    { ...along, quantity: 'fieldComponent', point: { ...at(b), coordinate: 's[A]' } },
    { ...along, quantity: 'crossDerivativeGap', point: { ...at(b), coordinate: 's[A] and s[B]' } },
    { ...along, quantity: 'choiceProbability', point: { ...at(b), alternative: 'X' } },
  ]);
  const made = { ...document, curves };
  expect(names(made)).toEqual(expect.arrayContaining(['field-component-bidder-1-s-a', 'curl-gap-bidder-1-s-a-and-s-b', 'choice-bidder-1']));
  const field = wordsOf(figure(made, 'field-component-bidder-1-s-a').specification);
  for (const words of ['Other signals', 'Type (s[A])', 's[B] = 0.25']) expect(field).toContain(words);
  expect(field).not.toContain('Mechanism');
  for (const words of ['Type (s[A])', 's[B] = 0.75']) expect(wordsOf(figure(made, 'choice-bidder-1').specification)).toContain(words);
  const { specification } = figure(made, 'curl-gap-bidder-1-s-a-and-s-b');
  const cells = rowsByMark(specification).filter(({ mark }) => mark === 'rect').map(({ row }) => [row.x0, row.x1, row.y0, row.y1, row.gap]);
  expect(cells.toSorted()).toEqual([[0, 0.5, 0, 0.5, 0.5], [0, 0.5, 0.5, 1, 0.5], [0.5, 1, 0, 0.5, -0.25], [0.5, 1, 0.5, 1, -0.25]]);
  for (const words of ['Signal s[A]', 'Signal s[B]', 'Gap above 0', 'Gap below 0', '2 of 4 cells']) {
    expect(wordsOf(specification)).toContain(words);
  }
});

describe('choice probabilities', () => {
  it('by type: a panel a mechanism, a line an alternative', () => {
    const { specification } = figure(auctionDocument(), 'choice-bidder-1') as { specification: { concat?: { title: { text: string } }[] } };
    expect(specification.concat!.map(({ title }) => title.text)).toEqual(['first price', 'second price']);
    const ends = rowsByMark(specification.concat![0]).filter(({ mark, row }) => mark === 'line' && row.type === 1).map(({ row }) => [
      row.alternative, row.estimate,
    ]);
    expect(ends).toEqual([['bidder 1', 1], ['bidder 2', 0]]);
  });
});

describe('gains over listed reports', () => {
  it('has a cell a pair, types in rows and reports in columns, with the witness circled', () => {
    const document = vectorDocument(12);
    const surface = document.surfaces[0]!;
    const rows = rowsByMark(figure(document, 'gain-bidder-1').specification);
    const cells = rows.filter(({ mark, row }) => mark === 'rect' && row.gain !== undefined).map(({ row }) => row);
    const label = (signal: unknown): string => `[${(signal as number[]).join(', ')}]`;
    const at = (i: number, j: number): unknown => cells.find(
      ({ type, report }) => type === label(surface.types[i]) && report === label(surface.reports[j])
    )!.gain;
    expect(at(3, 7)).toBeCloseTo(surface.estimate[3]![7]!, 5);
    expect(at(7, 3)).toBeCloseTo(surface.estimate[7]![3]!, 5);
    expect(surface.estimate[3]![7]).not.toBeCloseTo(surface.estimate[7]![3]!, 3);
    const circles = rows.filter(({ mark }) => mark === 'point').map(({ row }) => [row.type, row.report]);
    const flat = surface.estimate.flatMap((line, i) => line.map((gain, j) => ({ gain, i, j })));
    const best = flat.reduce((a, b) => (b.gain > a.gain ? b : a));
    // The ring and its seam.
    expect(circles).toEqual([1, 2].map(() => [label(surface.types[best.i]), label(surface.reports[best.j])]));
    expect(wordsOf(figure(document, 'gain-bidder-1').specification)).toContain(
      `type ${label(surface.types[best.i])} reporting ${label(surface.reports[best.j])}.`
    );
  });

  it('shows the best lie of each type of a long list, the largest gain first, each with its interval', () => {
    const document = vectorDocument(70);
    const { types, reports, estimate, lower, upper } = document.surfaces[0]!;
    const { specification } = figure(document, 'gain-bidder-1');
    const rows = rowsByMark(specification).filter(({ mark }) => mark === 'point').map(({ row }) => row);
    expect(rows).toHaveLength(20);
    const gains = rows.map((row) => row.estimate as number);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    const bestOf = types.map(
      (type, i) => Math.max(...reports.flatMap((report, j) => (JSON.stringify(type) === JSON.stringify(report) ? [] : [estimate[i]![j]!])))
    );
    expect(gains).toEqual([...bestOf].sort((a, b) => b - a).slice(0, 20));
    for (const { lie, estimate: gain, lower: low, upper: high } of rows) {
      const [i, j] = String(lie).split(' → ').map((text) => types.findIndex((signal) => `[${(signal as number[]).join(', ')}]` === text));
      expect([estimate[i!]![j!], lower[i!]![j!], upper[i!]![j!]]).toEqual([gain, low, high]);
    }
    expect(wordsOf(specification)).toContain('shown are 20 of 70');
  });

  it('numbers long vectors, and says so', () => {
    const document = vectorDocument(70);
    const [surface] = document.surfaces;
    const long = surface!.types.map((signal) => [...(signal as number[]), 0.111, 0.222, 0.333, 0.444]);
    for (const count of [70, 12]) {
      const cut = {
        ...surface!, types: long.slice(0, count), reports: long.slice(0, count),
        estimate: surface!.estimate.slice(0, count).map((line) => line.slice(0, count)),
      };
      const text = wordsOf(figure({ ...document, surfaces: [cut] }, 'gain-bidder-1').specification);
      expect(text).toMatch(/"#\d+/);
      expect(text).toContain('Numbers are places in the list of surfaces.csv');
    }
  });

  it('is not drawn of one type or one report', () => {
    const document = vectorDocument(12);
    const [surface] = document.surfaces;
    const alone = { ...surface!, reports: surface!.reports.slice(0, 1), estimate: surface!.estimate.map((line) => line.slice(0, 1)) };
    expect(names({ ...document, surfaces: [alone] })).toEqual([]);
  });

  it('says where no listed pair gains', () => {
    const document = vectorDocument(6);
    const [surface] = document.surfaces;
    const estimate = surface!.estimate.map((line) => line.map((value) => Math.min(0, value)));
    expect(wordsOf(figure(
      { ...document, surfaces: [{ ...surface!, estimate }] }, 'gain-bidder-1'
    ).specification)).toContain('No pair among 6 types and 6 reports gains');
  });
});

describe('rates against a size of the scenario', () => {
  it('carry its symbol on the axis and in the fit, with a rising line', () => {
    const { specification, caption } = figure(sizeDocument(), 'rate-epsilon-lic-agent-1');
    const text = wordsOf(specification);
    for (const part of ['Informational size γ', 'fitted c·γᵇ', '0.8 · γᵇ with b = 0.970']) expect(text).toContain(part);
    expect(text).not.toContain('Market size');
    expect(caption).toContain('against informational size γ');
    const points = rowsByMark(specification).filter(
      ({ mark, row }) => mark === 'point' && row.lowerTrue !== undefined
    ).map(({ row }) => row.M);
    expect(points).toEqual(GAMMAS);
    const line = rowsByMark(specification).filter(({ row }) => row.line === 'fitted c·γᵇ').map(({ row }) => row.value as number);
    expect(line[1]! / line[0]!).toBeCloseTo((GAMMAS.at(-1)! / GAMMAS[0]!) ** 0.97, 9);
  });

  it('has a line a mechanism and a figure an agent', () => {
    expect(names(sizeDocument())).toEqual(['rate-epsilon-lic-agent-1', 'rate-weak-epsilon-lic-agent-1']);
    const rows = rowsByMark(figure(sizeDocument(), 'rate-weak-epsilon-lic-agent-1').specification);
    expect([
      ...new Set(rows.filter(({ mark }) => mark === 'point').map(({ row }) => row.agent))
    ]).toEqual(['modified VCG', 'generalised VCG']);
  });

  it('says which mechanism is not on log axes', () => {
    const document = sizeDocument();
    const zeros = document.estimates.filter(({ quantity }) => quantity === 'irrelevantGain' || quantity === 'epsilonLic')
      .map((row) => (row.estimate === 0 ? { ...row, quantity: 'epsilonLic', point: { ...row.point, mechanism: 'VCG' } } : row));
    expect(figure(
      { ...document, estimates: zeros }, 'rate-epsilon-lic-agent-1'
    ).caption).toContain('Not on log axes: VCG at every γ (estimate 0, upper bound exactly 0).');
  });
});

describe('sweeps', () => {
  it('draw every quantity that is not 0 throughout against the swept parameter', () => {
    expect(names(auctionSweepDocument())).toEqual([
      'sweep-epsilon-lic', 'sweep-epsilon-ic', 'sweep-ex-post-gain-probability', 'sweep-revenue', 'sweep-welfare-share',
    ]);
    const lines = rowsByMark(figure(
      auctionSweepDocument(), 'sweep-revenue'
    ).specification).filter(({ mark, row }) => mark === 'line' && row.line === 'second price').map(({ row }) => [row.x, row.estimate]);
    expect(lines).toEqual(BIDDERS.map((n) => [n, (n - 1) / (n + 1)]));
  });

  it('take log axes where numbers span decades, with zeros as hollow marks at the foot', () => {
    const { specification } = figure(decadesDocument(), 'sweep-irrelevant-gain');
    const text = JSON.stringify(specification);
    expect(text).toContain('"type":"log"');
    expect(text).toContain('"type":"symlog","constant":0.001');
    expect(text).toContain('Hollow marks at the foot');
    const zeros = rowsByMark(specification).filter(
      ({ mark, row }) => mark === 'point' && row.zero === true
    ).map(({ row }) => [row.x, row.line]);
    expect(zeros).toContainEqual([0, 'generalised VCG']);
    expect(zeros.filter(([, line]) => line === 'modified VCG')).toHaveLength(GAMMAS.length);
    expect(wordsOf(figure(auctionSweepDocument(), 'sweep-revenue').specification)).not.toContain('"type":"log"');
  });

  it('name their axes in words where the document has them', () => {
    const document = { ...decadesDocument(), parameters: { gamma: 'informational size; 0 is none', agents: 'number of agents' } };
    expect(wordsOf(figure(document, 'sweep-irrelevant-gain').specification)).toContain('title":"Informational size γ');
    expect(wordsOf(figure(
      document, 'sweep-irrelevant-gain'
    ).specification)).toContain('Gain from irrelevant information by informational size γ');
    const auction = { ...auctionSweepDocument(), parameters: { bidders: 'number of bidders n' } };
    expect(wordsOf(figure(auction, 'sweep-revenue').specification)).toContain('title":"Number of bidders n scale');
  });

  it('keep negative values on linear axes', () => {
    const document = decadesDocument();
    const estimates = document.estimates.map((row) => (row.quantity === 'irrelevantGain' && row.estimate > 0 ? {
      ...row, estimate: -row.estimate, lower: -row.upper, upper: -row.lower,
    } : row));
    expect(wordsOf(figure({ ...document, estimates }, 'sweep-irrelevant-gain').specification)).not.toContain('"type":"log"');
  });

  it('serve double auctions too: sides in one panel, the market in another', () => {
    const kappas = [0, 0.5, 1];
    const estimates = kappas.flatMap((kappa) => runDocument().estimates.map((row) => ({ ...row, point: { ...row.point, kappa } })));
    const document = { ...runDocument(), estimates, curves: [], surfaces: [] };
    expect(names(document)).toContain('sweep-expected-surplus');
    const lic = rowsByMark(figure(
      document, 'sweep-epsilon-lic'
    ).specification).filter(({ mark }) => mark === 'line').map(({ row }) => [row.x, row.line]);
    expect(lic).toContainEqual([0.5, 'sellers']);
    expect(lic).toContainEqual([0.5, 'buyers']);
  });

  it('are not drawn for one point, or where only a choice is swept', () => {
    expect(names(auctionDocument()).filter((name) => name.startsWith('sweep'))).toEqual([]);
    const estimates = ['a', 'b'].flatMap((shape) => auctionDocument().estimates.map((row) => ({ ...row, point: { ...row.point, shape } })));
    expect(figuresOf({ ...auctionDocument(), estimates, curves: [], surfaces: [] })).toEqual([]);
  });
});

it('keeps the number of gain figures in hand where agents, mechanisms and points are many', () => {
  const [first] = auctionDocument().surfaces;
  const surfaces = [1, 2, 3, 4, 5, 6].flatMap((agent) => BIDDERS.flatMap((bidders) => ['A', 'B', 'C'].map((mechanism) => ({
    ...first!, agent: `bidder ${agent}`, point: { bidders, mechanism },
  }))));
  const gains = names({ ...auctionDocument(), estimates: [], curves: [], surfaces }).filter((name) => name.startsWith('gain'));
  expect(gains).toHaveLength(18);
  expect(new Set(gains).size).toBe(18);
});
