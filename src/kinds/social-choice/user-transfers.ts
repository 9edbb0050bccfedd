/** Transfers given as functions on tensors, asked one profile at a time: what laws of atoms need. */
import { InputError } from '../../errors.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { UserTransfers } from '../../experiments/enumeration/play.ts';
import { CHANGES, fromUser, userFunctionError } from '../../experiments/tensor/user-function.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { GeneralTransfers } from '../../mechanism/transfers/general.ts';
import { insuredMechanism } from '../../mechanism/mechanism.ts';
import type { Draw } from '../../run/run.ts';

const FIELD = 'mechanism.transfers.transfer';

/** The general transfers that a mechanism has or insures. */
export function generalOf({ transfers }: Mechanism): GeneralTransfers | undefined {
  if (transfers.kind === 'general') return transfers;
  const base = insuredMechanism(transfers);
  return base && generalOf(base);
}

/** Undefined where there are none. Throws InputError where the device's tensors cannot answer at once. */
export async function userTransfers(problem: SocialChoiceProblem, mechanism: Mechanism, run: Draw): Promise<UserTransfers | undefined> {
  const transfers = generalOf(mechanism);
  if (!transfers) return undefined;
  const [agents, alternatives] = [problem.agents.length, problem.alternatives.length];
  const known = new Map<string, readonly number[]>();
  const asked = await run.draw({
    evaluation: 'transfers', parameters: { problem, mechanism },
    compute: async ({ tf, backend }): Promise<UserTransfers | undefined> => (backend !== 'cpu' ? undefined : (values, signals, chances) => {
      const key = signals.join(' ');
      const before = known.get(key);
      if (before) return before;
      const ask = (): number[] => tf.tidy(() => Array.from(fromUser(
        FIELD,
        [1, agents],
        transfers.transfer,
        () => transfers.transfer(
          tf, tf.tensor3d(values.flat(), [1, agents, alternatives]), tf.tensor2d([...signals], [1, signals.length]),
          tf.tensor2d([...chances], [1, alternatives]),
        ),
      ).dataSync()));
      const paid = ask();
      if (known.size === 0 && ask().some((x, i) => !Object.is(x, paid[i]))) throw userFunctionError(FIELD, transfers.transfer, CHANGES);
      const outside = paid.findIndex((x) => !(x >= transfers.range[0] - slack(transfers) && x <= transfers.range[1] + slack(transfers)));
      if (outside >= 0) {
        const at = `signals ${signals.join(', ')}, outside the range [${transfers.range.join(', ')}]`;
        throw new InputError(FIELD, `transfer of ${problem.agents[outside]} is ${paid[outside]} at ${at}`);
      }
      known.set(key, paid);
      return paid;
    }),
  });
  if (!asked) {
    throw new InputError('device', 'transfers given as functions are played at single profiles of atoms on device cpu only');
  }
  return asked;
}

const slack = ({ range: [low, high] }: GeneralTransfers): number => 1e-5 * Math.max(Math.abs(low), Math.abs(high), high - low);

/** What float32 may leave of a transfer. */
export const transferRounding = (mechanism: Mechanism): number => {
  const transfers = generalOf(mechanism);
  return transfers ? slack(transfers) : 0;
};
