import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/formats/html.ts';
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
      const html = renderHtml(create(), [{ name: 'f', caption: 'A figure.', svg: '<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>' }]);
      expect(unbalanced(html)).toEqual([]);
      expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|(?:src|href)=|url\((?!#)/);
      expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
    });
  }

  it('shows provenance, verdicts, fits and the meaning of the guarantee', () => {
    const html = renderHtml(rateDocument(), []);
    for (const text of ['3f2a9c0d41b7e6582a10ffee00112233445566778899aabbccddeeff00112233', process.versions.node, 'cpu, 2 workers', 'M^(−0.5147)', 'certified', 'no asymptotics enter', 'Song22 Appendix C']) {
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

  it('warns of an incomplete result', () => {
    expect(renderHtml(incompleteDocument(), [])).toContain('role="alert">INCOMPLETE');
    expect(renderHtml(rateDocument(), [])).not.toContain('INCOMPLETE');
  });
});
