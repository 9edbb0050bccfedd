import { describe, expect, it } from 'vitest';
import { OutputError } from '../../../src/errors.ts';
import { assertFinite, formatJson, renderJson } from '../../../src/report/formats/json.ts';
import { DOCUMENTS, rateDocument, runDocument } from '../fixtures.ts';

describe('renderJson', () => {
  for (const [name, create] of Object.entries(DOCUMENTS)) {
    it(`gives back the ${name} document to the last bit`, () => {
      expect(JSON.parse(renderJson(create()))).toEqual(create());
    });
  }

  it('is one document with schema first and long lists last, whatever the order given', () => {
    const shuffled = Object.fromEntries(Object.entries(runDocument()).reverse()) as unknown as ReturnType<typeof runDocument>;
    const keys = Object.keys(JSON.parse(renderJson(shuffled)) as object);
    expect(keys.slice(0, 3)).toEqual(['schema', 'command', 'scenario']);
    expect(keys.slice(-3)).toEqual(['estimates', 'curves', 'surfaces']);
    expect(renderJson(shuffled)).toBe(renderJson(runDocument()));
  });

  it('ends with one line feed', () => {
    expect(renderJson(rateDocument())).toMatch(/[^\n]\n$/);
  });

  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    it(`throws rather than print ${bad}, naming the place`, () => {
      const document = runDocument();
      const estimates = document.estimates.map((row, i) => (i === 3 ? { ...row, lower: bad } : row));
      expect(() => renderJson({ ...document, estimates })).toThrow(OutputError);
      expect(() => renderJson({ ...document, estimates })).toThrow(`result: estimates[3].lower is ${bad}`);
    });
  }

  it('finds a bad number deep in a surface and in the configuration', () => {
    expect(() => assertFinite({ surfaces: [{ estimate: [[0], [0, Number.NaN]] }] })).toThrow('surfaces[0].estimate[1][1] is NaN');
    expect(() => renderJson({
      ...runDocument(), configuration: { maxProfiles: Number.POSITIVE_INFINITY },
    })).toThrow('configuration.maxProfiles');
  });
});

describe('formatJson', () => {
  it('leaves undefined members out and refuses what JSON lacks', () => {
    expect(JSON.parse(formatJson({ a: undefined, b: 1 }))).toEqual({ b: 1 });
    expect(() => formatJson({ a: [undefined] })).toThrow('value.a[0] is a undefined');
    expect(() => formatJson({ a: 1n })).toThrow(OutputError);
  });

  it('keeps lists of numbers on one line', () => {
    expect(formatJson({
      grid: [[1, 2], [3, 4]], point: { M: 2 },
    })).toBe('{\n  "grid": [\n    [1, 2],\n    [3, 4]\n  ],\n  "point": {"M": 2}\n}\n');
  });
});
