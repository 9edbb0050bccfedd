/** Whole studies in this process: shapes of problems, repeatability, and that every number of every document is finite. */
import { afterAll, describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import { GROUP } from '../../../src/kinds/social-choice/search.ts';
import { bilinear } from '../../experiments/tensor/problems.ts';
import { notFinite, row, study } from './support.ts';
import { itFirst } from '../../support/evidence.ts';

const law = (text: string) => parseDistribution(text);
const uniform = law('uniform(0,1)');
const efficient = { kind: 'efficient' } as const;
const paying = (transfers: TransferScheme): Mechanism => ({ name: transfers.kind, rule: efficient, transfers });
const vcg = paying({ kind: 'vcg' });
const insured = paying({
  kind: 'full-insurance', base: { ...vcg, rule: { kind: 'affine-maximizer', weights: [1.1, 1], bonuses: [0, 0] } },
});
const auction = singleObject({ laws: [uniform, uniform] });
const interdependent = singleObject({ laws: [uniform, uniform], interdependence: { kind: 'multi-dimensional', size: 0.3 } });
const what = (problem: SocialChoiceProblem, mechanisms: readonly Mechanism[], change: Partial<SocialChoiceStudy> = {}): SocialChoiceStudy =>
  ({ kind: 'social-choice', problem, mechanisms, agents: [0], ...change });

it('the check of documents sees what it is to see', () => {
  expect(
    notFinite({ a: [1, Number.NaN], b: { c: Infinity, d: undefined }, e: new Float64Array(1), f: () => 1, g: 'NaN', h: null })
  ).toEqual(['.a[1] = NaN', '.b.c = Infinity', '.b.d undefined', '.e is no plain array', '.f is a function']);
});

describe('profiles', () => {
  it.each([1, GROUP, GROUP + 1])('%d asked for: whole groups for types, as many profiles as asked for whole markets', async (profiles) => {
    const document = await study(what(auction, [vcg, paying({ kind: 'first-price' })]), { profiles });
    expect(document.complete).toBe(true);
    for (const mechanism of ['vcg', 'first-price']) {
      expect(row(document, 'epsilonIc', 'bidder 1', mechanism).profiles).toBe(GROUP * Math.ceil(profiles / GROUP));
      expect(row(document, 'welfare', 'market', mechanism).profiles).toBe(profiles);
    }
  });

  it('planned for a precision, within the most that are allowed', async () => {
    const { profiles: _, ...planned } = { profiles: 0, precision: 0.05, maxProfiles: 1000 };
    const document = await study(what(auction, [paying({ kind: 'first-price' })]), { ...planned, ...({ profiles: undefined } as object) });
    expect(row(document, 'epsilonIc', 'bidder 1').profiles).toBe(GROUP * Math.ceil(1000 / GROUP));
  });
});

describe('the same numbers', () => {
  const devices = Promise.all([1, 2].map((workers) => openCpuDevice(workers, { alone: 0 })));
  afterAll(async () => Promise.all((await devices).map((device) => device.close())));
  const plain = ({ seconds: _s, device: _d, ...rest }: ResultDocument) => rest;

  it('twice, with one worker and with two; others for another seed', async () => {
    const reports = [[0, 0], [0.5, 0], [0.5, 1], [0.75, 0.25], [1, 1]];
    const asked = what(interdependent, [vcg, paying({ kind: 'modified-vcg' })], { reports: () => reports });
    const [one, two] = await devices;
    const documents = [
      await study(asked, { profiles: 1024 }), await study(asked, { profiles: 1024 }), await study(asked, { profiles: 1024, device: one! }),
      await study(asked, { profiles: 1024, device: two! }),
    ].map(plain);
    for (const document of documents.slice(1)) expect(document).toEqual(documents[0]);
    const other = plain(await study(asked, { profiles: 1024, seed: 'another' }));
    expect(other.estimates).not.toEqual(documents[0]!.estimates);
  });

  it('mechanisms share draws, and one more changes nothing for the others', async () => {
    const alone = await study(what(auction, [insured]), { profiles: 512 });
    const both = await study(what(auction, [paying({ kind: 'first-price' }), insured]), { profiles: 512 });
    expect(both.estimates.filter(({ point }) => point.mechanism === insured.name)).toEqual(alone.estimates);
    expect(row(both, 'firstBest', 'market', 'first-price').estimate).toBeCloseTo(
      row(both, 'firstBest', 'market', insured.name).estimate, 6,
    );
  });
});

describe('shapes', () => {
  it('one alternative: nothing to lie about', async () => {
    const single = valueTable({
      agents: ['a', 'b'], alternatives: ['only'], signals: 'one-dimensional', law: uniform, coefficients: [[[1, 0.5], [0, 1]]],
    });
    const document = await study(what(single, [vcg, paying({ kind: 'weak-congruence' }), insuredOf(vcg)]), { profiles: 256 });
    for (const { name } of [vcg, paying({ kind: 'weak-congruence' }), insuredOf(vcg)]) {
      const { estimate, lower, upper } = row(document, 'epsilonIc', 'a', name);
      expect(Math.abs(estimate)).toBe(0);
      expect(Math.max(-lower, upper)).toBeLessThan(1e-5);
    }
  });

  const insuredOf = (base: Mechanism): Mechanism => paying({ kind: 'full-insurance', base });

  it('one agent', async () => {
    for (const kind of ['vcg', 'groves', 'none', 'first-price', 'all-pay', 'modified-vcg', 'weak-congruence'] as const) {
      const document = await study(what(singleObject({ laws: [uniform] }), [paying({ kind })]), { profiles: 64 });
      const { estimate } = row(document, 'epsilonIc', 'bidder 1');
      // Alone she gets the object whatever she says: free of charge, or for what she says.
      expect(estimate).toBeCloseTo(kind === 'first-price' || kind === 'all-pay' ? 1 : 0, 6);
    }
  });

  it('all agents where none are named; an agent without a signal who is not studied', async () => {
    const document = await study({ kind: 'social-choice', problem: auction, mechanisms: [vcg] }, { profiles: 64 });
    expect(
      document.estimates.filter(({ quantity }) => quantity === 'epsilonIc').map(({ agent }) => agent)
    ).toEqual(['bidder 1', 'bidder 2']);
    const silent: SocialChoiceProblem = {
      ...auction,
      signals: auction.signals.slice(0, 1),
      valuations: { kind: 'linear', constants: [[0, 0], [0, 0.5]], coefficients: [[[1], [0]], [[0], [0]]] },
    };
    const reserve = await study(what(silent, [vcg]), { profiles: 64 });
    expect(row(reserve, 'epsilonIc', 'bidder 1')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
  });

  itFirst(1, 'laws',
    ['uniform(0.5,0.500001)', 'uniform(1000000,1000000.01)', 'uniform(-1e-9,1e-9)']
  )('a law that is next to a point: %s', async (narrow) => {
    await study(what(singleObject({ laws: [law(narrow), uniform] }), [vcg, insured]), { profiles: 64 });
    await study(what(singleObject({ laws: [law(narrow), law(narrow)] }), [paying({ kind: 'first-price' })]), { profiles: 64 });
    await study(
      what(
        singleObject({
          laws: [law(narrow), uniform], interdependence: { kind: 'multi-dimensional', size: 0.1, informationLaws: [uniform, law(narrow)] },
        }),
        [vcg, paying({ kind: 'modified-vcg' })],
      ),
      { profiles: 64 },
    );
  });

  it('a law that doubles cannot tell from a point where nothing else moves values', () => {
    expect(() => singleObject({ laws: [law('uniform(1e11,100000000001)'), law('uniform(1e11,100000000001)')] }))
      .toThrow(/^valuations: signals move values by/);
  });

  it('a law that is next to a point: what it gains by shading is not lost in the rounding of values', async () => {
    // Her value is 1/2, as good as; she wins half the time.
    const document = await study(
      what(singleObject({ laws: [law('uniform(0.5,0.500001)'), uniform] }), [paying({ kind: 'first-price' })]),
      { profiles: 4096, confidence: 0.999 },
    );
    const { lower, upper } = row(document, 'epsilonLic', 'bidder 1');
    expect([lower < 0.5, lower > 0.4, upper > 0.5, upper < 0.6]).toEqual([true, true, true, true]);
  });

  it('a list of one report, of two, and of repeats', async () => {
    for (const reports of [[[0.5]], [[0], [1]], [[0.3], [0.1 + 0.2], [0.9]]]) {
      const document = await study(what(auction, [vcg, paying({ kind: 'all-pay' })], { reports: () => reports }), { profiles: 64 });
      // In one dimension no information is irrelevant, and a repeat is no lie.
      expect(document.estimates.filter(({ quantity }) => quantity === 'irrelevantGain')).toEqual([]);
      expect(row(document, 'epsilonLic', 'bidder 1', 'all-pay').upper).toBeLessThan(1e3);
      // Of a single type nothing can be said.
      const said = document.verdicts.map(({ text }) => text).filter((text) => text.includes('locally implementable'));
      expect(said.every((text) => text.includes('was not examined'))).toBe(reports.length === 1);
    }
  });
});

describe('the tensor path', () => {
  const reports = [[0], [0.25], [0.5], [0.75], [1]];

  it('correlated signals: noted, and VCG with private values gains nothing still', async () => {
    const problem: SocialChoiceProblem = { ...auction, dependence: { kind: 'common-factor', loadings: [0.5, 0.5] } };
    const document = await study(
      what(problem, [vcg, paying({ kind: 'first-price' }), insuredBy(vcg)], { reports: () => reports }), { profiles: 256 },
    );
    expect(document.notes.join()).toMatch(/correlated across agents: outside the papers/);
    expect(document.samplers.map(({ sampler }) => sampler)).toEqual(['tensor', 'tensor', 'tensor']);
    expect(row(document, 'epsilonIc', 'bidder 1', 'vcg')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
    expect(row(document, 'epsilonIc', 'bidder 1', 'first-price').lower).toBeGreaterThan(0.02);
  });

  const insuredBy = (base: Mechanism): Mechanism => paying({ kind: 'full-insurance', base });

  it('nonseparable values of the user\'s own: runs, and nothing is claimed beyond the grid', async () => {
    const document = await study(what(bilinear().problem, [vcg], { reports: () => reports }), { profiles: 256 });
    expect(document.complete).toBe(true);
    expect(document.samplers.map(({ sampler, reason }) => [sampler, reason])).toEqual([['tensor', expect.stringMatching(/general/)]]);
    expect(row(document, 'epsilonIc', 'agent 1').guarantee).toBe('grid');
    // Agent 3 values alternative 2 by the product of two signals: Song22 section 6.1 asks for slopes that do not change sign or vanish.
    expect(document.verdicts.map(({ text }) => text).join(' ')).toMatch(/Values are .*not nonseparable as the scenario says/);
  });

  it('values said to be private that are not: refused, naming the field', async () => {
    const { problem } = bilinear();
    const lying: SocialChoiceProblem = {
      ...problem, valuations: { ...problem.valuations, structure: 'private' } as SocialChoiceProblem['valuations'],
    };
    await expect(study(what(lying, [vcg], { reports: () => reports }), { profiles: 256 })).rejects.toThrow(/^valuations.structure: /);
  });
});
