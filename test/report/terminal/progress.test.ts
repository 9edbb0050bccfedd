import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../../src/report/terminal/progress.ts';

function fixture(isTTY: boolean, quiet = false) {
  const stream = Object.assign(
    new PassThrough(), { isTTY, columns: 100, rows: 24, cursorTo: () => true, moveCursor: () => true, clearLine: () => true }
  ) as unknown as NodeJS.WriteStream & PassThrough;
  let time = 0;
  const progress = createProgress({ stream, quiet, now: () => time });
  const written = (): string => String(stream.read() ?? '');
  return { progress, written, at: (ms: number) => void (time = ms) };
}

describe('createProgress without a terminal', () => {
  it('writes a plain line every few seconds, with the time left', () => {
    const { progress, written, at } = fixture(false);
    for (let ms = 0; ms <= 20_000; ms += 100) {
      at(ms);
      progress.update('sellers, M = 8', ms / 40_000);
    }
    progress.stop();
    const lines = written().trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('sellers, M = 8: 16% after 6.5 s, about 34 s left');
  });

  it('tells what is left at least, where no more is known than what is being done', () => {
    const { progress, written, at } = fixture(false);
    // The next thing is done at a pace of its own.
    for (let ms = 0; ms <= 13_000; ms += 100) {
      at(ms);
      progress.update('certifying', 0, ms < 10_000 ? ms / 32_000 : 0.1);
    }
    progress.stop();
    expect(written().trimEnd().split('\n').map((line) => line.split(', ')[1])).toEqual([
      'time left unknown', 'at least 26 s left', 'time left unknown',
    ]);
  });

  it('is never done while a part of it goes on', () => {
    const { progress, written, at } = fixture(false);
    at(6000);
    progress.update('market', 1, 0.5);
    at(12_000);
    progress.update('market', 1, 1);
    progress.stop();
    expect(written().split('\n').map((line) => line.split(' after')[0])).toEqual(['market: 99%', 'market: 100%', '']);
  });

  it('writes nothing for short work or after stop', () => {
    const { progress, written, at } = fixture(false);
    at(1000);
    progress.update('all', 0.9);
    progress.stop();
    at(60_000);
    progress.update('all', 1);
    expect(written()).toBe('');
  });
});

describe('createProgress on a terminal', () => {
  it('writes plain lines where the terminal is dumb', () => {
    vi.stubEnv('TERM', 'dumb');
    const { progress, written, at } = fixture(true);
    at(2000);
    progress.update('sellers', 0.2);
    progress.stop();
    vi.unstubAllEnvs();
    expect(written()).toBe('sellers: 20% after 2.0 s, time left unknown\n');
  });

  it('shows a bar once the work has run a while, with stage and time left', () => {
    const { progress, written, at } = fixture(true);
    at(1000);
    progress.update('sellers', 0.2);
    expect(written()).toBe('');
    // A fifth in four seconds.
    at(1400);
    progress.update('sellers', 0.22);
    at(5000);
    progress.update('sellers', 0.4);
    expect(written()).toMatch(/40%.*about 12 s left.*sellers/s);
    progress.stop();
    progress.stop();
  });

  it('says a line without the bar in it, and goes on', () => {
    const { progress, written, at } = fixture(true);
    at(2000);
    progress.update('sellers', 0.2);
    written();
    progress.say('device cpu');
    expect(written()).toMatch(/device cpu\n$/);
    progress.update('sellers', 0.3);
    expect(written()).toContain('30%');
    progress.stop();
  });

  it('copes with shares that are no shares', () => {
    const { progress, written, at } = fixture(true);
    at(2000);
    progress.update('sellers', Number.NaN);
    expect(written()).toContain('time left unknown');
    progress.update('sellers', 7);
    progress.stop();
  });
});

it('judges the time left by the work that was done, not by pilots before it or by what was there already', () => {
  const { progress, written, at } = fixture(false);
  for (const second of [0, 10, 20, 30]) {
    at(1000 * second);
    progress.update(`pilot ${second}`, 0);
  }
  at(31_000);
  // Out of a ledger at once.
  progress.update('sellers', 0.5);
  at(33_500);
  progress.update('sellers', 0.55);
  at(36_000);
  progress.update('sellers', 0.6);
  const lines = written().trim().split('\n');
  expect(lines.filter((line) => line.includes('about'))).toEqual(['sellers: 60% after 36 s, about 20 s left']);
});

it('tells no time left where the work changes its pace, until it has kept the new one for as long', () => {
  const { progress, written, at } = fixture(false);
  let share = 0;
  for (let second = 0; second <= 40; second++) {
    at(1000 * second);
    progress.update('sellers', share);
    share += second < 10 ? 0.03 : 0.01;
  }
  progress.stop();
  const lines = written().trim().split('\n').map((line) => /after ([^,]*), (.*)$/.exec(line)!.slice(1));
  // Up to 10 s at 3% a second, then at 1%: at 40 s the later half went at one pace.
  expect(lines[1]).toEqual(['7.0 s', 'about 26 s left']);
  expect(lines.filter(([, left]) => left === 'time left unknown').length).toBeGreaterThan(2);
  expect(lines.at(-1)).toEqual(['37 s', 'about 43 s left']);
});

describe('quiet', () => {
  for (const isTTY of [true, false]) {
    it(`writes nothing (terminal: ${isTTY})`, () => {
      const { progress, written, at } = fixture(isTTY, true);
      at(60_000);
      progress.update('all', 0.5);
      progress.stop();
      expect(written()).toBe('');
    });
  }
});
