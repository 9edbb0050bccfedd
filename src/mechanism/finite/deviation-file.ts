/** `misreport.deviation/1`: a lie of a coalition that pays all members, with the environment and the beliefs under which it does. */
import { fileWithBeliefs } from '../../environment/finite/file-with-beliefs.ts';
import type { FiniteAgent } from '../../environment/finite/environment.ts';
import type { TypeSpace } from '../../environment/finite/type-space.ts';
import { rationalText, type Rational } from '../../programs/rational.ts';

export interface StatedDeviation {
  /** The environment's file, with the coalitions that can form. */
  readonly file: unknown;
  readonly agents: readonly FiniteAgent[];
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly space: TypeSpace;
  readonly members: readonly { readonly agent: number; readonly type: number; readonly report: number; readonly gain: Rational }[];
  readonly coalitions: readonly (readonly number[])[];
  readonly text: string;
}

export function deviationFile({ file, agents, parameters, space, members, coalitions, text }: StatedDeviation): Record<string, unknown> {
  return {
    schema: 'misreport.deviation/1', text,
    parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])),
    environment: {
      ...fileWithBeliefs(file, agents, space),
      coalitions: coalitions.map((coalition) => coalition.map((agent) => agents[agent]!.name)),
    },
    members: members.map(({ agent, type, report, gain }) => ({
      agent: agents[agent]!.name, type: agents[agent]!.types[type], report: agents[agent]!.types[report], gain: rationalText(gain),
    })),
  };
}
