/** `misreport doctor`: what this machine offers, whether it computes rightly, and how fast. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { openDevice, probeDevices, type DeviceProbe, type Probe } from '../engine/open-device.ts';
import type { Device } from '../engine/device.ts';
import { openCpuDevice } from '../engine/devices/cpu.ts';
import { EXIT } from '../errors.ts';
import { packageVersion } from '../version.ts';
import { readCommandLine } from './command-line.ts';
import { checkDevice, measureSpeed, type CheckOutcome, type SpeedOutcome } from './device-check.ts';
import { JSON_OPTION } from '../study/options.ts';
import { oneLine } from '../input/quote.ts';
import { reserveStdout } from './stdout.ts';

type Examination = DeviceProbe & { readonly check?: CheckOutcome; readonly speed?: SpeedOutcome };

/** Opens an available device, checks it and times it; a failure is part of the findings. */
async function examine(probe: DeviceProbe): Promise<Examination> {
  if (!probe.available) return probe;
  let device: Device | undefined;
  try {
    // Its threads are asked too, whatever they are asked.
    device = await (probe.name === 'cpu' ? openCpuDevice(undefined, { alone: 0 }) : openDevice({ device: probe.name }));
    const check = await checkDevice(device);
    return check.passed ? { ...probe, check, speed: await measureSpeed(device) } : { ...probe, check };
  } catch (error) {
    return { ...probe, check: { passed: false, detail: oneLine(error instanceof Error ? error.message : String(error)) } };
  } finally {
    await device?.close();
  }
}

/** Limits that decide how large a kernel's tables and launches may be. */
const LIMITS = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize', 'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
];

function renderDevice({ name, available, detail, adapter, check, speed }: Examination): string[] {
  const lines = [`  ${available ? 'found  ' : 'missing'}  ${name.padEnd(10)}  ${detail}`];
  const below = (label: string, text: string): number => lines.push(`${' '.repeat(23)}${label.padEnd(6)} ${text}`);
  if (adapter !== undefined) {
    below('limits', LIMITS.filter((key) => key in adapter.limits).map((key) => `${key} ${adapter.limits[key]}`).join(', '));
  }
  if (check !== undefined) below('check', `${check.passed ? 'passed' : 'FAILED'}: ${check.detail}`);
  if (speed !== undefined) {
    below(
      'speed',
      `kernel direct at M = 64: ${speed.nanosecondsPerDraw.toPrecision(3)} ns a draw (${speed.draws.toExponential(1)} draws in `
      + `${speed.seconds.toFixed(2)} s)`,
    );
  }
  return lines;
}

interface Machine {
  readonly misreport: string;
  readonly node: string;
  readonly nodeSupported: boolean;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
}

function describeMachine(): Machine {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  return {
    misreport: packageVersion(),
    node: process.versions.node,
    nodeSupported: major > 20 || (major === 20 && minor >= 19),
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)),
  };
}

function renderMachine(machine: Machine): string {
  return [
    `misreport ${machine.misreport}`,
    `Node.js   ${machine.node}${machine.nodeSupported ? '' : ': too old, 20.19 or newer is needed'}`,
    `machine   ${machine.platform}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB`,
  ].join('\n');
}

const renderPackages = (packages: Probe['packages']): string =>
  packages.map(({ name, loads, detail }) => `  ${loads ? 'loads  ' : 'missing'}  ${name}: ${detail}`).join('\n');

/** Exit code 1 where a device that is there fails its check. */
export async function doctor(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'doctor',
    usage: 'doctor [options]',
    description:
      'Shows Node.js, devices, adapters, limits and optional packages with what to do about each; checks every device against known '
      + 'answers and times it.',
    positionals: [],
    options: [JSON_OPTION],
    examples: [['doctor', 'takes a few seconds'], ['doctor --json', 'the same for programs']],
  });
  if (line === undefined) return EXIT.done;
  const json = line.switches.has('json');
  // Drivers and TensorFlow.js like to talk while they load.
  const print = reserveStdout();
  const say = (text: string): void => void (json || print(`${text}\n`));
  const machine = describeMachine();
  say(`${renderMachine(machine)}\n\nDevices`);
  const { devices, packages } = await probeDevices();
  const examined: Examination[] = [];
  for (const probe of devices) {
    const result = await examine(probe);
    examined.push(result);
    say(renderDevice(result).join('\n'));
  }
  say(`\nPackages\n${renderPackages(packages)}`);
  const failed = examined.filter(({ check }) => check?.passed === false).map(({ name }) => name);
  say(failed.length === 0 ? '\nEvery device that was found computes rightly.' : `\nNot to be trusted: ${failed.join(', ')}.`);
  if (json) print(`${JSON.stringify({ schema: 'misreport.doctor/1', machine, devices: examined, packages }, null, 2)}\n`);
  return failed.length === 0 ? EXIT.done : EXIT.failed;
}
