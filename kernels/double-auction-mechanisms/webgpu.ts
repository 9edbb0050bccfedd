/**
 * Kernel `double-auction-mechanisms` on a GPU: a workgroup a profile. Posted prices are cleared before both sides are sorted, for those
 * who accept trade in the order of their indices; all other rules lose the least efficient pair or nothing, so they need k, the gains of
 * k pairs and the traders at the margin. Then a thread a mechanism adds up, in memory of its own.
 *
 * Cost of a profile of N traders and K mechanisms, P of them posted prices, in integer operations: 36 N for Threefry, about 10 N to find a
 * cell, 250 N to place a draw (a division of 60 bits by 32), 3 N (log2 N)^2 to sort, 10 N for every posted price and 600 K. At N = 128 and
 * K = 6 about 128 (36 + 10 + 250 + 150 + 20) + 3,600 = 63,000, so an H100 (14.8e12 a second) cannot do better than 4.3 ns a profile. Not
 * measured on hardware.
 *
 * A place is a quotient of doubles; its floor is that of the exact one except where the next whole number is nearer than doubles tell,
 * which the remainder of the long division says (webgpu-text.ts), so positions are the same.
 *
 * No overflow. A side has at most 2^11 traders and positions are at most 2^28, so gains are below 2^39, in two words; roots of squares are
 * at most 2^24 where units are as large as below. A thread adds at most 2^12 numbers of 16 bits and hands them on cut at 16 bits.
 *
 * What a GPU does not serve (the CPU twin does): more than 1,024 traders a side or 2,048 beside 1,024, more than 31 mechanisms, bounds of
 * `mcafee` that are no positions, and units so small that squares leave 48 bits.
 */
import type { GpuKernel } from '../gpu-program.ts';
import { collectParts, wordsOfParts } from '../gpu-sums.ts';
import { bucketsOf, roomFor, TableWriter } from '../linear/webgpu.ts';
import type { RuleParameters } from './rules.ts';
import { POSITIONS, validateMechanisms, type Compared, type DoubleAuctionMechanismsParameters } from './spec.ts';
import {
  CODES, HEADER, MARKET_PARTS, mechanismParts, MECHANISMS_MAX, mechanismsProgram, PARTS, RECORD, SIDE,
} from './webgpu-text.ts';

const BATCH_PROFILES_MAX = 2 ** 22;
/** Draws of a batch, about: what is cancelled is over soon. */
const BATCH_DRAWS = 2 ** 30;
const WORKGROUPS = 2 ** 10;
const WORKGROUP_PROFILES = 2 ** 12;
/** Positions in workgroup memory, of both sides: 12 KiB of the 16 that every WebGPU device has. */
const SHARED_MAX = 3072;
const ROOM_MIN = 64;
const THREADS_MIN = 32;
const THREADS_MAX = 128;
const ROOT_MAX = 2 ** 24;
/** Beyond every sum of two positions. */
const FAR = 2 ** 30;

const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(x));
/** Room for a side: like markets share a program. */
const roomOf = (traders: number): number => roomFor(Math.max(ROOM_MIN, traders));
const within = (x: number): number => Math.max(-FAR, Math.min(FAR, x));

function ruleWords(rule: RuleParameters): number[] {
  if (rule.rule === 'posted-price') return [within(Math.floor(rule.highestAsk)), within(Math.ceil(rule.lowestBid))];
  if (rule.rule !== 'mcafee') return [];
  const { bottom, top } = rule;
  // Two infinite ends have no sum: nothing lies between.
  const sum = Number.isNaN(top + bottom) ? [-FAR, FAR] : [within(top + bottom), within(top + bottom)];
  return [...sum, within(top), within(top), within(bottom), within(bottom)];
}

function recordOf({ rule, lossCap, lossUnit, spreadCap, moneyUnit }: Compared): number[] {
  const cap = Math.min(lossCap, 2 ** 52);
  const words = [
    CODES[rule.rule], cap % 2 ** 32, Math.floor(cap / 2 ** 32), lossUnit, Math.min(spreadCap, FAR), moneyUnit, ...ruleWords(rule),
  ];
  return [...words, ...Array.from({ length: RECORD.words - words.length }, () => 0)];
}

function tablesOf({ sellers, buyers, cost, value, gainUnit, mechanisms }: DoubleAuctionMechanismsParameters): Int32Array {
  const writer = new TableWriter();
  writer.reserve(HEADER.sides + 2 * SIDE.words);
  const sides = [cost, value].flatMap(({ thresholds, places }) => {
    const { shift, entries } = bucketsOf(thresholds);
    return [shift, writer.append(entries), writer.append(thresholds), writer.append(places)];
  });
  writer.set(0, [sellers, buyers, mechanisms.length, gainUnit, writer.append(mechanisms.flatMap(recordOf)), ...sides]);
  return writer.finish();
}

const isPlace = (x: number): boolean => Number.isInteger(x) ? Math.abs(x) <= POSITIONS : !Number.isFinite(x);

function fits({ sellers, buyers, gainUnit, mechanisms }: DoubleAuctionMechanismsParameters): boolean {
  const fewer = Math.min(sellers, buyers);
  return mechanisms.length <= MECHANISMS_MAX && roomOf(sellers) + roomOf(buyers) <= SHARED_MAX
    && fewer * POSITIONS <= ROOT_MAX * gainUnit && gainUnit <= FAR
    && mechanisms.every(({ rule, lossCap, lossUnit, spreadCap, moneyUnit }) =>
      Math.min(lossCap, fewer * POSITIONS) <= ROOT_MAX * lossUnit && lossUnit <= FAR && moneyUnit <= FAR
      && fewer * Math.min(spreadCap, POSITIONS) <= ROOT_MAX * moneyUnit
      && (rule.rule !== 'mcafee' || (isPlace(rule.bottom) && isPlace(rule.top))));
}

export const doubleAuctionMechanismsGpu: GpuKernel<DoubleAuctionMechanismsParameters> = {
  name: 'double-auction-mechanisms',
  supports: fits,
  prepare(parameters, limits) {
    validateMechanisms(parameters);
    const { sellers, buyers, mechanisms } = parameters;
    const rooms = { sellers: roomOf(sellers), buyers: roomOf(buyers) };
    const threads = Math.max(THREADS_MIN, Math.min(THREADS_MAX, Math.min(rooms.sellers, rooms.buyers) / 2, limits.workgroupThreadsMax));
    const program = mechanismsProgram(rooms, threads);
    const workgroupsMax = Math.min(WORKGROUPS, limits.workgroupsMax);
    const parts = [...mechanisms.flatMap((_, at) => mechanismParts(at)), ...MARKET_PARTS];
    const dispatches = (first: number, count: number) => [{ program, first, count, workgroups: Math.min(count, workgroupsMax) }];
    return {
      tables: tablesOf(parameters),
      batchProfilesMax: Math.min(
        BATCH_PROFILES_MAX, powerBelow(workgroupsMax * WORKGROUP_PROFILES), powerBelow(BATCH_DRAWS / (sellers + buyers)),
      ),
      resultLength: () => roomFor(wordsOfParts(parts) + 2 * PARTS),
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into) {
        collectParts(parts, result, into);
        return true;
      },
    };
  },
};
