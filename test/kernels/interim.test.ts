import { describe, expect, it } from 'vitest';
import { interim } from '../../kernels/interim/cpu.ts';
import { TRANSFER_KINDS, type InterimParameters } from '../../kernels/interim/spec.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { interimParameters, type InterimShape } from './interim-cases.ts';
import { runKernel } from './run.ts';

const agrees = (parameters: InterimParameters, first: number, count: number): void =>
  expect(runKernel(interim, 'prepareCpu', parameters, first, count)).toEqual(runKernel(interim, 'prepareReference', parameters, first, count));

describe('kernel interim: equals its reference', () => {
  it.each(TRANSFER_KINDS)('scheme %s on made-up environments, most of them full of ties', (transfer) => {
    const make = caseMaker(TRANSFER_KINDS.indexOf(transfer));
    for (let trial = 0; trial < 120; trial++) {
      const alternatives = 1 + make.whole(9);
      const reports = 1 + make.whole(9);
      const groupSize = 2 ** make.whole(4);
      const base = make.whole(3) === 0 ? TRANSFER_KINDS[make.whole(TRANSFER_KINDS.length)]! : undefined;
      const shape: InterimShape = {
        seed: 1000 * trial + make.whole(1000),
        alternatives,
        classes: 1 + make.whole(alternatives),
        reports,
        coordinates: make.whole(4),
        size: [2, 20, 2 ** 20][make.whole(3)]!,
        transfer,
        line: transfer === 'breakpoints' || base === 'breakpoints' || make.whole(2) === 0,
        isPrivate: make.whole(2) === 0,
        equalSteps: make.whole(4) === 0,
        pairs: make.whole(2) === 0 ? [] : Array.from({ length: reports }, (_, r) => r).filter(() => make.whole(2) === 0),
        groupSize,
        ...(base ? { base } : {}),
      };
      agrees(interimParameters(shape), 8 * make.whole(9), 24);
    }
  });
});
