/**
 * Random exchange economies: economy n is a function of the stream and n alone. What everyone owns of each good, and what a unit is
 * worth to each of her types, are whole numbers, uniform from 1 to 10.
 */
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { FiniteAgent, FiniteModel } from '../../environment/finite/environment.ts';
import { profileSpace } from '../../environment/finite/profiles.ts';
import { rational, ZERO, type Rational } from '../../programs/rational.ts';
import { Words } from './random-environment.ts';

const LARGEST = 10;

/** `counts`: types of each agent. */
export function randomEconomy(key: StreamKey, index: number, counts: readonly number[], goods: number): FiniteModel {
  const words = new Words(key, index);
  const row = (): Rational[] => Array.from({ length: goods }, () => rational(1 + (words.next() % LARGEST)));
  const profiles = profileSpace(counts);
  const agents = counts.map((count, i): FiniteAgent =>
    ({ name: `agent ${i + 1}`, types: Array.from({ length: count }, (_, t) => `${i + 1}.${t + 1}`) }));
  return {
    agents, profiles, outcomes: ['endowments'], payoffs: counts.map(() => [Array.from({ length: profiles.size }, () => ZERO)]),
    exchange: {
      goods: Array.from({ length: goods }, (_, k) => `good ${k + 1}`), endowments: counts.map(row),
      utilities: counts.map((count) => Array.from({ length: count }, () => [{ slopes: row(), constant: ZERO }])),
    },
  };
}
