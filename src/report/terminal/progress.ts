/** Progress on stderr: a bar with the time left on a terminal, a line now and then elsewhere, nothing for short runs. */
import cliProgress from 'cli-progress';
import { formatSeconds } from '../numbers.ts';

export interface Progress {
  /** `share` of the whole that is done, in [0, 1]; `step`: of a part of it, where the whole may not be known. */
  update(stage: string, share: number, step?: number): void;
  /** A line that stays. */
  say(line: string): void;
  /** Takes the bar away; further updates do nothing. */
  stop(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly quiet: boolean;
  /** Milliseconds; tests bring their own clock. */
  readonly now?: () => number;
}

const SHOW_AFTER_MS = 1500;
const LINE_EVERY_MS = 5000;
const STEPS = 1000;
const STAGE_WIDTH = 40;

const silent: Progress = { update: () => undefined, say: () => undefined, stop: () => undefined };

const clampShare = (share: number): number => (share > 0 ? Math.min(1, share) : 0);

/** Of the whole, at most, while a part of it goes on. */
const NEARLY = 0.99;
const wholeShare = (share: number, step?: number): number =>
  Math.min(clampShare(share), step !== undefined && !(step >= 1) ? NEARLY : 1);

/** Milliseconds and share of the work that must have passed before anything is said of the rest. */
const KNOWN_AFTER_MS = 3000;
const KNOWN_SHARE = 0.02;

/** Most by which the rests that the two halves of the time so far foretell may differ: beyond, neither is worth telling. */
const AGREE = 2;
/** Looks that are remembered, of which every other goes when there are more. */
const LOOKS_MAX = 256;

interface Look {
  readonly at: number;
  readonly share: number;
}

/**
 * Time left of the whole, or at least of what is being done where no more is known.
 */
function timeLeft(): (now: number, share: number, step?: number) => string {
  const whole = pace();
  let part = pace();
  let before = 0;
  return (now, share, step) => {
    const [left, unknown] = [whole(now, share), 'time left unknown'];
    if (step === undefined || step < before) part = pace();
    before = step ?? 0;
    if (step === undefined) return left ?? unknown;
    const ofPart = part(now, clampShare(step));
    return left ?? (ofPart === undefined ? unknown : ofPart.replace('about', 'at least'));
  };
}

/**
 * Time left if the rest goes as fast as the later half of the time since the work began: pilots, and what a ledger had, are no measure of
 * it. Unknown until enough is done, and where the earlier half went at another pace: what comes then need not go at either.
 */
function pace(): (now: number, share: number) => string | undefined {
  let looks: Look[] = [];
  let last = 0;
  return (now, share) => {
    if (looks.length === 0 && share <= last) return undefined;
    last = share;
    looks.push({ at: now, share });
    if (looks.length > LOOKS_MAX) looks = looks.filter((_, k) => k % 2 === 0 || k === looks.length - 1);
    const [begun] = looks as [Look];
    if (now - begun.at < KNOWN_AFTER_MS || share - begun.share < KNOWN_SHARE) return undefined;
    const half = begun.at + (now - begun.at) / 2;
    const middle = looks.findLast(({ at }) => at <= half)!;
    const left = ({ at, share: done }: Look, to: Look): number => ((1 - share) * (to.at - at)) / (to.share - done);
    const [before, after] = [left(begun, middle), left(middle, { at: now, share })];
    if (!(after > 0 && Math.max(before / after, after / before) <= AGREE)) return share < 1 ? undefined : 'about 0 s left';
    return `about ${formatSeconds(after / 1000)} left`;
  };
}

function barProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const start = now();
  const left = timeLeft();
  let bar: cliProgress.SingleBar | undefined;
  let stopped = false;
  return {
    update(stage, rawShare, step) {
      const time = now();
      const share = wholeShare(rawShare, step);
      const payload = { stage: [...stage].slice(0, STAGE_WIDTH).join(''), left: left(time, share, step) };
      if (stopped || time - start < SHOW_AFTER_MS) return;
      if (!bar) {
        bar = new cliProgress.SingleBar({
          stream, format: '{bar} {percentage}% · {left} · {stage}', barsize: 24, hideCursor: true, clearOnComplete: true,
          stopOnComplete: false, gracefulExit: false,
        }, cliProgress.Presets.shades_classic);
        bar.start(STEPS, Math.round(STEPS * share), payload);
      } else bar.update(Math.round(STEPS * share), payload);
    },
    say(line) {
      bar?.stop();
      bar = undefined;
      stream.write(`${line}\n`);
    },
    stop() {
      stopped = true;
      bar?.stop();
      bar = undefined;
    },
  };
}

function lineProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const start = now();
  const left = timeLeft();
  let last = start + SHOW_AFTER_MS - LINE_EVERY_MS;
  let stopped = false;
  return {
    update(stage, rawShare, step) {
      const time = now();
      const share = wholeShare(rawShare, step);
      const words = left(time, share, step);
      if (stopped || time - last < LINE_EVERY_MS) return;
      last = time;
      stream.write(`${stage}: ${Math.floor(100 * share)}% after ${formatSeconds((time - start) / 1000)}, ${words}\n`);
    },
    say: (line) => void stream.write(`${line}\n`),
    stop() {
      stopped = true;
    },
  };
}

export function createProgress({ stream, quiet, now = Date.now }: ProgressOptions): Progress {
  if (quiet) return silent;
  // A terminal that cannot move its cursor is written to like a file.
  return stream.isTTY && process.env.TERM !== 'dumb' ? barProgress(stream, now) : lineProgress(stream, now);
}
