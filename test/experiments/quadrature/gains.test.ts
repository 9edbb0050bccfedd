import { describe, expect, it } from 'vitest';
import type { Prior } from '../../../src/beliefs/belief-set.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { quadratureExperiment } from '../../../src/experiments/quadrature/quadrature.ts';
import { brute } from './brute-force.ts';
import {
  beta, device, mechanism, privateObject, productObject, threeChoice, threeValues, threeWays, uniform, waveRule, waveWins,
} from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const SIGNALS = [0.1, 0.3, 0.35, 0.8];
const REPORTS = SIGNALS.map((s) => [s]);
const PAIRS = SIGNALS.flatMap((_, report) => SIGNALS.flatMap((_, type) => (report === type ? [] : [[report, type] as const])));

describe('gains on a lattice', () => {
  it('are the exact ones of a second-price auction and, up to what both pay alike, of expected externality', async () => {
    const vcg = await quadratureExperiment(privateObject(beta), mechanism(), 0, REPORTS, drawOn(device), { cells: 512 });
    const agv = await quadratureExperiment(
      privateObject(beta), mechanism({ kind: 'expected-externality' }), 0, REPORTS, drawOn(device), { cells: 512 },
    );
    for (const [report, type] of PAIRS) {
      const [t, s] = [SIGNALS[report]!, SIGNALS[type]!];
      // -integral from s to t of (y - s) dG(y)
      let exact = 0;
      for (let i = 0; i < 400; i++) {
        const [from, to] = [s + ((t - s) * i) / 400, s + ((t - s) * (i + 1)) / 400];
        exact -= ((from + to) / 2 - s) * (beta.cdf(to) - beta.cdf(from));
      }
      for (const experiment of [vcg, agv]) {
        const gain = experiment.gain(report, type);
        expect(gain.lower).toBeLessThanOrEqual(exact + 1e-8);
        expect(gain.upper).toBeGreaterThanOrEqual(exact - 1e-8);
        expect(gain.upper - gain.lower).toBeLessThan(4e-5);
        expect(gain.estimate).toBeCloseTo(exact, 5);
      }
    }
    // s G(s) + E[y; y > s] - E over y of E[x; x > y], own signals x uniform.
    const welfare = (s: number): number => brute(beta, (y) => Math.max(s, y)).mean;
    const shared = brute(beta, (y) => (1 - y ** 2) / 2).mean;
    SIGNALS.forEach((s, type) => expect(agv.utility(type).estimate).toBeCloseTo(welfare(s) - shared, 3));
  });

  it('are exactly none where a lie changes nothing', async () => {
    const posted = await quadratureExperiment(
      bilateralTrade({ cost: uniform, value: beta }),
      mechanism({ kind: 'posted-price', price: 0.5 }, { kind: 'posted-price', price: 0.5 }), 0, [[0.1], [0.4], [0.7]], drawOn(device),
      { cells: 64 },
    );
    expect(posted.gain(0, 1)).toEqual({ estimate: 0, lower: 0, upper: 0 });
    expect(
      posted.insuredGainUnder({ kind: 'prokhorov', delta: 0.1 }, 0, 1).upper
    ).toBeLessThanOrEqual(-posted.premiumAt('prokhorov', 0.1, 0, 1).lower);
    expect(posted.gain(0, 2).estimate).toBeCloseTo(-0.2 * (1 - beta.cdf(0.5)), 5);
  });

  it('are the exact ones where bidders shade and pay their bids', async () => {
    const shade = {
      name: 'shaded', bid: (s: number): number => 0.6 * s, inverse: (b: number): number => Math.min(1, b / 0.6), range: [0, 0.6] as const,
    };
    const experiment = await quadratureExperiment(
      privateObject(beta), { ...mechanism({ kind: 'first-price' }), strategies: [shade, shade] }, 0, REPORTS, drawOn(device),
      { cells: 256 },
    );
    for (const [report, type] of PAIRS) {
      const [t, s] = [SIGNALS[report]!, SIGNALS[type]!];
      const exact = (s - 0.6 * t) * beta.cdf(t) - 0.4 * s * beta.cdf(s);
      expect(Math.abs(experiment.gain(report, type).estimate - exact)).toBeLessThan(3e-6);
      const worst = experiment.gainUnder({ kind: 'totalVariation', delta: 0.2 }, report, type);
      const won = (x: number): number => Math.max(0, beta.cdf(x) - 0.2);
      // A report above the value loses money by winning: nature then adds to that chance.
      const least = (x: number): number => (s > 0.6 * x ? won(x) : Math.min(1, beta.cdf(x) + 0.2)) * (s - 0.6 * x);
      expect(Math.abs(worst.estimate - (least(t) - least(s)))).toBeLessThan(1e-5);
      expect(worst.upper - worst.lower).toBeLessThan(2e-5);
    }
  });

  it('agree with brute force under every set of beliefs, own transfers and insured', async () => {
    const slope = 0.5;
    // Half of her value is paid whenever it is hers: an amount that moves with the opponent's signal.
    const paid = mechanism({ kind: 'first-price' }, { kind: 'mixture', share: 0.3, rule: { kind: 'efficient' }, other: waveRule });
    const experiment = await quadratureExperiment(productObject(slope, beta), paid, 0, REPORTS, drawOn(device), { cells: 1500 });
    const chance = (t: number, y: number): number => 0.7 * Number(t >= y) + 0.3 * Number(waveWins(y, t));
    const pays = (t: number, s: number, y: number): number => chance(t, y) * (s - t) * (1 + slope * y);
    const law = parseDistribution('uniform(0.2,0.9)');
    const priors: Prior[] = [{ name: 'g', laws: [uniform, beta] }, { name: 'other', laws: [uniform, law] }];
    for (const [report, type] of [[1, 3], [3, 0], [2, 1]] as const) {
      const [t, s] = [SIGNALS[report]!, SIGNALS[type]!];
      const slow = brute(beta, (y) => pays(t, s, y));
      const other = brute(law, (y) => pays(t, s, y));
      // One who tells the truth pays all she gets, so that the interim utility is 0 and the lie's payoff is h itself.
      for (const gainUnder of [experiment.gainUnder.bind(experiment), experiment.insuredGainUnder.bind(experiment)]) {
        const expectNear = (bounds: ReturnType<typeof gainUnder>, exact: number, width = 2e-3): void => {
          expect(Math.abs(bounds.estimate - exact)).toBeLessThan(3e-3 * Math.abs(t - s));
          expect(bounds.upper - bounds.lower).toBeLessThan(width * Math.abs(t - s));
        };
        expectNear(gainUnder({ kind: 'bayesian' }, report, type), slow.mean);
        expectNear(gainUnder({ kind: 'all' }, report, type), slow.least);
        expectNear(gainUnder({ kind: 'contamination', delta: 0.3 }, report, type), 0.7 * slow.mean + 0.3 * slow.least);
        expectNear(gainUnder({ kind: 'totalVariation', delta: 0.12 }, report, type), slow.worst('totalVariation', 0.12));
        expectNear(gainUnder({ kind: 'prokhorov', delta: 0.12 }, report, type), slow.worst('prokhorov', 0.12), 5e-3);
        expectNear(gainUnder({ kind: 'priors', priors }, report, type), Math.min(slow.mean, other.mean));
      }
    }
    expect(() =>
      experiment.gainUnder({ kind: 'priors', priors: [{ name: 'wide', laws: [uniform, parseDistribution('uniform(0,2)')] }] }, 0,
      1)).toThrow(/wide/);
  });

  it('of a full-insurance mechanism are the insured gains of its base, whatever is believed', async () => {
    const base = mechanism({ kind: 'vcg' });
    const plain = await quadratureExperiment(threeWays, base, 0, [[0.9, 0.2], [0.6, 0.9], [0.3, 0.7]], drawOn(device), { cells: 400 });
    const insured = await quadratureExperiment(
      threeWays, mechanism({ kind: 'full-insurance', base }), 0, plain.reports, drawOn(device), { cells: 400 },
    );
    for (const beliefs of [{ kind: 'bayesian' }, { kind: 'all' }, { kind: 'prokhorov', delta: 0.1 }] as const) {
      for (const [report, type] of [[0, 1], [1, 0], [2, 1]] as const) {
        expect(insured.gainUnder(beliefs, report, type).estimate).toBeCloseTo(plain.insuredGainUnder(beliefs, report, type).estimate, 4);
      }
    }
    // And the interim utility is that of VCG: E over y of the welfare with her less the best without.
    const without = (y: number): number => Math.max(0.9, 0.1, y);
    const exact = brute(beta, (y) => {
      const k = threeChoice([0.6, 0.9], y);
      return threeValues([0.6, 0.9], y)[k]! + [0.9, 0.1, y][k]! - without(y);
    }).mean;
    for (const experiment of [plain, insured]) expect(experiment.utility(1).estimate).toBeCloseTo(exact, 4);
  });
});
