/** `study`, the library's one call: the command line's defaults, shorthands, checks and messages. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { openDevice } from '../../src/engine/open-device.ts';
import { InputError } from '../../src/errors.ts';
import { study, type StudyOptions } from '../../src/library/study.ts';
import { checkConfiguration, type PartialConfiguration } from '../../src/study/check-configuration.ts';
import { runStudy } from '../../src/study/study.ts';
import { temporaryFolder } from '../cli/support.ts';

const SMALL = { scenario: 'double-auction', traders: [2, 4], profiles: 2000, device: 'cpu', workers: 1 } as const;

async function complaint(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'nothing';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

describe('study', () => {
  test('takes names, lists, shorthands and defaults as the command line does', async () => {
    const document = await study({ ...SMALL, command: 'rate', cost: 'beta(2, 3)' });
    expect(document).toMatchObject({ command: 'rate', scenario: 'double-auction', seed: 'misreport', complete: true });
    expect(document.configuration).toMatchObject({
      profiles: 2000, confidence: 0.99, sampler: 'auto',
      points: [{ sellers: 2, buyers: 2, kappa: 0, cost: 'beta(2,3)' }, { sellers: 4, buyers: 4 }],
    });
    expect(document.fits.length).toBeGreaterThan(0);
  });

  test('takes a scenario itself and an open device, which stays open; tells progress; stops when asked', async () => {
    const device = await openDevice({ device: 'cpu', workers: 1 });
    const shares: number[] = [];
    const scenario = scenarios[0]!;
    const done = await study({ scenario, sellers: '2,3', profiles: '2e3' }, { device, onProgress: (_, share) => void shares.push(share) });
    expect(done.estimates.filter(({ quantity }) => quantity === 'epsilonLic').length).toBe(4);
    expect(Math.max(...shares)).toBeGreaterThan(0);
    const stopped = await study({ scenario, profiles: 2 ** 40 }, { device, signal: AbortSignal.timeout(300) });
    expect(stopped.complete).toBe(false);
    await device.close();
  });

  test('with a ledger the same call draws nothing a second time, and gives the same bits', async () => {
    const ledger = join(temporaryFolder(), 'kept');
    const options = { ...SMALL, traders: 16, profiles: 50_000, sampler: 'direct', ledger, ledgerSize: 4 } as const;
    const tasks: unknown[] = [];
    const device = await openDevice({ device: 'cpu', workers: 1 });
    const watched = { ...device, run: (...job: Parameters<typeof device.run>) => (tasks.push(job), device.run(...job)) } as typeof device;
    const first = await study(options, { device: watched });
    const drawn = tasks.length;
    const again = await study(options, { device: watched });
    expect({ ...again, seconds: 0, device: 0 }).toEqual({ ...first, seconds: 0, device: 0 });
    expect(drawn).toBeGreaterThan(2);
    // What takes less than five milliseconds is not worth a file.
    expect(tasks.length - drawn).toBeLessThan(drawn);
    await device.close();
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a ledger that is no name', { ...SMALL, ledger: 5 }, /^ledger: must be a text, got '5'$/],
    ['a ledger that cannot be', { ...SMALL, ledger: '/dev/null/x' }, /^ledger: \/dev\/null\/x cannot be written to \(ENOTDIR\)/],
    ['a size of no ledger', { ...SMALL, ledgerSize: 3 }, /^ledgerSize: says how much a ledger may take; give ledger, its folder/],
    ['a size of nothing', { ...SMALL, ledger: 'x', ledgerSize: 0 }, /^ledgerSize: must be a whole number from 1 to /],
    ['no scenario', {}, /^scenario: must be a Scenario object/],
    [
      'an unknown scenario', { scenario: 'double-auctoin' },
      /^scenario: unknown scenario 'double-auctoin'; did you mean 'double-auction'\?$/,
    ],
    ['an unknown option', { ...SMALL, selers: 3 }, /^selers: unknown option; did you mean 'sellers'\?$/],
    ['a command', { ...SMALL, command: 'rat' }, /^command: must be one of run, rate, got 'rat'; did you mean 'rate'\?$/],
    ['confidence', { ...SMALL, confidence: 2 }, /^confidence: must be a number strictly between 0 and 1, got '2'$/],
    ['profiles', { ...SMALL, profiles: -5 }, /^profiles: must be a whole number from 1 to \d+, got '-5'$/],
    ['NaN', { ...SMALL, kappa: NaN }, /^kappa: must be a number in \[0, 1\], got 'NaN'$/],
    ['both efforts', { ...SMALL, precision: 0.1 }, /^precision: cannot be given together with profiles, which fixes/],
    ['a budget beside profiles', { ...SMALL, maxProfiles: 10 }, /^maxProfiles: cannot be given together with profiles/],
    [
      'a budget in two spellings', { ...SMALL, 'profiles': undefined, 'maxProfiles': 10, 'max-profiles': 10 },
      /^max-profiles: is maxProfiles in another spelling/,
    ],
    ['what it sets twice', { ...SMALL, sellers: 3 }, /^traders: also sets sellers and buyers; give it or sellers, not both$/],
    ['output', { ...SMALL, out: 'folder' }, /^out: is for the command line; a call returns its results$/],
    ['a seed that is no text', { ...SMALL, seed: 1e21 }, /^seed: must be a text: write the number 1e\+21 in quotes$/],
    [
      'a scenario with a mistake', { scenario: { ...scenarios[0], enviroment: () => 3 } },
      /^scenario: enviroment is no field; did you mean 'environment'\?$/,
    ],
    [
      'one size for a rate', { ...SMALL, command: 'rate', traders: 4 },
      /^rate: needs at least two market sizes .* sweep one of traders, sellers, buyers, kappa/,
    ],
  ])(
    'refuses %s before anything is computed',
    async (_, options, pattern) => expect(await complaint(() => study(options as StudyOptions))).toMatch(pattern),
  );
});

describe('runStudy checks its configuration', () => {
  const good: PartialConfiguration = { scenario: scenarios[0]!, points: [{ sellers: 2, buyers: 3 }], profiles: 1000 };

  test('and fills in the defaults of the command line', () => {
    expect(checkConfiguration({ scenario: scenarios[0]!, points: [{ cost: 'beta(2, 3)' }] })).toEqual({
      command: 'run', scenario: scenarios[0]!, points: [{ sellers: 8, buyers: 8, kappa: 0, cost: 'beta(2,3)', value: 'uniform(0,1)' }],
      precision: 0.01, maxProfiles: 2 ** 32, confidence: 0.99, seed: 'misreport', sampler: 'auto',
    });
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['confidence', { confidence: 2 }, /^confidence: must be a number strictly between 0 and 1, got '2'$/],
    ['profiles', { profiles: -5 }, /^profiles: must be a whole number/],
    ['both efforts', { precision: 0.1 }, /^precision: cannot be given together with profiles/],
    ['an unknown field', { confidense: 0.9 }, /^confidense: unknown field; did you mean 'confidence'\?$/],
    ['no points', { points: [] }, /^points: must be a list of 1 to 10000 points/],
    ['a point', { points: [{}, 3] }, /^points\[1\]: must be an object of parameter values, got '3'$/],
    ['a value of a point', { points: [{ kappa: 2 }] }, /^points\[0\]\.kappa: must be a number in \[0, 1\], got '2'$/],
    ['a name in a point', { points: [{ kapa: 2 }] }, /^points\[0\]\.kapa: unknown parameter; did you mean 'kappa'\?$/],
    ['a sampler', { sampler: 'dirct' }, /^sampler: must be one of .*; did you mean 'direct'\?$/],
    ['a command', { command: 'rat' }, /^command: must be one of run, rate, got 'rat'; did you mean 'rate'\?$/],
    ['a scenario', { scenario: undefined }, /^scenario: must be a Scenario object/],
  ])('%s', async (_, change, pattern) => {
    const never = { description: { name: 'cpu' } } as Parameters<typeof runStudy>[1];
    expect(await complaint(() => runStudy({ ...good, ...change }, never))).toMatch(pattern);
  });
});
