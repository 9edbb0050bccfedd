/**
 * Users' functions on tensors, asked about single profiles: what laws of atoms need. Answers are kept. A function's first batch is asked
 * twice, and its later half by itself, as elsewhere (src/experiments/tensor/tensor-problem.ts).
 */
import type { Tensor, Tfjs } from '../../../kernels/tensors.ts';
import { InputError } from '../../errors.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { valueScale } from '../../experiments/enumeration/scale.ts';
import type { Play, UserFunctions } from '../../experiments/enumeration/play.ts';
import { CHANGES, fromUser, MIXES, userFunctionError } from '../../experiments/tensor/user-function.ts';
import { insuredMechanism, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import type { GeneralRule } from '../../mechanism/rules/general.ts';
import type { Values } from '../../mechanism/rules/rule.ts';
import type { GeneralTransfers } from '../../mechanism/transfers/general.ts';
import type { Draw } from '../../run/run.ts';

/** Profiles that are asked about at once. */
const BATCH = 4096;

/** Of the size of what a function may return: what float32 may leave. */
const SINGLE = 1e-5;

/** float32's rounding of a sum of up to 1,024 probabilities. */
const PROBABILITY_SLACK = 1e-4;

interface Profile {
  readonly signals: readonly number[];
  readonly values: Values;
  readonly chances: readonly number[];
}

interface Asked {
  readonly field: string;
  /** The user's function itself. */
  readonly source: object;
  /** Of what it returns for one profile. */
  readonly shape: readonly number[];
  call(tf: Tfjs, profiles: readonly Profile[]): Tensor;
  /** What is wrong with the numbers of a profile, in words, or undefined. */
  complain(numbers: readonly number[], signals: readonly number[]): string | undefined;
}

/** The rules that are functions, those of mixtures and of what is insured among them. */
export function generalRules({ rule, transfers }: Mechanism): GeneralRule[] {
  const within = (one: ChoiceRule): GeneralRule[] =>
    (one.kind === 'general' ? [one] : one.kind === 'mixture' ? [one.rule, one.other].flatMap((inner) => within(inner as ChoiceRule)) : []);
  const base = insuredMechanism(transfers);
  return [...within(rule), ...(base ? generalRules(base) : [])];
}

/** The general transfers that a mechanism has or insures. */
function generalOf({ transfers }: Mechanism): GeneralTransfers | undefined {
  if (transfers.kind === 'general') return transfers;
  const base = insuredMechanism(transfers);
  return base && generalOf(base);
}

export const usesFunctions = ({ valuations }: SocialChoiceProblem, mechanism: Mechanism): boolean =>
  valuations.kind !== 'linear' || generalOf(mechanism) !== undefined || generalRules(mechanism).length > 0;

/** Undefined where there are none. Throws InputError where the device's tensors cannot answer at once. */
export async function userFunctions(problem: SocialChoiceProblem, mechanism: Mechanism, run: Draw): Promise<UserFunctions | undefined> {
  if (!usesFunctions(problem, mechanism)) return undefined;
  const asked = await run.draw({
    evaluation: 'user-functions', parameters: { problem, mechanism },
    compute: async ({ tf, backend }): Promise<UserFunctions | undefined> =>
      (backend === 'cpu' ? functionsOf(tf, problem, mechanism) : undefined),
  });
  if (!asked) {
    throw new InputError('device', 'values, rules and transfers given as functions are played at profiles of atoms on device cpu only');
  }
  return asked;
}

function functionsOf(tf: Tfjs, problem: SocialChoiceProblem, mechanism: Mechanism): UserFunctions {
  const { valuations } = problem;
  const values = valuations.kind === 'general' ? new Answers(tf, valuesAsked(problem, valuations)) : undefined;
  const choices = new Map(generalRules(mechanism).map((rule) => [rule as ChoiceRule, new Answers(tf, choiceAsked(problem, rule))]));
  const transfers = generalOf(mechanism);
  const paid = transfers && new Answers(tf, transfersAsked(problem, transfers));
  const K = problem.alternatives.length;
  const one = (signals: readonly number[], more: Partial<Profile> = {}): Profile => ({ signals, values: [], chances: [], ...more });
  return {
    ...(values && {
      values(signals) {
        const flat = values.of([one(signals)])[0]!;
        return problem.agents.map((_, i) => flat.slice(i * K, (i + 1) * K));
      },
    }),
    choose: (rule, seen, signals) => choices.get(rule)!.of([one(signals, { values: seen })])[0]!,
    ...(paid && { transfers: (seen, signals, chances) => paid.of([one(signals, { values: seen, chances })])[0]! }),
    prepare(profiles, play: Play) {
      values?.of(profiles.map((signals) => one(signals)));
      const seen = profiles.map((signals) => one(signals, { values: play.values(signals) }));
      for (const answers of choices.values()) answers.of(seen);
      // Of what is insured the rule may be another one.
      if (mechanism.transfers.kind !== 'general') return;
      paid!.of(seen.map((profile) => ({ ...profile, chances: play.chancesAt(profile.signals) })));
    },
  };
}

/** One function's, kept. */
class Answers {
  readonly #tf: Tfjs;
  readonly #asked: Asked;
  readonly #known = new Map<string, readonly number[]>();

  constructor(tf: Tfjs, asked: Asked) {
    this.#tf = tf;
    this.#asked = asked;
  }

  of(profiles: readonly Profile[]): readonly (readonly number[])[] {
    const keys = profiles.map(({ signals }) => signals.join(' '));
    const missing = new Map(profiles.flatMap((profile, n) => (this.#known.has(keys[n]!) ? [] : [[keys[n]!, profile] as const])));
    const list = [...missing.values()];
    for (let from = 0; from < list.length; from += BATCH) this.#learn(list.slice(from, from + BATCH));
    return keys.map((key) => this.#known.get(key)!);
  }

  #learn(profiles: readonly Profile[]): void {
    const { complain, field, source } = this.#asked;
    const answers = this.#evaluate(profiles);
    if (this.#known.size === 0) this.#distrust(profiles, answers);
    profiles.forEach(({ signals }, n) => {
      const wrong = complain(answers[n]!, signals);
      if (wrong !== undefined) throw userFunctionError(field, source, wrong);
      this.#known.set(signals.join(' '), answers[n]!);
    });
  }

  #distrust(profiles: readonly Profile[], answers: readonly (readonly number[])[]): void {
    const { field, source } = this.#asked;
    const differ = (others: readonly (readonly number[])[], from: number): boolean =>
      others.some((row, n) => row.some((x, j) => !Object.is(x, answers[from + n]![j])));
    if (differ(this.#evaluate(profiles), 0)) throw userFunctionError(field, source, CHANGES);
    const from = profiles.length >> 1;
    // One alone is asked about beside itself.
    const apart = from > 0 ? this.#evaluate(profiles.slice(from)) : this.#evaluate([profiles[0]!, profiles[0]!]).slice(1);
    if (differ(apart, from)) throw userFunctionError(field, source, MIXES);
  }

  #evaluate(profiles: readonly Profile[]): number[][] {
    const { field, source, shape, call } = this.#asked;
    const numbers = this.#tf.tidy(() =>
      fromUser(field, [profiles.length, ...shape], source, () => call(this.#tf, profiles)).dataSync());
    const width = numbers.length / profiles.length;
    return profiles.map((_, n) => Array.from(numbers.subarray(n * width, (n + 1) * width)));
  }
}

const signalsOf = (tf: Tfjs, profiles: readonly Profile[]) => tf.tensor2d(profiles.map(({ signals }) => [...signals]));
const valuesOf = (tf: Tfjs, profiles: readonly Profile[]) => {
  const [{ values: first }] = profiles as [Profile];
  return tf.tensor3d(profiles.flatMap(({ values }) => values.flat()), [profiles.length, first.length, first[0]!.length]);
};

const outside = (numbers: readonly number[], [low, high]: readonly [number, number], slack: number): number =>
  numbers.findIndex((x) => !(x >= low - slack && x <= high + slack));

const sizeOf = ([low, high]: readonly [number, number]): number => Math.max(Math.abs(low), Math.abs(high), high - low);

function valuesAsked(
  { agents, alternatives }: SocialChoiceProblem, { evaluate, range }: Extract<SocialChoiceProblem['valuations'], { kind: 'general' }>,
): Asked {
  return {
    field: 'problem.valuations.evaluate', source: evaluate, shape: [agents.length, alternatives.length],
    call: (tf, profiles) => evaluate(tf, signalsOf(tf, profiles)),
    complain(numbers, signals) {
      const at = outside(numbers, range, SINGLE * sizeOf(range));
      if (at < 0) return undefined;
      const what = `value of ${agents[Math.floor(at / alternatives.length)]} for ${alternatives[at % alternatives.length]}`;
      return `${what} is ${numbers[at]} at signals ${signals.join(', ')}, outside the range [${range.join(', ')}]`;
    },
  };
}

function choiceAsked({ alternatives }: SocialChoiceProblem, rule: GeneralRule): Asked {
  return {
    field: 'mechanism.rule.choose', source: rule.choose, shape: [alternatives.length],
    call: (tf, profiles) => rule.choose(tf, valuesOf(tf, profiles), signalsOf(tf, profiles)),
    complain(numbers, signals) {
      const at = outside(numbers, [0, 1], PROBABILITY_SLACK);
      if (at >= 0) return `probability of ${alternatives[at]} is ${numbers[at]} at signals ${signals.join(', ')}`;
      const sum = numbers.reduce((total, p) => total + p, 0);
      return Math.abs(sum - 1) <= PROBABILITY_SLACK ? undefined : `probabilities sum to ${sum} at signals ${signals.join(', ')}`;
    },
  };
}

function transfersAsked({ agents }: SocialChoiceProblem, { transfer, range }: GeneralTransfers): Asked {
  return {
    field: 'mechanism.transfers.transfer', source: transfer, shape: [agents.length],
    call: (tf, profiles) => transfer(
      tf, valuesOf(tf, profiles), signalsOf(tf, profiles), tf.tensor2d(profiles.map(({ chances }) => [...chances])),
    ),
    complain(numbers, signals) {
      const at = outside(numbers, range, SINGLE * sizeOf(range));
      const where = `at signals ${signals.join(', ')}, outside the range [${range.join(', ')}]`;
      return at < 0 ? undefined : `transfer of ${agents[at]} is ${numbers[at]} ${where}`;
    },
  };
}

/** What float32 may leave of a payoff: of its transfer, of its value, and of the chances of what is chosen. */
export function functionRounding(problem: SocialChoiceProblem, mechanism: Mechanism): number {
  const transfers = generalOf(mechanism);
  const size = (problem.agents.length + 1) * valueScale(problem);
  const valued = problem.valuations.kind !== 'linear' || generalRules(mechanism).length > 0 ? SINGLE * size : 0;
  return valued + (transfers ? SINGLE * sizeOf(transfers.range) : 0);
}
