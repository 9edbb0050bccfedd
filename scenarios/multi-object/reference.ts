/**
 * Exact values where objects separate: additive values, signals uniform on [0, 1], every object sold, no crowding and no
 * damage, rivals informed of the bidder's own bundle (or nothing known of others' values, w = 0). Each object is then an
 * auction of its own with v_i = s_i + w sum_{j != i} s_j, the highest signal wins, and under the generalised VCG mechanism a
 * winner who reports t pays the best rival's value at the reports: with M the highest of n = N - 1 rivals' signals
 *
 *   u(t, s) = E (s - w t - (1 - w) M) 1{M < t} = (s - w t) t^n - (1 - w) n t^(n+1) / (n + 1),
 *
 * whose best report is t = n s / (n + w): less than the truth, since the price rises with it by w. The type who gains most
 * is s = 1, and small lies at the top gain w a unit. Objects add up, and one lie on each makes the coordinates' largest
 * change the same as one's.
 */
export interface Separate {
  readonly objects: number;
  readonly bidders: number;
  readonly weight: number;
}

export const separateEpsilonLic = ({ weight }: Separate): number => weight;
export const separateWeakEpsilonLic = ({ objects, weight }: Separate): number => objects * weight;

export function separateEpsilonIc({ objects, bidders, weight }: Separate): number {
  const n = bidders - 1;
  return (objects * ((n / (n + weight)) ** n - (1 - weight))) / (n + 1);
}

/** M times the winner's expected signal and w times the others'. */
export const separateWelfare = ({ objects, bidders, weight }: Separate): number =>
  objects * (bidders / (bidders + 1) + weight * (bidders / 2 - bidders / (bidders + 1)));

/** int over s of u(s, s) = (1 - w) s^(n+1) / (n + 1). */
export const separateExAnteUtility = ({ objects, bidders, weight }: Separate): number =>
  (objects * (1 - weight)) / (bidders * (bidders + 1));
