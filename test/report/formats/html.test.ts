import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/formats/html.ts';
import { glossary, GLOSSARY_PATH } from '../../../src/report/glossary.ts';
import { withTooltips } from '../../../src/report/formats/tooltips.ts';
import { DOCUMENTS, incompleteDocument, rateDocument, runDocument } from '../fixtures.ts';

const VOID = new Set(['meta', 'br', 'path', 'line', 'rect', 'circle', '!doctype']);

/** Names of elements left open, by a stack. */
function unbalanced(html: string): string[] {
  const stack: string[] = [];
  for (const [, close, name, self] of html.replace(/<style>[\s\S]*?<\/style>/g, '').matchAll(/<(\/?)([a-z0-9!]+)[^>]*?(\/?)>/gi)) {
    if (self || VOID.has(name!.toLowerCase())) continue;
    if (!close) stack.push(name!);
    else if (stack.pop() !== name) return [name!];
  }
  return stack;
}

describe('renderHtml', () => {
  for (const [name, create] of Object.entries(DOCUMENTS)) {
    it(`makes a balanced, self-contained page of the ${name} document`, () => {
      const page = renderHtml(
        create(), [{ name: 'f', caption: 'A figure.', svg: '<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>' }]
      );
      // Its letters are in it: two weights of two scripts.
      const html = page.replaceAll(/url\(data:font\/woff2;base64,d09GMg[A-Za-z0-9+/]+=*\)/g, 'url(#)');
      expect(html.split('url(#)')).toHaveLength(5);
      expect(unbalanced(html)).toEqual([]);
      expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|src=|url\((?!#)/);
      for (const [, target] of html.matchAll(/href="([^"]*)"/g)) expect(html).toContain(`id="${target!.slice(1)}"`);
      expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
    });
  }

  it('shows provenance, verdicts, fits and the meaning of the guarantee', () => {
    const html = renderHtml(rateDocument(), []);
    for (const text of [
      '3f2a9c0d41b7e6582a10ffee00112233445566778899aabbccddeeff00112233', process.versions.node, 'cpu, 2 workers', 'M^(−0.5147)',
      'certified', 'no asymptotics enter', 'Song22 Appendix C',
    ]) {
      expect(html.toLowerCase()).toContain(text.toLowerCase());
    }
    expect(renderHtml(runDocument(), [])).toContain('<li class="no">Market: incentive compatible for every agent (does not hold)</li>');
  });

  it('escapes what comes from outside', () => {
    const html = renderHtml({ ...rateDocument(), title: '<script>alert("x")</script>', seed: `'&"`, notes: ['a < b'] }, []);
    expect(html).not.toContain('<script');
    expect(html).toContain('&#39;&amp;&quot;');
    expect(html).toContain('a &lt; b');
  });

  it('has contents whose links lead somewhere, and every section in them', () => {
    const html = renderHtml(rateDocument(), [{ name: 'f', caption: 'A figure.', svg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }]);
    const links = [...html.slice(html.indexOf('<nav'), html.indexOf('</nav>')).matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links).toEqual([...html.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id));
    expect(links).toEqual(expect.arrayContaining(['figures', 'tables', 'estimates', 'what-the-numbers-mean', 'cite', 'provenance']));
    expect(links).not.toContain('claims');
  });

  it('links to the files beside it and to nothing else', () => {
    const beside = ['result.json', 'estimates.csv', 'figures/f.svg', 'figures/f.png', 'citation.bib'];
    const html = renderHtml(
      rateDocument(), [{ name: 'f', caption: 'A figure.', svg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }], beside
    );
    const links = [...html.matchAll(/href="([^"#]+)"/g)].map(([, path]) => path!);
    expect([...links].sort()).toEqual([...beside].sort());
  });

  it('gives every figure one name, every table a name, and both the keyboard', () => {
    const html = renderHtml(rateDocument(), [{ name: 'f', caption: 'A "figure".', svg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }]);
    expect(html).toContain('<svg role="img" aria-label="A &quot;figure&quot;."');
    const tables = html.match(/<table>/g)!.length;
    expect(html.match(/<div class="scroll" tabindex="0" role="region" aria-label="[^"]+">/g)).toHaveLength(tables);
  });

  it('has the tables of a paper, and every row with its witness below', () => {
    const html = renderHtml(rateDocument(), []);
    expect(html).toContain('<h3 id="table-epsilon-lic-seller">');
    expect(html).toContain('<td>0.20273 [0.20177, 0.20397]</td>');
    const rows = html.slice(html.indexOf('<details>'), html.indexOf('</details>'));
    expect(rows.match(/<td class="word">0\.4665 reports 0\.4668<\/td>/g)).toHaveLength(6);
  });

  it('warns of an incomplete result', () => {
    expect(renderHtml(incompleteDocument(), [])).toContain('role="alert">INCOMPLETE');
    expect(renderHtml(rateDocument(), [])).not.toContain('INCOMPLETE');
  });
});

describe('withTooltips', () => {
  it('gives points and bars what they stand for, rounded; lines and axes nothing', () => {
    const mark = (element: string, label: string, kind: string): string =>
      `<${element} aria-label="${label}" role="graphics-symbol" aria-roledescription="${kind}" d="M0,0"/>`;
    expect(withTooltips(mark('path', 'M: 16; ε-LIC: 0.140496637833; Estimate: sellers', 'point'))).toBe(
      '<path d="M0,0" pointer-events="all"><title>M: 16; ε-LIC: 0.1405; Estimate: sellers</title></path>'
    );
    expect(withTooltips(mark('line', 'M: 2; Deviation (%): −1.01888875327; upper: 6.74831584204', 'rule mark'))).toContain(
      '<title>M: 2; Deviation (%): −1.019 to 6.748</title>'
    );
    const line = mark('path', 'M: 2; ε-LIC: 0.44', 'line mark');
    expect(withTooltips(line)).toBe(line);
  });
});

it('carries the glossary, word by word', () => {
  const html = renderHtml(rateDocument(), []);
  const terms = [...readFileSync(GLOSSARY_PATH, 'utf8').matchAll(/^### (.*)$/gm)].map(([, term]) => term!.replaceAll('\\', ''));
  expect(terms).toEqual(expect.arrayContaining([
    'Type, signal', 'Profile', 'Lie, misreport', 'Witness', 'ε-LIC', 'ε-bounded', 'Rich', 'Full insurance', 'Ambiguity', 'Guarantee',
  ]));
  for (const term of terms) expect(html).toContain(`<dt>${term}</dt>`);
  expect(glossary().every(({ meaning }) => meaning.length > 20 && !/[*`\\]|\]\(/.test(meaning))).toBe(true);
});
