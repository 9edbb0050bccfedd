import { describe, expect, it } from 'vitest';
import type { InterimParameters } from '../../kernels/interim/spec.ts';
import { validateInterim } from '../../kernels/interim/validate.ts';
import { interimParameters } from './interim-cases.ts';

const good = interimParameters({
  seed: 1, alternatives: 5, classes: 3, reports: 4, coordinates: 2, size: 100, transfer: 'vcg', base: 'groves', line: true, paired: [0, 2],
  groupSize: 8,
});
const { base, line, mechanism, ownValue } = good;
const longer = (values: Int32Array): Int32Array => Int32Array.of(...values, 0);
const replaced = (values: Int32Array, i: number, value: number): Int32Array => values.map((x, j) => (j === i ? value : x));
const huge = { constants: new Int32Array(5).fill(2 ** 30), factors: [] };

const bad: [string, Partial<InterimParameters>][] = [
  ['alternatives', { alternatives: 0 }],
  ['classes', { classes: 1.5 }],
  ['reports', { reports: 0 }],
  ['coordinates[1].thresholds', { coordinates: [good.coordinates[0]!, { thresholds: Float64Array.of(0, 1, 2) }] }],
  ['classOf', { classOf: longer(good.classOf) }],
  ['classOf', { classOf: replaced(good.classOf, 0, 3) }],
  ['classOf', { classOf: new Int32Array(5) }],
  ['typeValue', { typeValue: longer(good.typeValue) }],
  ['typeValue', { typeValue: replaced(good.typeValue, 2, 2 ** 28 + 1) }],
  ['ownValue.constants', { ownValue: { ...ownValue, constants: longer(ownValue.constants) } }],
  ['ownValue', { ownValue: huge }],
  ['mechanism.objective', { mechanism: { ...mechanism, objective: huge } }],
  ['mechanism.othersWelfare', { mechanism: { ...mechanism, othersWelfare: huge } }],
  ['mechanism.reportObjective', { mechanism: { ...mechanism, reportObjective: new Int32Array(3) } }],
  ['mechanism.reportOthers', { mechanism: { ...mechanism, reportOthers: new Int32Array(3) } }],
  ['mechanism.transfer', { mechanism: { ...mechanism, transfer: 'gift' as 'none' } }],
  ['mechanism.transferTable', { mechanism: { ...mechanism, transfer: 'table' } }],
  ['mechanism.transferTable', { mechanism: { ...mechanism, transferTable: new Int32Array(2) } }],
  ['base.reportOthers', { base: { ...base!, reportOthers: new Int32Array(3) } }],
  ['base.transfer', { base: { ...base!, transfer: 'breakpoints' }, line: undefined! }],
  ['line.objectiveStep', { line: { ...line!, objectiveStep: replaced(line!.objectiveStep, 1, 77) } }],
  ['line.valueStep', { line: { ...line!, valueStart: replaced(line!.valueStart, 0, -777) } }],
  ['line', { line: { ...line!, baseObjectiveStep: undefined! } }],
  ['line.objectiveStart', { line: { ...line!, objectiveStart: longer(line!.objectiveStart) } }],
  ['paired', { paired: Int32Array.of(0, 4) }],
  ['paired', { paired: Int32Array.of(2, 2) }],
  ['groupSize', { groupSize: 3 }],
  ['groupSize', { groupSize: 128 }],
];

describe('bad parameters of kernel interim', () => {
  it('good ones pass', () => expect(() => validateInterim(good)).not.toThrow());

  it.each(bad)('%s', (field, change) => {
    const parameters = { ...good, ...change };
    expect(() => validateInterim(parameters)).toThrow(RangeError);
    expect(() => validateInterim(parameters)).toThrow(new RegExp(`^${field.replace(/[[\].]/g, '\\$&')}: `));
  });
});
