/** Whether a double auction can be studied; every error names its field. */
import { requireOneNumber, type Dependence } from '../../distributions/dependence.ts';
import { gapsOf, isDiscrete, massBelow, type Distribution } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import { requireLaw } from '../../environment/checks.ts';
import { doubleAuction, traderProblem, type DoubleAuction, type Trader } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { isTold } from '../../experiments/order-statistics/atom-posterior.ts';
import { countsFor } from '../../experiments/order-statistics/conditional-atoms.ts';
import { readAs } from '../../input/check.ts';
import { parseAuctionMechanisms } from '../../mechanism/double-auction/registry.ts';
import { COUNTED_MAX, OTHERS_MAX } from './limits.ts';
import { schema } from './schema.ts';

/** `market` is an object of this kind; what is in it may be anything. */
export function validate(market: unknown): void {
  const { cost, value, dependence, ambiguity, mechanisms } = doubleAuction(market as DoubleAuction);
  readAs(schema, market);
  const bayesian = ambiguity === undefined;
  const taken = { atoms: true, gaps: true, ...(bayesian ? { unbounded: 'any' as const } : {}) };
  requireLaw('cost', cost, taken);
  requireLaw('value', value, taken);
  if (dependence !== undefined) requireDependence(dependence, market as DoubleAuction);
  if (!bayesian) requireApart([cost, value]);
  requireTold(cost, value);
  if (mechanisms !== undefined) requireMechanisms(market as DoubleAuction);
}

/**
 * Which lies need most ambiguity is known where no types of one side lie in a gap of the other's: there the shortest need most, and a gap's
 * lower end stands for all of it.
 */
function requireApart([cost, value]: readonly [Distribution, Distribution]): void {
  for (const [field, own, other] of [['cost', cost, value], ['value', value, cost]] as const) {
    const gap = gapsOf(own).find((between) => hasTypesIn(other, between));
    if (!gap) continue;
    const why = `${own.text} leaves out the types between ${gap[0]} and ${gap[1]}, where ${other.text} has some: a short lie is then `
      + 'none that a type could tell';
    throw new InputError(field, `${why}; accepted with ambiguity: two laws neither of which has types within a gap of the other`);
  }
}

/** Mass of a density that differences of a cdf tell from none. */
const TOLD_MASS = 2 ** -40;

/** Of atoms by their places: sums of many masses and a difference of two of them leave a rest where there is nothing. */
const hasTypesIn = (law: Distribution, [from, to]: readonly [number, number]): boolean =>
  (law.atoms ?? []).some(({ at }) => at > from && at < to) || (!isDiscrete(law) && massBelow(law, to) - law.cdf(from) > TOLD_MASS);

/** Texts that name mechanisms, of independent types, and prices that somebody can accept. */
function requireMechanisms({ mechanisms, sellers, buyers, cost, value, dependence, ambiguity }: DoubleAuction): void {
  const field = 'mechanisms';
  const parsed = parseAuctionMechanisms(mechanisms, field);
  if (dependence) {
    throw new InputError(field, 'mechanisms are compared for independent types only: whole markets are drawn type by type, and how large '
      + 'the least gain of a trade may be is bounded by a formula for independent ones; accepted: the scenario\'s own mechanism');
  }
  if (ambiguity) throw new InputError(field, 'mechanisms are compared without ambiguity only');
  const ends = [cost, value].map(({ support, whole }) => whole?.ends ?? support);
  const [low, high] = [Math.min(...ends.map(([end]) => end)), Math.max(...ends.map(([, end]) => end))];
  for (const { text, manyUnits } of parsed) {
    if (!manyUnits) continue;
    if (manyUnits.units > Math.min(sellers, buyers)) {
      throw new InputError(field, `${text}: nobody holds more than there are of a side, ${Math.min(sellers, buyers)} here`);
    }
    if (sellers + buyers > COUNTED_MAX) throw new InputError(field, `${text}: takes at most ${COUNTED_MAX} units of both sides together`);
    const odd = [cost, value].find(({ atoms, whole }) => (atoms?.length ?? 0) > 0 || whole);
    if (odd) throw new InputError(field, `${text}: takes laws with a density between two ends, and ${odd.text} is none`);
  }
  const endless = outside(value).above === Infinity ? value : outside(cost).below === Infinity ? cost : undefined;
  for (const { text, price, postedAt } of parsed) {
    if (endless && price && postedAt === undefined) {
      throw new InputError(field, `${text}: ${endless.text} has no mean, and every price infinite gains; accepted: ${text}(PRICE)`);
    }
    if (postedAt === undefined || (postedAt >= low && postedAt <= high)) continue;
    throw new InputError(field, `${text}: the price must lie between the ends of all types, ${low} and ${high}`);
  }
}

/** Sums of counts that are made where types are atoms: about ten seconds of them, for few traders. */
const COUNTS_MAX = 2 ** 22;

/** Atoms of both laws where a density stands beside: each is three of the numbers that tables are made of. */
const MIXED_ATOMS = 64;

function requireFewAtoms(laws: readonly [Distribution, Distribution], dependence: Dependence): void {
  const count = laws.reduce((sum, { atoms = [] }) => sum + atoms.length, 0);
  if (count > MIXED_ATOMS) {
    const found = `with dependence at most ${MIXED_ATOMS} points of positive probability are taken beside densities, got ${count}`;
    throw new InputError('dependence', `${found}; accepted: fewer, or two discrete laws`);
  }
  const small = laws.flatMap((law) => (law.atoms ?? []).filter((atom) => !isTold(law, atom, dependence)).map((atom) => ({ law, atom })))[0];
  if (!small) return;
  const found = `${small.law.text} has the value ${small.atom.at} with probability ${small.atom.mass}`;
  throw new InputError('dependence', `${found}, too small to tell what the others are given it; accepted: larger ones, or none`);
}

/** One number for all pairs, and so many traders that they can be counted. */
function requireDependence(dependence: Dependence, market: DoubleAuction): void {
  const { sellers, buyers, cost, value, ambiguity } = market;
  const field = 'dependence';
  requireOneNumber(dependence, field);
  if (ambiguity) {
    throw new InputError(field, 'is not taken with ambiguity, whose worst beliefs are about independent types; accepted: studies that ask '
      + 'for none, such as double-auction');
  }
  const discrete = isDiscrete(cost) && isDiscrete(value);
  if (!discrete) requireFewAtoms([cost, value], dependence);
  if (sellers + buyers - 1 > OTHERS_MAX) {
    throw new InputError(field, `is taken with at most ${OTHERS_MAX + 1} traders in all, got ${sellers + buyers}`);
  }
  const counts = (trader: Trader): number => countsFor(traderProblem(market, trader), dependence);
  if (discrete && COUNTS_MAX < Math.max(counts('seller'), counts('buyer'))) {
    const found = `so strong a dependence of so many types has more than ${COUNTS_MAX} counts to add up`;
    throw new InputError(field, `${found}; accepted: a weaker one, or fewer types`);
  }
}

/** Of the largest type: an atom closer than this to another type of positive probability, or to an end, would be taken for it. */
const CLOSEST = 1e-12;

/** Who trades with whom turns on which of two atoms is the larger. */
function requireTold(cost: Distribution, value: Distribution): void {
  const atoms = [cost, value].flatMap((law) => (law.atoms ?? []).map(({ at }) => at));
  const ends = [...cost.support, ...value.support];
  const most = Math.max(...ends.map(Math.abs));
  for (const at of atoms) {
    const near = [...atoms, ...ends].find((x) => x !== at && Math.abs(x - at) < CLOSEST * most);
    if (near === undefined) continue;
    const found = `types ${at} and ${near} are too close to be told apart beside ${most}`;
    throw new InputError('value', `${found}; accepted: the same, or further apart`);
  }
}
