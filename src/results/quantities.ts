/**
 * The registry of quantities: what each is called, what it means, its unit and sign, whether `misreport rate` fits it, and which
 * kinds of study emit it. `misreport describe`, every report, the data dictionary and the fits read it; a test holds it against
 * the golden results, so what is declared is emitted and the other way round.
 */
import { AMBIGUITY } from './quantities/ambiguity.ts';
import { CERTIFICATES } from './quantities/certificates.ts';
import { FIELDS } from './quantities/fields.ts';
import { FINITE_TYPES } from './quantities/finite-types.ts';
import { INCENTIVES } from './quantities/incentives.ts';
import { OUTCOMES } from './quantities/outcomes.ts';
import { ROBUST } from './quantities/robust.ts';
import type { Place, Quantities, Quantity } from './quantities/quantity.ts';

export type { Place, Quantity, Sign } from './quantities/quantity.ts';

const REGISTRY = { ...INCENTIVES, ...OUTCOMES, ...AMBIGUITY, ...FINITE_TYPES, ...FIELDS, ...ROBUST, ...CERTIFICATES };

export type QuantityName = keyof typeof REGISTRY;

/** In the order in which `misreport describe` lists them. */
export const QUANTITIES: Readonly<Record<QuantityName, Quantity>> = REGISTRY;

const ROWS_BY_NAME: Quantities = REGISTRY;

/** One with this identifier; an unknown one is called by it, without a meaning, so that a report shows it rather than loses it. */
export const quantityOf = (name: string): Quantity =>
  (Object.hasOwn(ROWS_BY_NAME, name) ? ROWS_BY_NAME[name]! : { name, symbol: name, unit: '', sign: 'any', meaning: '', emitted: {} });

/** Names of the quantities that a kind of study may emit, in the registry's order; not every point has all of them. */
export const quantitiesOf = (kind: string, place?: Place): QuantityName[] =>
  (Object.keys(REGISTRY) as QuantityName[]).filter((name) => {
    const places = ROWS_BY_NAME[name]!.emitted[kind];
    return places !== undefined && (place === undefined || places.includes(place));
  });

/** Whether `misreport rate` fits it where its values are certified to be positive. */
export const isFitted = (name: string): boolean => quantityOf(name).fitted === true;
