/** Completeness: a registered scenario that lacks something fails here. */
import { sizeOf } from '../../src/study/scenario.ts';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { checkEnvironment } from '../../src/study/sweep.ts';
import type { ParameterValues } from '../../src/study/scenario.ts';

it('names are unique', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  expect(scenarios.length).toBeGreaterThan(0);
});

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  const defaults: ParameterValues = Object.fromEntries(
    Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default])
  );

  it('has a name fit for a folder, a title, a description and a source', () => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(existsSync(new URL(`../../scenarios/${name}/scenario.ts`, import.meta.url))).toBe(true);
    for (const text of [scenario.title, scenario.description, scenario.source]) expect(text.trim().length).toBeGreaterThan(15);
    expect(scenario.source).toMatch(/\d{4}/);
  });

  it('has parameters with descriptions and defaults within their ranges', () => {
    for (const [key, parameter] of Object.entries(scenario.parameters)) {
      expect(key).toMatch(/^[a-z][a-zA-Z0-9-]*$/);
      expect(parameter.description.length).toBeGreaterThan(5);
      if (parameter.kind === 'choice') expect(parameter.choices).toContain(parameter.default);
      if (typeof parameter.default === 'string') continue;
      expect(
        parameter.minimum < parameter.maximum && parameter.default >= parameter.minimum && parameter.default <= parameter.maximum
      ).toBe(true);
      if (parameter.kind === 'count') expect([parameter.default, parameter.minimum, parameter.maximum].every(Number.isInteger)).toBe(true);
    }
  });

  it('shorthands and rate defaults set parameters that exist', () => {
    for (const [key, { sets, description }] of Object.entries(scenario.shorthands ?? {})) {
      expect(scenario.parameters[key]).toBeUndefined();
      expect(description.length).toBeGreaterThan(5);
      for (const target of sets) expect(scenario.parameters[target]).toBeDefined();
    }
    for (const [key, values] of Object.entries(scenario.rateDefaults ?? {})) {
      expect(scenario.parameters[key] ?? scenario.shorthands?.[key]).toBeDefined();
      expect(values.length).toBeGreaterThan(1);
    }
  });

  it('builds its environment from the defaults and from the ends of every range', () => {
    expect(() => scenario.environment(defaults)).not.toThrow();
    for (const [key, parameter] of Object.entries(scenario.parameters)) {
      if (parameter.kind === 'distribution' || parameter.kind === 'points') continue;
      if (parameter.kind === 'choice') {
        for (const value of parameter.choices) expect(() => scenario.environment({ ...defaults, [key]: value })).not.toThrow();
        continue;
      }
      for (const value of [parameter.minimum, parameter.maximum]) {
        expect(() => scenario.environment({ ...defaults, [key]: value })).not.toThrow();
      }
      expect(() => scenario.environment({ ...defaults, [key]: parameter.minimum - 1 })).toThrow(new RegExp(`^${key}: `));
      expect(() => scenario.environment({ ...defaults, [key]: parameter.maximum + 1 })).toThrow(new RegExp(`^${key}: `));
    }
    expect(sizeOf(scenario, defaults)).toBeGreaterThan(0);
    expect(() => checkEnvironment(scenario.environment(defaults), scenario.primaryAgent(defaults))).not.toThrow();
  });

  it('its references name a source and are numbers', () => {
    const entries = scenario.references?.(defaults) ?? [];
    // Something to be judged by: formulas, or the source's claims.
    expect(entries.length > 0 || scenario.claims !== undefined).toBe(true);
    for (const { reference, bound, quantity } of entries) {
      expect(quantity).toMatch(/^[a-z][a-zA-Z]+$/);
      for (const entry of [reference, bound]) {
        if (!entry) continue;
        expect(Number.isFinite(entry.value)).toBe(true);
        expect(entry.source.length).toBeGreaterThan(5);
      }
    }
  });

  it('has a golden result', () => {
    expect(existsSync(new URL(`../golden/${name}.json`, import.meta.url))).toBe(true);
  });
});

it('the double auction: sellers are primary but at kappa 1, where only buyers can gain', () => {
  const scenario = scenarios.find(({ name }) => name === 'double-auction')!;
  const agents = [0, 0.5, 1].map((kappa) =>
    scenario.primaryAgent({ sellers: 8, buyers: 8, kappa, cost: 'uniform(0,1)', value: 'uniform(0,1)' }));
  expect(agents).toEqual(['seller', 'seller', 'buyer']);
});
