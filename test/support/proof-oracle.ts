/** Whether mechanisms and certificates prove what their files say, in doubles and by other means than `misreport verify`. */
import { cellOf, number, oracleEnvironment, TOLERANCE, type Json, type OracleEnvironment } from './finite-oracle.ts';

const swap = (profile: readonly number[], agent: number, report: number): number[] =>
  profile.map((type, i) => (i === agent ? report : type));
const placeOf = (key: string): number[] => key.split(',').map(Number);

/** Worth of a menu: the worst rule's, or that and the best's in a mixture. */
const together = (values: readonly number[], preference: unknown): number => {
  const alpha = preference === 'maxmin' ? 1 : number((preference as Json).alpha);
  return alpha * Math.min(...values) + (1 - alpha) * Math.max(...values);
};

export function mechanismHolds(file: Json): boolean {
  const environment = oracleEnvironment(file.environment as Json);
  if (environment === undefined) return false;
  const { names, types, profiles, payoff, beliefs, lottery, rule, prior, highest } = environment;
  const menu = file.menu as Json[];
  if (file.transfers === 'bayesian' && menu.length > 1) return false;
  if (file.preference !== 'maxmin' && !(number((file.preference as Json).alpha) >= 0 && number((file.preference as Json).alpha) <= 1))
    return false;
  const money = (k: number, agent: number, profile: readonly number[]): number => number(cellOf(menu[k]![names[agent]!], profile));
  for (const profile of profiles) {
    const given = lottery(file.rule, profile);
    if (given.some((share) => share < 0) || Math.abs(given.reduce((a, b) => a + b, 0) - 1) > TOLERANCE) return false;
    const asked = file.goal !== 'extract' && file.allocation === 'rule';
    if (asked && rule(profile).some((share, outcome) => Math.abs(share - given[outcome]!) > TOLERANCE)) return false;
    for (const k of menu.keys()) {
      const total = names.reduce((sum, _, agent) => sum + money(k, agent, profile), 0);
      if (file.balance === 'exact' && Math.abs(total) > TOLERANCE) return false;
      if (file.balance === 'no-deficit' && total > TOLERANCE) return false;
    }
  }
  for (const [agent, list] of types.entries()) {
    for (const type of list.keys()) {
      for (const belief of beliefs(agent, type, file.goal === 'ex-post')) {
        const worth = (report: number): number => together(menu.map((_, k) => [...belief].reduce((sum, [key, chance]) => {
          const profile = placeOf(key);
          const said = swap(profile, agent, report);
          const outcomes = lottery(file.rule, said).reduce((total, share, outcome) => total + share * payoff(agent, outcome, profile), 0);
          return sum + chance * (outcomes + money(k, agent, said));
        }, 0)), file.preference);
        const truth = worth(type);
        if (truth < -TOLERANCE || list.some((_, report) => worth(report) > truth + TOLERANCE)) return false;
      }
    }
  }
  if (file.goal !== 'extract') return true;
  const surplus = profiles.reduce((sum, profile) => sum + prior(profile) * highest(profile), 0);
  return menu.every((_, k) => Math.abs(surplus + profiles.reduce((sum, profile) =>
    sum + prior(profile) * names.reduce((total, __, agent) => total + money(k, agent, profile), 0), 0)) < TOLERANCE);
}

interface Line {
  readonly constraint: string; readonly agent?: string; readonly type?: string; readonly report?: string;
  readonly for?: { readonly agent: string; readonly type: string; readonly report: string };
  readonly belief?: readonly string[]; readonly multiplier: string;
}

/** What a mechanism would have to be: money by rule, agent and profile, lotteries, and what types expect of a menu. */
interface Candidate {
  readonly money: (rule: string, agent: number, profile: readonly number[]) => number;
  readonly share: (profile: readonly number[], outcome: number) => number;
  readonly utility: (agent: number, type: number) => number;
}

const NOTHING: Candidate = { money: () => 0, share: () => 0, utility: () => 0 };

/** Left side less right side of a constraint, of a candidate; undefined where there is no such constraint. */
function slackOf(file: Json, environment: OracleEnvironment, line: Line): ((candidate: Candidate) => number) | undefined {
  const { names, types, payoff, beliefs, prior, profiles, highest } = environment;
  const ambiguous = file.transfers === 'ambiguous';
  const lieOf = (lie: Line['for']): string | undefined => {
    const list = types[names.indexOf(lie?.agent ?? '')] ?? [];
    const fits = lie !== undefined && lie.type !== lie.report && list.includes(lie.type) && list.includes(lie.report);
    return fits ? `${lie.agent}:${lie.type}:${lie.report}` : undefined;
  };
  const madeFor = lieOf(line.for);
  if (line.constraint === 'revenue') {
    if (file.goal !== 'extract' || (ambiguous && madeFor === undefined)) return undefined;
    return ({ money }) => profiles.reduce((sum, profile) => sum - prior(profile)
      * names.reduce((total, _, agent) => total + money(madeFor ?? '', agent, profile), highest(profile)), 0);
  }
  const agent = names.indexOf(line.agent ?? '');
  const type = (types[agent] ?? []).indexOf(line.type ?? '');
  if (type < 0) return undefined;
  // Ex post truth is best at every certainty, so also at what the type believes.
  const known = beliefs(agent, type, file.goal === 'ex-post' && line.belief !== undefined);
  const keys = profiles.filter((profile) => profile[agent] === type).map((profile) => profile.join());
  const said = line.belief && new Map(keys.map((key, k) => [key, number(line.belief![k])]));
  if (said !== undefined && (ambiguous || line.belief!.length !== keys.length)) return undefined;
  const same = (one: ReadonlyMap<string, number>): boolean => keys.every((key) =>
    Math.abs((one.get(key) ?? 0) - (said!.get(key) ?? 0)) < TOLERANCE);
  if (said !== undefined && !known.some(same)) return undefined;
  if (said === undefined && known.length > 1) return undefined;
  const belief = said ?? known[0]!;
  const expected = ({ money, share }: Candidate, rule: string, report: number): number => [...belief].reduce((sum, [key, chance]) => {
    const profile = placeOf(key);
    const at = swap(profile, agent, report);
    const outcomes = environment.outcomes.reduce((total, _, outcome) => total + share(at, outcome) * payoff(agent, outcome, profile), 0);
    return sum + chance * (outcomes + money(rule, agent, at));
  }, 0);
  if (line.constraint === 'truth') {
    if (!ambiguous || madeFor === undefined) return undefined;
    return (candidate) => expected(candidate, madeFor, type) - candidate.utility(agent, type);
  }
  const truth = (candidate: Candidate): number => (ambiguous ? candidate.utility(agent, type) : expected(candidate, '', type));
  if (line.constraint === 'IR') return truth;
  const report = types[agent]!.indexOf(line.report ?? '');
  if (report < 0 || report === type) return undefined;
  const rule = ambiguous ? `${line.agent}:${line.type}:${line.report}` : '';
  return (candidate) => truth(candidate) - expected(candidate, rule, report);
}

/**
 * The weighted sum of slacks is affine in money, lotteries and utilities. It proves impossibility where it moves with no money that
 * the budget allows to move both ways, never rises along what it lets move one way, and is negative at the best lotteries.
 */
export function certificateHolds(file: Json): boolean {
  const environment = oracleEnvironment(file.environment as Json);
  if (environment === undefined) return false;
  const { names, types, outcomes, profiles, rule, efficient, prior } = environment;
  const forced = file.allocation !== 'rule'
    && (file.allocation !== 'efficient' || profiles.every((profile) => prior(profile) > 0));
  if (file.preference !== 'maxmin' || (file.goal === 'extract' && !forced)) return false;
  const lines = file.multipliers as Line[];
  const slacks = lines.map((line) => slackOf(file, environment, line));
  if (slacks.includes(undefined)) return false;
  if (lines.some(({ constraint, multiplier }) => constraint !== 'revenue' && number(multiplier) < 0)) return false;
  const total = (candidate: Candidate): number =>
    slacks.reduce((sum, slack, k) => sum + number(lines[k]!.multiplier) * slack!(candidate), 0);
  const base = total(NOTHING);
  const slope = (candidate: Partial<Candidate>): number => total({ ...NOTHING, ...candidate }) - base;
  const rules = file.transfers !== 'ambiguous' ? [''] : types.flatMap((list, agent) =>
    list.flatMap((type) => list.filter((report) => report !== type).map((report) => `${names[agent]}:${type}:${report}`)));
  for (const one of rules) {
    for (const profile of profiles) {
      const at = names.map((_, agent) => slope({
        money: (name, i, place) => Number(name === one && i === agent && place.join() === profile.join()),
      }));
      if (at.some((value) => Math.abs(value - at[0]!) > TOLERANCE)) return false;
      if (file.balance === 'none' && Math.abs(at[0]!) > TOLERANCE) return false;
      if (file.balance === 'no-deficit' && at[0]! < -TOLERANCE) return false;
    }
  }
  const moves = types.some((list, agent) => list.some((_, type) =>
    Math.abs(slope({ utility: (i, t) => Number(i === agent && t === type) })) > TOLERANCE));
  if (moves) return false;
  const most = profiles.reduce((sum, profile) => {
    const at = outcomes.map((_, outcome) => slope({ share: (place, k) => Number(place.join() === profile.join() && k === outcome) }));
    const allowed = file.allocation === 'efficient' ? efficient(profile) : [...outcomes.keys()];
    const best = file.allocation === 'rule' ? at.reduce((value, each, k) => value + each * rule(profile)[k]!, 0)
      : Math.max(...allowed.map((outcome) => at[outcome]!));
    return sum + best;
  }, base);
  return most < -TOLERANCE;
}
