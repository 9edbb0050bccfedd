/**
 * The public interface: everything a scenario file or a program of one's own needs.
 *
 *     import { doubleAuction, openDevice, parseDistribution, runStudy } from 'misreport';
 */
export type { Distribution } from './distributions/distribution.ts';
export { parseDistribution } from './distributions/parse.ts';
export { doubleAuction, TRADERS_MAX, type DoubleAuction } from './environment/double-auction.ts';
export type { Device, DeviceChoice, DeviceDescription, DeviceName, Job, JobOutcome, RunOptions } from './engine/device.ts';
export { DEVICE_CHOICES } from './engine/device.ts';
export { openDevice } from './engine/open-device.ts';
export { DeviceError, DeviceUnavailableError, EXIT, InputError, MisreportError, OutputError } from './errors.ts';
export type { Agent, Curve, Estimate, Fit, Guarantee, Point, Reference, ResultDocument, Surface, Verdict, Witness } from './results.ts';
export { defineScenario, type Parameter, type ParameterValue, type ParameterValues, type Scenario } from './scenario.ts';
export { SAMPLER_CHOICES, type SamplerChoice, type StudyConfiguration, type StudyHooks } from './study/configuration.ts';
export { configurationHash } from './study/configuration-hash.ts';
export { runStudy } from './study/study.ts';
export { packageVersion } from './version.ts';
export { scenarios } from '../scenarios/registry.ts';
