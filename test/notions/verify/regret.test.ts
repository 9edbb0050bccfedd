/** Certificates of networks' regret: proved as they are written, and by no altered one; their check held against other code. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainValues } from '../../../kernels/network/reference.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { signalDraws } from '../../../src/experiments/tensor/draws.ts';
import { InputError } from '../../../src/errors.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { regretCertificate } from '../../../src/kinds/certify/regret-certificate.ts';
import { drawsOf } from '../../../src/notions/verify/counter-draws.ts';
import { meanEnds } from '../../../src/notions/verify/mean.ts';
import { backward } from '../../../src/notions/verify/network/backward.ts';
import { evaluation } from '../../../src/notions/verify/network/evaluate.ts';
import { programOf } from '../../../src/notions/verify/network/manifest.ts';
import { staysBelow } from '../../../src/notions/verify/network/sup.ts';
import { judgeRegretFile } from '../../../src/notions/verify/regret.ts';
import { boundedMean } from '../../../src/statistics/bounded-mean.ts';
import { checkConfiguration } from '../../../src/study/check-configuration.ts';
import { networkScenario } from '../../../src/study/network-scenario.ts';
import { prepareStudy, runPrepared } from '../../../src/study/study.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import type { Network } from '../../../src/mechanism/network/read-network.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { faultsOfAltered } from '../../support/altered-proofs.ts';
import { EVERY_OPERATION, inFile, menuNetwork, odd, SMALL_AUCTION } from './network-cases.ts';

interface Given {
  [key: string]: unknown;
  network: ReturnType<typeof inFile>;
  laws: string[][];
  seed: string;
  types: number[][];
  bidders: { reports: number[][]; lower: number[]; upper: number[]; most: number;
    claims: Record<'expectedExPostRegret' | 'maximumExPostRegret', [number, number]>; menu?: string }[];
}

interface Written {
  readonly file?: Given;
  readonly why?: string;
  readonly rows: readonly { quantity: string; lower: number; upper: number }[];
}

async function written(network: Network, more: Readonly<Record<string, string | number>> = {}): Promise<Written> {
  const scenario = networkScenario(network);
  const points = [{ ...defaultsOf(scenario), proved: 12, boxes: 100, ...more }];
  const prepared = prepareStudy(checkConfiguration({ scenario, command: 'run', points, profiles: 12 }));
  const found: { file?: Given; why?: string } = {};
  const { estimates } = await runPrepared(prepared, inProcessDevice(), {
    onProof: (_, file) => { found.file = JSON.parse(JSON.stringify(file)) as Given; }, onNoProof: (_, why) => { found.why = why; },
  });
  return { ...found, rows: estimates };
}

function sealed({ seal: _seal, ...content }: Given): Given {
  return { ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') } as unknown as Given;
}

let auction: Written;
beforeAll(async () => { auction = await written(SMALL_AUCTION); });

describe('a certificate of a network', () => {
  it('is proved, and claims the ends that are printed', () => {
    const { what, faults } = judgeRegretFile(auction.file);
    expect(faults).toEqual([]);
    expect(what).toMatch(/^ex post regret of network small auction: that of bidder 1 is .* on average and at most .*99% confidence/);
    const printed = auction.rows.filter(({ quantity }) => quantity === 'expectedExPostRegret').map(({ lower, upper }) => [lower, upper]);
    expect(auction.file!.bidders.map(({ claims }) => claims.expectedExPostRegret)).toEqual(printed);
    expect(Math.max(...auction.file!.bidders[0]!.lower)).toBeGreaterThan(0.02);
  });

  it('is broken by any change, by the seal', () => {
    const given = structuredClone(auction.file!);
    given.bidders[0]!.upper[3]! += 1e-12;
    expect(faultsOfAltered('upper end', given)).toEqual(['the seal is not that of the content']);
  });

  it.each<[string, (given: Given) => void, RegExp]>([
    ['a lower end that no report reaches', ({ bidders }) => { bidders[0]!.lower[5]! += 1e-6; }, /bidders\[0\]\.lower\[5\] is/],
    ['an upper end below what a report gains', ({ bidders: [, second] }) => { second!.upper[7] = second!.lower[7]! - 1e-6; },
      /bidders\[1\]\.upper\[7\] is .* gains|claims/],
    ['an upper end a little below', ({ bidders: [first] }) => {
      const p = first!.lower.indexOf(Math.max(...first!.lower));
      first!.upper[p] = first!.lower[p]! - 1e-6;
      first!.claims.expectedExPostRegret[1] = first!.most;
    }, /bidders\[0\]\.upper\[\d+\] is .* report \[.*\] gains/],
    ['a bound of all regret that is passed', ({ bidders: [first] }) => {
      first!.most = Math.max(...first!.lower) * 0.9;
      first!.claims = { expectedExPostRegret: [0, 1], maximumExPostRegret: [0, 1] };
    }, /bidders\[0\]\.most is .* is gained/],
    ['another mean', ({ bidders }) => { bidders[1]!.claims.expectedExPostRegret[1]! -= 1e-6; }, /\[1\]\.claims\.expectedExPostRegret/],
    ['a mean from above', ({ bidders }) => { bidders[1]!.claims.expectedExPostRegret[0]! += 1e-6; }, /claims\.expectedExPostRegret/],
    ['a smaller maximum', ({ bidders }) => { bidders[0]!.claims.maximumExPostRegret[1]! -= 1e-6; }, /claims\.maximumExPostRegret/],
    ['more confidence', (given) => { given.confidence = 0.999; }, /claims\.expectedExPostRegret/],
    ['another seed', (given) => { given.seed = 'another'; }, /types\[0\] is not what the seed draws/],
    ['another type', ({ types }) => { types[9]![1]! += 1e-6; }, /types\[9\] is not/],
    ['another law', ({ laws }) => { laws[1]![0] = 'beta(2,1)'; }, /types\[0\] is not/],
    ['another weight', ({ network }) => { network.tensors.w1 = { ...network.tensors.w2!, shape: [3, 2] }; }, /no tensor w1/],
    ['a profile left out', ({ bidders: [first] }) => { first!.upper.pop(); }, /not one entry for every profile/],
    ['a report beyond the law', ({ bidders: [first] }) => { first!.reports[2] = [1.5]; }, /reports\[2\] is none/],
    ['a menu that is none', ({ bidders }) => { bidders[0] = { menu: 'fixed' } as never; }, /bidders\[0\] buys from a menu on which/],
  ])('is refused after %s', (name, change, message) => {
    const given = structuredClone(auction.file!);
    change(given);
    const faults = faultsOfAltered(name, sealed(given));
    if (faults === undefined) expect(() => judgeRegretFile(sealed(given))).toThrow(message);
    else expect(faults.join('\n')).toMatch(message);
  });

  it('of menus says that there is nothing to gain, where bids have no influence on their own', async () => {
    const { file } = await written(menuNetwork(false));
    expect(file!.bidders).toEqual([{ menu: 'fixed' }, { menu: 'fixed' }]);
    expect(judgeRegretFile(file).faults).toEqual([]);
    const { nodes, ...rest } = file!.network.manifest;
    const other = nodes.map((node) => (node.name === 'price-1' ? { ...node, of: 'first' } : node));
    const altered = sealed({ ...file!, network: { ...file!.network, manifest: { ...rest, nodes: other } } });
    expect(judgeRegretFile(altered).faults).toEqual(['bidders[0] buys from a menu on which her bids have an influence, or from none']);
  });

  it.each(['discrete(0:0.25,0.5:0.25,1:0.5)', 'mixture(0.5:0.25,0.25:uniform(0,1),0.25:discrete(0.75:0.5,1:0.5))'])(
    'of laws with atoms: %s', async (prior) => {
      const { file } = await written(SMALL_AUCTION, { prior, proved: 6 });
      expect(judgeRegretFile(file).faults).toEqual([]);
      const atom = prior.startsWith('discrete') ? 0.5 : 0.25;
      const p = file!.types.findIndex((row) => row.includes(atom));
      const d = file!.types[p]!.indexOf(atom);
      for (const other of [atom + 1e-6, atom - 1e-6, 0.75, 1]) {
        const types = file!.types.map((row, n) => (n === p ? row.with(d, other) : row));
        expect(judgeRegretFile(sealed({ ...file!, types })).faults).toEqual([`types[${p}] is not what the seed draws`]);
      }
    },
  );

  it('reads no law that it does not know', () => {
    const unknown = ['discrete(0:0.5,1:0.4)', 'mixture(0.5:beta(2,3),0.5:1)', 'discrete(a:1)', 'mixture(1:)', 'mixture(0.5:uniform(0,1)'];
    for (const law of unknown) {
      expect(() => judgeRegretFile(sealed({ ...auction.file!, laws: auction.file!.laws.map((own) => own.map(() => law)) })))
        .toThrow(`laws: ${law} is no law that is checked`);
    }
  });

  it('is not there, and says why', async () => {
    expect((await written(menuNetwork(true))).why).toMatch(/influence on their own menus/);
    expect((await written(SMALL_AUCTION, { prior: 'beta(2,3)' })).why).toMatch(/beta\(2,3\) is no law with a formula/);
    const law = parseDistribution('uniform(0,1)');
    const study = { network: EVERY_OPERATION, laws: [[law, law, law], [law, law, law]] };
    expect(regretCertificate({ study, regret: { types: [] }, truthful: [false, false] } as never)).toMatch(/have 9 numbers/);
  });
});

describe('the check itself', () => {
  const program = programOf(inFile(EVERY_OPERATION));
  const { graph, result } = EVERY_OPERATION.mechanism;
  const outputs = result as { readonly amounts: number; readonly payments: number };
  const valuesAt = (bids: ArrayLike<number>): number[] => {
    const all = plainValues(graph, bids);
    return [...all[outputs.amounts]!, ...all[outputs.payments]!];
  };
  const ends = program.outputs as { readonly amounts: number; readonly payments: number };

  it('reads a manifest as studies do', () => {
    const { bids, run, at } = evaluation(program, 0);
    for (let seed = 1; seed <= 8; seed++) {
      const point = odd(6, 2, seed);
      bids.low.set(point);
      bids.high.set(point);
      run();
      const mine = [...at(ends.amounts).low, ...at(ends.payments).high];
      valuesAt(point).forEach((value, k) => expect(mine[k]).toBeCloseTo(value, 12));
    }
  });

  it('refuses nodes that make no sense, in words', () => {
    const network = inFile(EVERY_OPERATION);
    const { manifest: { nodes } } = network;
    const odds = [null, 'x', -1, 0.5, 1e9, [], ['bids', 'bids', 'bids'], [0, 0], {}, undefined];
    let refused = 0;
    for (const [n, node] of nodes.entries()) {
      for (const key of Object.keys(node)) {
        for (const value of odds) {
          const altered = { ...network, manifest: { ...network.manifest, nodes: nodes.with(n, { ...node, [key]: value } as typeof node) } };
          try {
            programOf(altered);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            refused++;
          }
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  it('encloses values, slopes and weighted sums in boxes of any size', () => {
    for (const [n, width] of [1.5, 0.3, 0.05, 0.01].entries()) {
      for (let seed = 1; seed <= 6; seed++) {
        const centre = odd(6, 1.5, 10 * n + seed);
        const around = evaluation(program, 6);
        const { bids, run, at } = around;
        centre.forEach((x, c) => {
          bids.low[c] = x - width;
          bids.high[c] = x + width;
          bids.slopeLow[c]![c] = bids.slopeHigh[c]![c] = 1;
        });
        const halves = new Float64Array(6).fill(width);
        run(halves);
        const weights = odd(9, 1, seed + 0.25);
        const { weightsOf, run: goBack } = backward(program, around);
        weights.forEach((w, k) => { weightsOf(k < 6 ? ends.amounts : ends.payments)[k < 6 ? k : k - 6]! += w; });
        const sums = new Float64Array(6);
        const rest = goBack(halves, sums);
        const [amounts, payments] = [at(ends.amounts), at(ends.payments)];
        const [low, high] = [[...amounts.low, ...payments.low], [...amounts.high, ...payments.high]];
        for (let trial = 1; trial <= 12; trial++) {
          const point = odd(6, width, trial + 0.5).map((x, c) => centre[c]! + x);
          const values = valuesAt(point);
          const plane = sums.reduce((sum, slope, c) => sum + slope * (point[c]! - centre[c]!), rest);
          expect(values.reduce((sum, value, k) => sum + weights[k]! * value, 0)).toBeLessThanOrEqual(plane + 1e-12);
          const axis = trial % 6;
          const step = 1e-6 * width * (point[axis]! > centre[axis]! ? -1 : 1);
          const moved = valuesAt(point.with(axis, point[axis]! + step));
          values.forEach((value, k) => {
            expect(value).toBeGreaterThanOrEqual(low[k]! - 1e-12);
            expect(value).toBeLessThanOrEqual(high[k]! + 1e-12);
            const slope = (moved[k]! - value) / step;
            const [list, entry] = k < 6 ? [amounts, k] : [payments, k - 6];
            expect(slope).toBeGreaterThanOrEqual(list.slopeLow[axis]![entry]! - 1e-5);
            expect(slope).toBeLessThanOrEqual(list.slopeHigh[axis]![entry]! + 1e-5);
          });
        }
      }
    }
  });

  it('finds what passes a level, and confirms what does not', () => {
    const hill = {
      axes: 2,
      at: ([x, y]: Float64Array) => Math.cos(x!) - y! ** 2,
      enclose: (low: Float64Array, high: Float64Array) => {
        const far = [0, 1].map((a) => Math.max(Math.abs(low[a]!), Math.abs(high[a]!)));
        return { high: 3, slopeLow: far.map((x) => -2 * x), slopeHigh: far.map((x) => 2 * x) };
      },
    };
    const ask = (level: number, boxes = 1e4): string => staysBelow(hill, Float64Array.of(-1, -2), Float64Array.of(2, 1), level, boxes).kind;
    expect([ask(1 + 1e-3), ask(1 - 1e-3), ask(0.9999 + 2e-4), ask(1 + 1e-3, 3)]).toEqual(['below', 'above', 'below', 'undecided']);
    const found = staysBelow(hill, Float64Array.of(-1, -2), Float64Array.of(2, 1), 0.5, 1e4);
    expect(found.kind === 'above' && hill.at(found.point)).toBeGreaterThan(0.5);
  });

  it('draws the same profiles, and bounds means alike', () => {
    const law = parseDistribution('uniform(0,1)');
    const signals = [0, 1, 2].map((owner) => ({ owner, name: `s${owner}`, law }));
    for (const seed of ['misreport', '1', 'š']) {
      const rows = signalDraws({ signals }).draw(streamKey(seed, 'certify/regret'), 0, 5);
      const draws = drawsOf(seed, 'certify/regret');
      rows.forEach((x, k) => expect(draws(Math.floor(k / 3), k % 3)).toBe(x));
    }
    for (const [n, range] of [[1, 2], [3, 0.5], [40, 1], [40, 30]] as const) {
      const numbers = [...odd(n, range, 3)].map(Math.abs);
      const { lower, upper } = boundedMean(
        numbers.reduce((a, b) => a + b, 0), numbers.reduce((a, b) => a + b * b, 0), n, [0, range], 0.01);
      const [low, high] = meanEnds(numbers, range, 0.01);
      expect(low).toBeCloseTo(lower, 12);
      expect(high).toBeCloseTo(upper, 12);
    }
    expect(meanEnds([0, 0], 0, 0.01)).toEqual([0, 0]);
  });
});
