/** The shape of a proof file, read without regard to what wrote it. */
import { z } from 'zod';
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../../environment/finite/model.ts';
import { onTypeSpace } from '../../../environment/finite/on-type-space.ts';
import { parseEnvironment } from '../../../environment/finite/parse.ts';
import { readTable } from '../../../environment/finite/tables.ts';
import { InputError } from '../../../errors.ts';
import { readAs, type FieldOf } from '../../../input/check.ts';
import { shown } from '../../../input/scalar.ts';
import { parseRational, readRational, ZERO, type Rational } from '../../../programs/rational.ts';

const text = z.string();
const lie = z.strictObject({ agent: text, type: text, report: text });
const preference = z.union([
  z.literal('maxmin'),
  z.strictObject({ alpha: text }),
  z.strictObject({ weights: z.array(text), kinks: z.array(text), slopes: z.array(text).min(1) }),
]);
const statement = {
  goal: z.enum(
    ['implement', 'extract', 'ex-post'],
  ), transfers: z.enum(['bayesian', 'ambiguous']), balance: z.enum(['exact', 'no-deficit', 'none']),
  preference, allocation: z.enum(['rule', 'efficient', 'free']),
  parameters: z.record(text, text), environment: z.unknown(),
};
const mechanism = z.strictObject({
  schema: z.literal('misreport.mechanism/1'),
  ...statement,
  rule: z.unknown(),
  menu: z.array(z.record(text, z.unknown())).min(1, 'needs at least one transfer rule'),
});
const certificate = z.strictObject({
  schema: z.literal('misreport.certificate/1'),
  ...statement,
  text: text.optional(),
  near: z.strictObject({ beliefs: text, transfers: text.optional() }).optional(),
  multipliers: z.array(
    z.strictObject({
      constraint: z.enum(['IC', 'IR', 'truth', 'revenue']),
      agent: text.optional(),
      type: text.optional(),
      report: text.optional(),
      for: lie.optional(),
      belief: z.array(text).optional(),
      multiplier: text,
    }),
  ),
});

export type MechanismFile = z.infer<typeof mechanism>;
export type CertificateFile = z.infer<typeof certificate>;

/** `menu.0.one`: the form of every place in such a file. */
export const proofPlace: FieldOf = (path) => path.map(String).join('.') || 'file';

/** Throws InputError naming the key that is wrong. */
export function readProofFile(given: unknown): MechanismFile | CertificateFile {
  const schema = (given as { readonly schema?: unknown } | null)?.schema;
  if (schema !== 'misreport.mechanism/1' && schema !== 'misreport.certificate/1')
    throw new InputError('schema', `must be misreport.mechanism/1 or misreport.certificate/1, got ${shown(schema)}`);
  return readAs<MechanismFile | CertificateFile>(schema === 'misreport.mechanism/1' ? mechanism : certificate, given, proofPlace);
}

/** The environment of the file at the file's parameters. */
export function modelOf({ environment, parameters, goal }: MechanismFile | CertificateFile): FiniteModel {
  const values = new Map(Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const read = parseEnvironment(environment);
  requireEveryoneReports(read, 'environment.nature');
  return modelAt(goal === 'ex-post' ? read : onTypeSpace(read), values);
}

export function indexOf(names: readonly string[], name: string | undefined, field: string): number {
  const at = name === undefined ? -1 : names.indexOf(name);
  if (at < 0) throw new InputError(field, `'${name ?? ''}' is not known; known: ${names.join(', ')}`);
  return at;
}

/** `[rule][agent][profile]`. */
export function readMenu({ menu }: MechanismFile, { agents }: FiniteModel): Rational[][][] {
  return menu.map((rule, k) => agents.map(({ name }) => {
    if (!Object.hasOwn(rule, name)) throw new InputError(`menu.${k}`, `has no transfers of ${name}`);
    return readTable(rule[name], agents, `menu.${k}.${name}`, (cell, field) => parseRational(cell as string, field));
  }));
}

/** `[profile][outcome]`. */
export function readRule({ rule }: Pick<MechanismFile, 'rule'>, { agents, outcomes }: FiniteModel): Rational[][] {
  return readTable(rule, agents, 'rule', (cell, field) => {
    if (typeof cell === 'string') {
      const chosen = indexOf(outcomes, cell, field);
      return outcomes.map((_, outcome) => (outcome === chosen ? parseRational(1, field) : ZERO));
    }
    const shares = Object.entries((cell ?? {}) as Readonly<Record<string, unknown>>);
    const lottery = outcomes.map(() => ZERO);
    for (const [outcome, share] of shares)
      lottery[indexOf(outcomes, outcome, field)] = readRational(String(share)) ?? parseRational(String(share), field);
    return lottery;
  });
}
