/** Whether a double auction can be studied; every error names its field. */
import { isDiscrete, massBelow, type Distribution } from '../../distributions/distribution.ts';
import { requireLaw } from '../../environment/checks.ts';
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { schema } from './schema.ts';

/** `market` is an object of this kind; what is in it may be anything. */
export function validate(market: unknown): void {
  const { cost, value, ambiguity } = doubleAuction(market as DoubleAuction);
  readAs(schema, market);
  const bayesian = ambiguity === undefined;
  const taken = { atoms: bayesian, ...(bayesian ? { unbounded: 'any' as const } : {}) };
  requireLaw('cost', cost, taken);
  requireLaw('value', value, taken);
  requireTypes('cost', cost, value, 'value');
  requireTypes('value', value, cost, 'cost');
}

/**
 * Where all types of a side are atoms, constants are suprema over these types. They are those over the whole interval where nothing of
 * the other side lies between two of them, since gains are linear in the type from one to the next.
 */
function requireTypes(field: string, law: Distribution, other: Distribution, otherField: string): void {
  if (!isDiscrete(law)) return;
  const types = law.atoms!.map(({ at }) => at);
  types.slice(1).forEach((to, i) => {
    const [from] = [types[i]!];
    const between = massBelow(other, to) - other.cdf(from);
    if (between > 1e-12) {
      const mass = Number(between.toPrecision(3));
      const found = `types ${from} and ${to} are neighbours and ${otherField} has probability ${mass} between them`;
      throw new InputError(field, `${found}; accepted: a law with a density, or values between which the other law has nothing`);
    }
  });
}
