/**
 * Whether a certificate also excludes, at all beliefs of which no probability is further than `beliefs` from the file's, mechanisms whose
 * transfers are all less than `transfers` in absolute value (any, where it is left out).
 *
 * The multipliers, added up at the file's beliefs, miss what lotteries can contribute by `excess`, and money cancels. At other beliefs a
 * type's rows differ by d · a, d what its probabilities move by, which sums to 0, and a the payoffs in its rows at each profile of the
 * others: at most `beliefs` times Σ |a - c|, c any number, here a median. And by d · money: in a row with one transfer less than half the
 * range of transfers, 2 `transfers`, times Σ |d|, which is at most 2, and at most twice `beliefs` for every pair of profiles; twice that in
 * an IC of one transfer rule, which has two. Together they may not pass the excess.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { parseRational, rational, rationalText, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { indexOf, type CertificateFile } from './file.ts';
import { beliefOver, placeAfter } from './walk.ts';

export function nearFaults(model: FiniteModel, file: CertificateFile, excess: Rational): string[] {
  const { near, multipliers, transfers, goal, allocation } = file;
  if (near === undefined) return [];
  if (goal !== 'implement' || allocation !== 'rule') return ['near: is of certificates that a rule is not implemented'];
  if (model.beliefs?.kind === 'belief-sets') return ['near: is of single beliefs'];
  const reach = parseRational(near.beliefs, 'near.beliefs');
  const most = near.transfers === undefined ? undefined : parseRational(near.transfers, 'near.transfers');
  if (sign(reach) < 0 || (most !== undefined && sign(most) < 0)) return ['near: is negative'];
  let left = excess;
  let moves = ZERO;
  for (const [agent, { name, types }] of model.agents.entries()) {
    for (const [type, called] of types.entries()) {
      const places = [...beliefOver(model, agent, type).keys()];
      let payoffs = places.map(() => ZERO);
      let weight = ZERO;
      for (const [k, line] of multipliers.entries()) {
        if (line.agent !== name || line.type !== called || line.constraint === 'revenue') continue;
        const times = parseRational(line.multiplier, `multipliers.${k}.multiplier`);
        const take = (report: number, factor: Rational): void => {
          payoffs = places.map((place, at) => model.rule![placeAfter(model, place, agent, report)]!.reduce(
            (total, share, outcome) => total.add(share.mul(factor).mul(model.payoffs[agent]![outcome]![place]!)), payoffs[at]!));
          weight = weight.add(times);
        };
        // IR of a menu is about a utility; IC of one holds a lie to it.
        if (line.constraint === 'truth' || transfers === 'bayesian') take(type, times);
        if (line.constraint === 'IC') take(indexOf(types, line.report, `multipliers.${k}.report`), times.neg());
      }
      const middle = [...payoffs].sort((a, b) => a.compare(b))[Math.floor(payoffs.length / 2)]!;
      left = payoffs.reduce((total, value) => total.sub(value.sub(middle).abs().mul(reach)), left);
      const pairs = reach.mul(2 * Math.floor(places.length / 2));
      moves = moves.add(weight.mul(pairs.compare(2) > 0 ? rational(2) : pairs));
    }
  }
  if (sign(left) <= 0) return [`near: payoffs alone may make up for ${rationalText(excess)}`];
  if (most === undefined) return sign(moves) === 0 ? [] : ['near: transfers of any size may make a bet of beliefs'];
  return moves.mul(most).compare(left) > 0 ? [`near: transfers up to ${rationalText(left.div(moves))} alone are excluded`] : [];
}
