/** How many cores are ours: those of the machine, or what a batch system has allotted of them. */
import { availableParallelism } from 'node:os';

/** Variables in which schedulers tell a task's cores: Slurm, PBS, SGE, LSF. */
export const CORE_VARIABLES = ['SLURM_CPUS_PER_TASK', 'PBS_NCPUS', 'NCPUS', 'NSLOTS', 'LSB_DJOB_NUMPROC'] as const;

/** At least 1. A variable that holds no whole number from 1 says nothing. */
export function coresOf(environment: Readonly<Record<string, string | undefined>>, machine: number): number {
  const allotted = CORE_VARIABLES.map((name) => environment[name] ?? '').filter((text) => /^[1-9]\d{0,5}$/.test(text)).map(Number);
  return Math.min(machine, ...allotted);
}

/** Schedulers that do not bind a task to its cores let it see the whole machine, so the allotment decides where there is one. */
export const allottedCores = (): number => coresOf(process.env, availableParallelism());
