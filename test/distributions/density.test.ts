/** Ends of densities over intervals: what scipy.stats gives on 20,001 points of each, and steps of distribution functions. */
import { expect, it } from 'vitest';
import { stepsBetween } from '../../src/distributions/density.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { shifted } from '../../src/distributions/shifted.ts';

// Largest and least of `law.pdf` between the quantiles 0.2 and 0.9, and 0.95 and 0.999.
it.each([
  ['uniform(2,5)', 2.6, 4.7, 0.3333333333333333, 0.3333333333333333],
  ['uniform(2,5)', 4.85, 4.997, 0.3333333333333333, 0.3333333333333333],
  ['beta(0.5,0.5)', 0.09549150281252627, 0.9755282581475768, 0.6366197723677824, 2.0601448592019365],
  ['beta(0.5,0.5)', 0.9938441702975689, 0.999997532600929, 4.069562114741535, 202.6427006170784],
  ['beta(2,5,1,3)', 1.2797613765399156, 2.0206326131029835, 0.44014246734622275, 1.2287999998904091],
  ['beta(2,5,1,3)', 2.163606818504052, 2.6372277338382677, 0.013291888373273792, 0.2669251361356519],
  ['beta(1,0.5)', 0.36000000000000004, 0.99, 0.6250000000000001, 4.999999999999997],
  ['beta(1,0.5)', 0.9974999999999999, 0.999999, 9.999999999999886, 499.999999992811],
  ['beta(30.5,0.7)', 0.9627985947285886, 0.9989085131297791, 7.3680539552179525, 62.92567938068684],
  ['beta(30.5,0.7)', 0.9995993252052885, 0.9999985117114524, 86.74669504707263, 470.32675413412056],
  ['truncated-normal(0,1,-1,2)', -0.46107004306127924, 1.2557153641502152, 0.221533208159966, 0.4873502382876298],
  ['truncated-normal(0,1,-1,2)', 1.524596682775978, 1.985063085944169, 0.06794817705612366, 0.1524422014828072],
  ['truncated-normal(0,1,6,9)', 6.036130078842917, 6.363414284362702, 0.6513616504807588, 4.955000419918314],
  ['truncated-normal(0,1,6,9)', 6.468992082745804, 7.036366477778472, 0.007173251876570031, 0.33084712561896773],
  ['truncated-exponential(3,0,2)', 0.07417468506579775, 0.7601738413186558, 0.30745473497053377, 2.407454734970534],
  ['truncated-exponential(3,0,2)', 0.9832371256908125, 1.8872648046674467, 0.010454734970533936, 0.15745473497053392],
  ['normal(1,2)', -0.6832424671458284, 3.5631031310892007, 0.08774916596624342, 0.19947114019872889],
  ['normal(1,2)', 4.289707253902945, 7.180464612335626, 0.0016835450385319975, 0.05156782018768567],
  ['lognormal(3,2)', 3.7313031135852253, 260.6303529109504, 0.0003366805323562016, 0.03751530120784087],
  ['lognormal(3,2)', 538.9955171523795, 9705.66109540464, 1.7346010972185192e-07, 9.567393150156192e-05],
  ['exponential(0.5)', 0.44628710262841953, 4.605170185988092, 0.04999999999999999, 0.39999999999999997],
  ['exponential(0.5)', 5.99146454710798, 13.815510557964272, 0.0005000000000000006, 0.025000000000000026],
  ['pareto(1,1.1)', 1.2248982433850384, 8.111308307896872, 0.013561314133862724, 0.7184270242465997],
  ['pareto(1,1.1)', 15.231916192382933, 533.6699231206304, 2.061199165146426e-06, 0.0036108391948416873],
  ['gamma(0.5,1000000)', 32092.3773336508, 1352771.727047702, 1.254040343596054e-07, 3.049906856758272e-06],
  ['gamma(0.5,1000000)', 1920729.410347062, 5413783.085331366, 1.0801859349256013e-09, 5.963892221085968e-08],
  ['gamma(7.3,2)', 9.970410308327088, 21.810978825221547, 0.02486854410948962, 0.07842778499406707],
  ['gamma(7.3,2)', 24.47272031522973, 37.070074055798315, 0.00034148702452594607, 0.01357391771786367],
  ['weibull(0.5,1)', 0.04979304449311737, 5.301898110478399, 0.021714724095162584, 1.7925680470898195],
  ['weibull(0.5,1)', 8.974411854812958, 47.717082994305564, 7.238241365054207e-05, 0.008345205017383363],
  ['weibull(3,2)', 1.2130855862482162, 2.6410009569073702, 0.26155822703946185, 0.5877158878199729],
  ['weibull(3,2)', 2.8831306855809062, 3.808982495281109, 0.005440630368509229, 0.1558582978150919],
])('%s between %d and %d', (text, low, high, least, most) => {
  const ends = parseDistribution(text).densityOn!(low, high);
  // Points may miss the top of a density by a little.
  expect(ends[0]).toBeLessThanOrEqual(least);
  expect(ends[0]).toBeGreaterThan(least * (1 - 1e-7));
  expect(ends[1]).toBeGreaterThanOrEqual(most);
  expect(ends[1]).toBeLessThan(most * (1 + 1e-7));
});

it.each([
  'mixture(0.3:uniform(0,1),0.7:beta(2,3,0.5,2))', 'piecewise-linear(0,1,5,5.5)', 'truncated-normal(0,1,-1,2)',
  'truncated-exponential(-3,0,2)',
  'beta(0.5,0.5)', 'lognormal(3,2)', 'pareto(1,1.1)', 'weibull(0.5,1)', 'uniform(1000000,1000002)',
])('%s: no step of the distribution function is steeper or flatter', (text) => {
  const law = parseDistribution(text);
  for (const one of [law, shifted(law, 0.25)]) {
    for (let n = 1; n < 40; n++) {
      const [low, high] = [one.quantile(n / 41), one.quantile((n + 0.7) / 41)];
      const [least, most] = one.densityOn!(low, high);
      const slope = (one.cdf(high) - one.cdf(low)) / (high - low);
      expect(slope).toBeGreaterThanOrEqual(least * (1 - 1e-6));
      expect(slope).toBeLessThanOrEqual(most * (1 + 1e-6));
    }
  }
});

it('has no bound where there is none, and is not told where it is not known', () => {
  expect(parseDistribution('beta(0.5,2)').densityOn!(0, 0.1)[1]).toBe(Infinity);
  expect(parseDistribution('weibull(0.5,1)').densityOn!(0, 0.1)[1]).toBe(Infinity);
  // Outside a part of a mixture there is none of it.
  expect(parseDistribution('mixture(0.5:uniform(0,1),0.5:uniform(2,3))').densityOn!(0.5, 2.5)[0]).toBe(0);
  for (const text of ['discrete(0:0.5,1:0.5)', 'mixture(0.5:0,0.5:uniform(0,1))', 'piecewise-linear(0,0,1)', 'beta(1e9,1e9)']) {
    expect(parseDistribution(text).densityOn).toBeUndefined();
  }
});

it('looks up steps, as many as there are: those that touch an interval', () => {
  const count = 200_000;
  const values = Array.from({ length: count + 1 }, (_, i) => i);
  const between = stepsBetween(values, values.slice(1));
  const near = (least: number, greatest: number) => [expect.closeTo(least, 3), expect.closeTo(greatest, 3)];
  expect(between(0, count)).toEqual(near(1, count));
  expect(between(10.5, 20.5)).toEqual(near(11, 21));
  expect(between(10, 20)).toEqual(near(10, 21));
  expect(between(0, 0)).toEqual(near(1, 1));
  expect(between(count, count)).toEqual(near(count, count));
});
