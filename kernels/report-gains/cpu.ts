/** Kernel `report-gains` on the CPU. */
import { functionOutcome, MechanismFault } from '../function/mechanism.ts';
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { workOf } from '../network/graph.ts';
import { evaluatorOf, type Outcome } from '../network/mechanism.ts';
import { prepareReportGainsReference } from './reference.ts';
import { emptyReportGains, reportsIn, validateReportGains, type ReportGainsParameters } from './spec.ts';

/** What a call of a user's function is taken to cost, in multiplications. */
export const FUNCTION_WORK = 256;

function prepare(parameters: ReportGainsParameters): ChunkRunner {
  const { mechanism, bidder, reports, first: origin, types, unit, coarse } = parameters;
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  const count = reportsIn(parameters);
  const outcomeAt = 'graph' in mechanism ? evaluatorOf(mechanism, 0).outcome : functionOutcome(mechanism);
  const outcome: Outcome = { amounts: new Float64Array(size), payments: new Float64Array(bidders) };
  const row = new Float64Array(size);
  const amounts = new Float64Array(count * objects);
  const payments = new Float64Array(count);
  const own = bidder * objects;
  /** What every report brings at the p-th profile. */
  const outcomesAt = (p: number): void => {
    for (let c = 0; c < size; c++) row[c] = types[p * size + c]!;
    for (let r = 0; r < count; r++) {
      for (let j = 0; j < objects; j++) row[own + j] = reports[r * objects + j]!;
      outcomeAt(row, outcome);
      payments[r] = Math.round(outcome.payments[bidder]! / unit);
      for (let j = 0; j < objects; j++) amounts[r * objects + j] = Math.round(outcome.amounts[own + j]! / unit);
    }
  };
  return (_key, first, profiles, into) => {
    const { amounts: amountSums, payments: paymentSums, squares } = into;
    for (let profile = first; profile < first + profiles; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      try {
        outcomesAt(p);
      } catch (error) {
        throw error instanceof MechanismFault ? error.at(origin + p) : error;
      }
      payments.forEach((payment, r) => { paymentSums![r]! += payment; });
      amounts.forEach((amount, c) => { amountSums![c]! += amount; });
      for (let t = 0; t < count; t++) {
        for (let r = 0; r < count; r++) {
          let gain = payments[t]! - payments[r]!;
          for (let j = 0; j < objects; j++) gain += reports[t * objects + j]! * (amounts[r * objects + j]! - amounts[t * objects + j]!);
          const rounded = Math.round((gain * unit) / coarse);
          squares![t * count + r]! += rounded * rounded;
        }
      }
    }
  };
}

export const reportGains: Kernel<ReportGainsParameters> = {
  name: 'report-gains',
  version: 1,
  drawsPerProfile: (parameters) => {
    const count = reportsIn(parameters);
    const { mechanism } = parameters;
    const work = 'graph' in mechanism ? workOf(mechanism.graph) : FUNCTION_WORK;
    return count * work / 4 + count * count * mechanism.objects / 4 + 1;
  },
  emptyStatistics: emptyReportGains,
  validate: validateReportGains,
  prepareCpu: prepare,
  prepareReference: prepareReportGainsReference,
};
