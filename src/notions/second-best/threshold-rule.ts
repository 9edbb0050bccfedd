/**
 * The rule that chooses the second of two alternatives where constant + Σ_i ψ_i(cell of i) >= 0, for agents whose cells are independent and
 * whose ψ_i do not fall from cell to cell.
 */

export interface Ranked {
  /** [N] masses of the cells, adding up to one. */
  readonly masses: Float64Array;
  /** [N] nondecreasing. */
  readonly scores: Float64Array;
}

export interface ThresholdRule {
  /** [agents][N] chance of the second alternative given the agent's cell; nondecreasing. */
  readonly chances: readonly Float64Array[];
  readonly chance: number;
}

const total = (masses: Float64Array, chances: Float64Array): number => chances.reduce((sum, chance, j) => sum + chance * masses[j]!, 0);

function alone({ masses, scores }: Ranked, constant: number): ThresholdRule {
  const chances = scores.map((score) => (constant + score >= 0 ? 1 : 0));
  return { chances: [chances], chance: total(masses, chances) };
}

/** Chances of upper sets of the other's cells: as the one's score rises, the least score that will do falls. */
function against(one: Ranked, other: Ranked, constant: number): Float64Array {
  let from = other.scores.length;
  let mass = 0;
  return one.scores.map((score) => {
    while (from > 0 && constant + score + other.scores[from - 1]! >= 0) mass += other.masses[--from]!;
    return mass;
  });
}

/** No agent at all: the constant decides. */
export function thresholdRule(agents: readonly Ranked[], constant: number): ThresholdRule {
  const [first, second] = agents;
  if (first === undefined) return { chances: [], chance: constant >= 0 ? 1 : 0 };
  if (second === undefined) return alone(first, constant);
  if (agents.length === 2) {
    const chances = [against(first, second, constant), against(second, first, constant)] as const;
    return { chances, chance: total(first.masses, chances[0]) };
  }
  const rest = agents.slice(1);
  const sums = rest.map(({ masses }) => new Float64Array(masses.length));
  const own = first.scores.map((score, j) => {
    const below = thresholdRule(rest, constant + score);
    below.chances.forEach((chances, i) => chances.forEach((chance, cell) => { sums[i]![cell]! += first.masses[j]! * chance; }));
    return below.chance;
  });
  return { chances: [own, ...sums], chance: total(first.masses, own) };
}
