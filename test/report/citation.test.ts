/** What to cite: every scenario's sources as entries of a bibliography, and the software from CITATION.cff. */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { references, software, sourcesOf, toBibtex, toText } from '../../src/report/citation.ts';
import { filesOf } from '../../src/report/formats/index.ts';
import { tablesOf } from '../../src/report/tables/index.ts';
import { packageVersion } from '../../src/version.ts';
import { rateDocument } from './fixtures.ts';

describe.each(scenarios.map(({ name, source }) => [name, source] as const))('%s', (_, source) => {
  const entries = sourcesOf(source);

  it('has sources with author, title and year, each under a key of its own', () => {
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
    for (const { key, fields } of entries) {
      expect(key).toMatch(/^[a-z]+\d{4}[b-z]?$/);
      expect(fields.year).toMatch(/^(19|20)\d\d$/);
      expect(fields.title!.length).toBeGreaterThan(10);
      for (const author of fields.author!.split(' and ')) expect(author).toMatch(/^\p{Lu}\S+ (?:\p{Lu}\S* )*\p{Lu}\S+$/u);
    }
  });

  it('loses no word of the citation', () => {
    const words = (text: string): string[] => text.split(/[^\p{L}\d]+/u).filter((word) => word !== '' && word !== 'and').sort();
    expect(words(entries.flatMap(({ fields }) => Object.values(fields)).join(' '))).toEqual(words(source));
  });
});

describe('sourcesOf', () => {
  it('reads articles with journal and volume, theses, and works with neither', () => {
    expect(
      sourcesOf('Gabrielle Demange, David Gale and Marilda Sotomayor, Multi-Item Auctions, Journal of Political Economy 94 (1986)')
    ).toEqual([{
      key: 'demange1986', type: 'article',
      fields: {
        author: 'Gabrielle Demange and David Gale and Marilda Sotomayor', title: 'Multi-Item Auctions',
        journal: 'Journal of Political Economy', volume: '94', year: '1986',
      },
    }]);
    const [guo] = sourcesOf(
      'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Example 1.4.1'
    );
    expect([guo!.type, guo!.fields.school, guo!.fields.note]).toEqual(['phdthesis', 'University of Iowa', 'Example 1.4.1']);
    const [song] = sourcesOf(
      'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), Theorem 5.3; Appendix C.'
    );
    expect([song!.type, song!.fields.author, song!.fields.note]).toEqual(['misc', 'Yangwei Song', 'Theorem 5.3; Appendix C']);
  });

  it('keeps what it cannot read as a note, and tells works of one author and year apart', () => {
    expect(sourcesOf('my own notes')).toEqual([{ key: 'source', type: 'misc', fields: { note: 'my own notes' } }]);
    expect(
      sourcesOf('Ann Bell, First Things (2020); Ann Bell, Second Things (2020)').map(({ key }) => key)
    ).toEqual(['bell2020', 'bell2020b']);
  });
});

describe('the software', () => {
  it('is cited with its version, its authors as one name', () => {
    const { fields } = software('seed 7');
    expect(fields).toMatchObject({ howpublished: `Software, version ${packageVersion()}`, note: 'seed 7' });
    expect(fields.author).toMatch(/^\{.+\}$/);
    expect(toText(software())).toBe(`the misreport authors. ${fields.title}. Software, version ${packageVersion()}.`);
  });
});

describe('citation.bib', () => {
  it('has the software with what finds the run again, then the sources, in balanced braces', () => {
    const document = { ...rateDocument(), source: 'Ann Bell, Costs & Benefits of 5% (2020)' };
    const text = String(filesOf({
      document, tables: tablesOf(document), figures: [], log: [], writtenAt: new Date(0),
    }).find(({ path }) => path === 'citation.bib')!.data);
    expect(text).toBe(toBibtex(references(
      document.source, `misreport rate double-auction, seed misreport, configuration ${document.configHash}`
    )));
    expect(text).toContain('@misc{bell2020,\n  author = {Ann Bell},\n  year = {2020},\n  title = {{Costs \\& Benefits of 5\\%}},\n}');
    expect(text.match(/\{/g)!.length).toBe(text.match(/\}/g)!.length);
  });
});
