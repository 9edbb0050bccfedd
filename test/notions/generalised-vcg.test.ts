/** The generalised VCG mechanism under interdependent values: known constants covered, and no pair of a dense list gains more. */
import { describe, expect, it } from 'vitest';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';
import { cellsOfEnvelope, epsilonIcOfGeneralisedVcg, epsilonLicOfGeneralisedVcg } from '../../src/notions/generalised-vcg.ts';
import { epsilonIcByCell, epsilonLicByCell } from '../../src/notions/slopes-by-cell.ts';
import { line, simulate, type Simulated } from './simulate.ts';

const ALPHA = 0.1;
const within = ({ lower, estimate, upper }: { lower: number; estimate: number; upper: number }, truth: number): boolean =>
  lower <= truth && truth <= upper && lower <= estimate && estimate <= upper;

/** One opponent of uniform signal; alternatives by own rates, welfare rates, and what the other's signal adds to welfare and to itself. */
interface Case {
  readonly own: readonly number[];
  readonly welfare: readonly number[];
  readonly byOther: (k: number, y: number) => number;
  /** The other's own part of the others' welfare. */
  readonly alone: (k: number, y: number) => number;
}
const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const chosen = ({ welfare, byOther }: Case, t: number, y: number): number => largest(welfare.map((b, k) => b * t + byOther(k, y)));
const best = ({ own, welfare, alone }: Case, t: number, y: number): number =>
  largest(welfare.map((b, k) => (b - own[k]!) * t + alone(k, y)));

function sumsOf(one: Case, cells: number, seed: number, profiles: number) {
  const reports = line(cells);
  const of = (rates: readonly number[], choice: (t: number, y: number) => number): InterimSums => simulate({
    reports, typeValue: reports.map(([s]) => rates.map((a) => a * s!)),
    outcome: (r, draw) => ({ class: choice(reports[r]![0]!, draw(0)), money: 0 }), gainRange: [-9, 9], truthRange: [-9, 9], paired: [],
  } satisfies Simulated & { paired: number[] }, seed, profiles);
  return {
    sums: of(one.own, (t, y) => chosen(one, t, y)),
    structure: {
      welfare: Float64Array.from(one.welfare),
      others: of(one.welfare.map((b, k) => b - one.own[k]!), (t, y) => best(one, t, y)),
    },
  };
}

/** Constants over a list of types, by sums over many signals of the other. */
function truthOf(one: Case): { readonly lic: number; readonly ic: number; readonly pairs: number } {
  const [n, types] = [1000, Array.from({ length: 101 }, (_, j) => j / 100)];
  const others = Array.from({ length: n }, (_, j) => (j + 0.5) / n);
  const at = types.map((t) => {
    let [mu, A, omega] = [0, 0, 0];
    for (const y of others) {
      const [k, l] = [chosen(one, t, y), best(one, t, y)];
      const outside = (m: number): number => one.welfare[m]! - one.own[m]!;
      mu += one.welfare[k]! * t + one.byOther(k, y) - outside(l) * t - one.alone(l, y);
      A += one.own[k]!;
      omega += outside(k) - outside(l);
    }
    return { mu: mu / n, A: A / n, omega: omega / n };
  });
  let [ic, pairs] = [0, 0];
  types.forEach((t, j) => types.forEach((s, i) => {
    const gain = at[j]!.mu - at[i]!.mu - at[j]!.A * (t - s);
    [ic, pairs] = [Math.max(ic, gain), Math.max(pairs, i === j ? 0 : gain / Math.abs(t - s))];
  }));
  return { lic: Math.max(...at.map(({ omega }) => Math.abs(omega))), ic, pairs };
}

/** JM01's two agents and two alternatives (scenarios/weak-congruence): epsilon-LIC 3e/4, epsilon-IC (3e/8)² / (1/4 + 3e/8). */
const pair = (e: number): Case => {
  const rates = [0.5 - e / 4, 1 - e];
  return { own: [0.5, 1], welfare: rates, byOther: (k, y) => rates[1 - k]! * y, alone: (k, y) => [1, 0.5][k]! * y };
};

/** The others' best alternative turns as well; outside rates rise with welfare's, fall, or neither. */
const three = (welfare: readonly number[]): Case => ({
  own: [0.2, 0.5, 1], welfare, byOther: (k, y) => [1.1, 0.7, 0][k]! * y, alone: (k, y) => [0.1 - 0.3 * y, 0, 0.2 - 0.5 * y][k]!,
});

describe('generalised VCG', () => {
  it('coverage at 90%: two agents, two alternatives', () => {
    const [e, replications] = [0.4, 150];
    const [lic, ic] = [0.75 * e, ((3 * e) / 8) ** 2 / (1 / 4 + (3 * e) / 8)];
    const held = [0, 0];
    for (let seed = 1; seed <= replications; seed++) {
      const { sums, structure } = sumsOf(pair(e), 16, seed, 512);
      held[0]! += Number(within(epsilonLicOfGeneralisedVcg(sums, structure, ALPHA)!, lic));
      held[1]! += Number(within(epsilonIcOfGeneralisedVcg(sums, structure, ALPHA)!, ic));
    }
    for (const count of held) expect(count / replications).toBeGreaterThanOrEqual(1 - ALPHA);
  });

  it.each([
    ['in the order of welfare', [0.1, 0.6, 1.5]], ['in the reverse order', [0.4, 0.6, 0.9]], ['in neither', [0.3, 0.9, 1.1]],
  ])('outside rates %s: near what a dense list shows', (_, welfare) => {
    const one = three(welfare);
    const truth = truthOf(one);
    const { sums, structure } = sumsOf(one, 64, 3, 8000);
    const [lic, ic] = [epsilonLicOfGeneralisedVcg(sums, structure, 0.05)!, epsilonIcOfGeneralisedVcg(sums, structure, 0.05)!];
    // Sums over points are off by their steps.
    expect(lic.lower).toBeLessThan(truth.lic + 2e-3);
    expect(lic.upper).toBeGreaterThan(truth.lic - 2e-3);
    expect(ic.lower).toBeLessThan(truth.ic + 2e-3);
    expect(ic.upper).toBeGreaterThan(truth.ic - 2e-3);
    expect(lic.upper - lic.lower).toBeLessThan(0.2);
    expect(ic.upper - ic.lower).toBeLessThan(0.15);
    expect(lic.guarantee).toBe('continuum');
  });

  it.each([
    ['the reverse of hers', { ...pair(0.4), own: [1, 0.5] }], ['in part hers', { ...three([0.1, 0.6, 1.5]), own: [0.6, 0.2, 1] }],
  ])('where the order of society is %s: means of slopes, near what a dense list shows', (_, one: Case) => {
    const truth = truthOf(one);
    const { sums, structure } = sumsOf(one, 64, 3, 8000);
    const [lic, ic] = [epsilonLicOfGeneralisedVcg(sums, structure, 0.05)!, epsilonIcOfGeneralisedVcg(sums, structure, 0.05)!];
    for (const [found, exact] of [[lic, truth.pairs], [ic, truth.ic]] as const) {
      expect(found.lower).toBeLessThan(exact + 2e-3);
      expect(found.upper).toBeGreaterThan(exact - 2e-3);
      expect(found.upper - found.lower).toBeLessThan(0.3);
    }
    expect(lic.upper).toBeGreaterThan(truth.pairs - 1e-3);
  });
});

/** Chances of what is worth more fall with the report, and the truth is paid for it: (F(s) - F(t)) / 2 a unit in the mean. */
describe('transfers (7.12) where the slope falls', () => {
  const reports = line(32);
  const falling = (seed: number, profiles: number): InterimSums => simulate({
    reports, typeValue: reports.map(([s]) => [0.5 * s!, s!]),
    outcome: (r, draw) => ({ class: draw(0) > reports[r]![0]! ? 1 : 0, money: 0 }), gainRange: [-9, 9], truthRange: [-9, 9], paired: [],
  } satisfies Simulated & { paired: number[] }, seed, profiles);

  it('coverage at 90%: 1/4 both, the highest type as the lowest', () => {
    const replications = 120;
    const held = [0, 0];
    for (let seed = 1; seed <= replications; seed++) {
      const cells = cellsOfEnvelope(falling(seed, 512), Float64Array.of(0.4, 0.1), ALPHA)!;
      held[0]! += Number(within(epsilonLicByCell(cells), 0.25));
      held[1]! += Number(within(epsilonIcByCell(cells), 0.25));
    }
    for (const count of held) expect(count / replications).toBeGreaterThanOrEqual(1 - ALPHA);
  });

  it('are sharp with many draws', () => {
    const cells = cellsOfEnvelope(falling(1, 40_000), Float64Array.of(0.4, 0.1), 0.05)!;
    for (const found of [epsilonLicByCell(cells), epsilonIcByCell(cells)]) {
      expect(within(found, 0.25)).toBe(true);
      expect(found.upper - found.lower).toBeLessThan(0.05);
    }
    // The other order of welfare is not the sample's.
    expect(cellsOfEnvelope(falling(1, 4000), Float64Array.of(0.1, 0.4), 0.05)).toBeUndefined();
  });
});
