/** Users' functions on other threads: the same bits; what another thread cannot build is left to this one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { streamKey } from '../../src/engine/streams.ts';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';
import { tensorInterimSampler } from '../../src/experiments/tensor/interim.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { openHelpers } from '../../src/library/helpers/helpers.ts';
import { decode, encode, placesIn } from '../../src/library/helpers/references.ts';
import { loadScenarioFile } from '../../src/library/scenario-file.ts';
import type { TensorExperiment } from '../../src/run/request.ts';
import { drawOn, type Draw } from '../../src/run/run.ts';
import { checkConfiguration } from '../../src/study/check-configuration.ts';
import { prepareStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-helpers-'));
afterAll(() => rmSync(folder, { recursive: true }));


/** Values close over the parameter, which a function's text does not tell; above 2, their range differs each time. */
const FILE = `
const law = { text: 'half', support: [0, 1], cdf: (x: number) => Math.min(1, Math.max(0, x)), quantile: (p: number) => p };
export default {
  name: 'odd', title: 'Odd', description: 'odd', source: 'ours', size: () => 1, primaryAgent: () => 'A',
  parameters: { scale: { kind: 'number', description: 'scale', default: 1, minimum: 0, maximum: 10 } },
  environment: ({ scale }: any) => ({
    kind: 'social-choice',
    problem: {
      kind: 'social-choice', agents: ['A', 'B'], alternatives: ['x', 'y'],
      signals: [0, 1].map((owner) => ({ owner, name: 's' + owner, law })),
      valuations: {
        kind: 'general', structure: 'private', range: [scale > 2 ? -Math.random() : 0, 9],
        evaluate: (tf: any, s: any) => {
          const [a, b] = tf.split(tf.mul(s, scale), 2, 1);
          const z = tf.zerosLike(a);
          return tf.stack([tf.concat([a, z], 1), tf.concat([z, tf.square(b)], 1)], 1);
        },
      },
    },
    mechanisms: [{ name: 'one', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } }],
  }),
};
`;

const KEY = streamKey('s', 'a');
const question = { agent: 0, reports: [[0], [0.25], [0.5], [1]], paired: [0, 1, 3], groupSize: 8, line: false };

const captured = async (draw: Draw, { problem, mechanisms: [mechanism] }: SocialChoiceStudy): Promise<TensorExperiment<InterimSums>> => {
  let experiment: TensorExperiment<InterimSums> | undefined;
  const capture = (request: Parameters<Draw['draw']>[0]): Promise<unknown> => {
    if ('experiment' in request) experiment = request.experiment as unknown as TensorExperiment<InterimSums>;
    return draw.draw(request as never);
  };
  const sampler = await tensorInterimSampler(problem, { ...mechanism!, name: 'other' }, question, { draw: capture as Draw['draw'] });
  await sampler.run(KEY, 0, 8);
  return experiment!;
};

it('draw the same bits, of the functions as they close over a point, and leave what is built otherwise the second time', async () => {
  const path = join(folder, 'odd.ts');
  writeFileSync(path, FILE);
  const scenario = await loadScenarioFile(path);
  const points = [{ scale: 1 }, { scale: 2 }, { scale: 3 }];
  const prepared = prepareStudy(checkConfiguration({ scenario, command: 'run', points, profiles: 8 }));
  const device = inProcessDevice();
  const helpers = openHelpers(prepared, path, { ...device, description: { name: 'cpu', workers: 2 } }, 0)!;
  const draw = drawOn(device);
  const [, closed, random] = prepared.points.map(({ problem }) => problem as SocialChoiceStudy);
  const experiment = await captured(draw, closed!);
  const crew = helpers.crew(experiment)!;
  while (crew.free() === 0) await new Promise((resolve) => { setTimeout(resolve, 20); });
  const here = await draw.draw({ experiment, stream: KEY, first: 64, count: 128 });
  expect(await crew.draw(KEY, { first: 64, count: 128 })).toEqual(here);
  const other = helpers.crew(await captured(draw, random!))!;
  expect(other.free()).toBeGreaterThan(0);
  expect(await other.draw(KEY, { first: 64, count: 128 })).toBeUndefined();
  expect(other.free()).toBe(0);
  expect(helpers.crew({ ...experiment, parameters: { ...closed, choose: () => 1 } })).toBeUndefined();
  await helpers.close();
});

it('know functions by their place, and copy the rest', () => {
  const [f, g] = [(): number => 1, (): number => 1];
  const environments = [{ a: 1 }, { b: { f }, list: [{ g }] }];
  const places = placesIn(environments);
  const other = [{ a: 2 }, { b: { f: () => 3 }, list: [{ g: () => 4 }] }];
  const parameters = { x: f, deep: [{ y: g }, [1, 2], Float64Array.of(1)], none: undefined, b: environments[1]!.b };
  const found = decode(structuredClone(encode(parameters, places)!), other) as { x: unknown; deep: unknown; b: unknown };
  expect(found.x).toBe(other[1]!.b!.f);
  expect(found.b).toBe(other[1]!.b);
  expect(found.deep).toEqual([{ y: other[1]!.list![0]!.g }, [1, 2], Float64Array.of(1)]);
  expect(encode({ deep: [() => 1] }, places)).toBeUndefined();
  expect(encode({ date: new Date() }, places)).toBeUndefined();
});
