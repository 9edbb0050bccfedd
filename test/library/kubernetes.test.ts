/** The manifests against batch/v1 Job: its fields that they may use, and what its API requires of them together. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { kubernetes } from '../../src/library/engines.ts';

const whole = z.int().min(0).max(2 ** 31 - 1);
const dnsName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
const quantity = z.record(z.enum(['cpu', 'memory']), z.string().regex(/^\d+(m|Ki|Mi|Gi)?$/).optional());
const container = z.strictObject({
  name: dnsName, image: z.string().min(1), command: z.array(z.string()), resources: z.strictObject({ requests: quantity }),
  volumeMounts: z.array(z.strictObject({ name: dnsName, mountPath: z.string().regex(/^[^:]+$/) })),
});
const pod = z.strictObject({
  // A failure policy is accepted with Never only, and jobs know no Always.
  restartPolicy: z.literal('Never'), containers: z.array(container).min(1),
  volumes: z.array(z.strictObject({ name: dnsName, persistentVolumeClaim: z.strictObject({ claimName: z.string().min(1) }) })),
});
const rule = z.strictObject({
  action: z.enum(['Ignore', 'FailJob', 'FailIndex', 'Count']),
  // 0 is no failure, and not accepted with In; values are in order.
  onExitCodes: z.strictObject({ operator: z.enum(['In', 'NotIn']), values: z.array(z.int().min(1).max(255)).min(1).max(255) }),
});
const job = z.strictObject({
  apiVersion: z.literal('batch/v1'), kind: z.literal('Job'), metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    completions: whole.optional(), parallelism: whole.optional(), completionMode: z.enum(['Indexed', 'NonIndexed']).optional(),
    backoffLimit: whole.optional(), backoffLimitPerIndex: whole.optional(), maxFailedIndexes: whole.optional(),
    activeDeadlineSeconds: z.int().min(1).optional(), podFailurePolicy: z.strictObject({ rules: z.array(rule).max(20) }).optional(),
    template: z.strictObject({ spec: pod }),
  }),
}).superRefine(({ spec }, context) => {
  const isIndexed = spec.completionMode === 'Indexed';
  if (spec.backoffLimitPerIndex !== undefined && !isIndexed) context.addIssue('backoffLimitPerIndex needs Indexed');
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) context.addIssue('needs backoffLimitPerIndex');
  if (isIndexed && spec.completions === undefined) context.addIssue('Indexed needs completions');
  if ((spec.maxFailedIndexes ?? 0) > (spec.completions ?? 0)) context.addIssue('maxFailedIndexes is at most completions');
  const mounted = spec.template.spec.containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
  const there = spec.template.spec.volumes.map(({ name }) => name);
  if (mounted.some((name) => !there.includes(name))) context.addIssue('a volume is missing');
});

it.each([1, 12, 50_000])('%i shards: both manifests are Jobs as batch/v1 has them', (shards) => {
  for (const more of [{}, { memoryMebibytes: 512, minutes: 10, atOnce: 3 }]) {
    const { files } = kubernetes({
      plan: '/shared/plan', shards, missing: [0], program: ['misreport'], cores: 3, arrayMax: 5, image: 'me/misreport',
      volume: 'shared', ...more,
    });
    expect(files.map(({ name }) => name)).toEqual(['shards.json', 'merge.json']);
    for (const { text } of files) expect(job.safeParse(JSON.parse(text)).error?.issues ?? []).toEqual([]);
  }
});
