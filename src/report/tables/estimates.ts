/** estimates: a row a number of the result. */
import { quantityOf } from '../../results/quantities.ts';
import { lieOf } from '../../results/witness.ts';
import { formatWalk } from '../numbers.ts';
import { sizeAt } from '../points.ts';
import { typesWords } from '../vocabulary.ts';
import {
  AGENT, CONFIDENCE, GUARANTEE, integer, INTERVAL, number, PROFILES, QUANTITY, SCENARIO, signal, signalCell, SIZE, tableOf, text, UNIT,
  type TableOf,
} from './table.ts';

const BEFORE_WITNESS = [...INTERVAL, CONFIDENCE, GUARANTEE, PROFILES];
const AFTER_WITNESS = [
  number('reference_value', 'exact value from a formula; never mixed with the estimate'), text('reference_source', 'where that comes from'),
  number('bound_value', 'published upper bound'), text('bound_source', 'where that comes from'),
  SIZE, UNIT,
  text(
    'lower_guarantee', 'what the lower end is worth, where it differs'
  ), text('upper_guarantee', 'what the upper end is worth, where it differs'),
  text('basis', 'what the row rests on, where that is not profiles drawn'), text(
    'exact', 'the estimate as a rational number, where it is known exactly'
  ),
];
const TYPES = [text('types_within', 'of largest and least values: the types and reports that the row speaks of, where there are others')];
const DATA_ERROR = [
  text('data_error', 'how the sampling error of the data behind laws is told: dkw or bootstrap; apart from the interval of the row'),
  number('data_lower', 'lower end of what that error may make of the quantity'), number('data_upper', 'upper end of it'),
  number('data_confidence', 'confidence of these ends; of a bootstrap nominal, without any guarantee'),
  number('data_distance', 'distance from the sample of the laws over which they hold'),
  integer('data_replicates', 'resamples on which they rest'), text('data_words', 'the same in words'),
];

const WALK = text(
  'witness_walk', 'where no single lie shows it, the closed walk that does: a cycle of lies, each type reporting the next, or a path',
);

const OBJECT = [
  text('witness_kind', 'what shows the number where no lie does: a tie, binding constraints, a menu, a rule, a boundary or drawn values'),
  text('witness_object', 'that, as JSON: the member witness of the row in result.json'),
];

export const estimates: TableOf = (document) => {
  const { scenario, estimates: rows } = document;
  const size = sizeAt(document);
  const lies = rows.map(({ witness: shown }) => lieOf(shown));
  const witness = [
    signal('witness_type', 'true type of the lie that shows the lower end', lies.map((lie) => lie?.type)),
    signal('witness_report', 'report of that lie', lies.map((lie) => lie?.report)),
    ...(lies.some((lie) => lie?.walk) ? [WALK] : []),
    ...(lies.some((lie) => lie?.under !== undefined)
      ? [signal('witness_under', "the others' signals, where the lie is one at them alone", lies.map((lie) => lie?.under))] : []),
    ...(rows.some(({ witness: shown }, r) => shown && !lies[r]) ? OBJECT : []),
  ];
  return tableOf({
    name: 'estimates', description: 'Every number of the result, one row each, with its certified interval.',
    before: [SCENARIO, QUANTITY, AGENT],
    after: [...BEFORE_WITNESS, ...witness, ...AFTER_WITNESS,
      ...(rows.some(({ typesWithin }) => typesWithin) ? TYPES : []), ...(rows.some(({ dataError }) => dataError) ? DATA_ERROR : [])],
    points: rows.map(({ point }) => point),
    entries: () => rows.map((row, r) => ({
      point: row.point,
      cells: {
        scenario, quantity: row.quantity, agent: row.agent, estimate: row.estimate, lower: row.lower, upper: row.upper,
        confidence: row.confidence, guarantee: row.guarantee, profiles: row.profiles,
        witness_type: signalCell(lies[r]?.type), witness_report: signalCell(lies[r]?.report),
        witness_walk: lies[r]?.walk && formatWalk(lies[r].walk, Infinity), witness_under: signalCell(lies[r]?.under),
        ...(row.witness && 'kind' in row.witness ? { witness_kind: row.witness.kind, witness_object: JSON.stringify(row.witness) } : {}),
        reference_value: row.reference?.value, reference_source: row.reference?.source,
        bound_value: row.bound?.value, bound_source: row.bound?.source,
        size: size(row.point), unit: quantityOf(row.quantity).unit,
        lower_guarantee: row.lowerGuarantee, upper_guarantee: row.upperGuarantee, basis: row.basis, exact: row.exact,
        types_within: row.typesWithin && typesWords(row.typesWithin),
        data_error: row.dataError?.kind, data_lower: row.dataError?.lower, data_upper: row.dataError?.upper,
        data_confidence: row.dataError?.confidence, data_distance: row.dataError?.distance, data_replicates: row.dataError?.replicates,
        data_words: row.dataError?.words,
      },
    })),
  });
};
