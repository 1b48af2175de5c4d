import { expect } from 'vitest';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import type { Topic } from '../../shared/messages/topic.ts';
import type { Mail } from '../../shared/ports/delivery.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { subscriptionPolicies } from '../../shared/topology.ts';
import { testPlatform } from './test-platform.ts';

/** Every function on one platform in memory, with an outbox and the bus between them. */
export function town(options: Parameters<typeof testPlatform>[0] = {}) {
  const inMemory = testPlatform(options);
  const mails: Mail[] = [];
  const outbox = {
    send: async (sent: readonly Mail[]) => {
      mails.push(...sent);
      return { type: 'accepted', providerIds: sent.map((_, i) => `id-${i}`) } as const;
    },
  };
  const { receivers } = wireFunctions({ ...inMemory, outbox });
  /** Until nothing is on the bus. */
  const settle = async () => {
    for (let message = inMemory.published.shift(); message; message = inMemory.published.shift()) {
      const { topic, body, attributes } = message;
      for (const { functionName } of subscriptionPolicies.filter((policy) => policy.topic === topic)) {
        const delivered = { id: 'm', topic, text: JSON.stringify(body), attributes, publishedAtMs: 0 };
        expect(await receivers[functionName]?.(delivered), `${functionName}: ${delivered.text}`).toBe('ack');
      }
    }
  };
  const publish = createPublish(inMemory.publisher, { correlationId: 'c' });
  const happens = async <T>(topic: Topic<T>, payload: T) => {
    await publish(topic, [payload]);
    await settle();
  };
  return { platform: inMemory, mails, settle, happens };
}

/** As the setting `hostMap` is written. */
export const hostMapFlags = (...maps: readonly Readonly<Record<string, string>>[]): string[] => [
  '--host-map',
  Object.entries(Object.assign({}, ...maps))
    .map(([host, address]) => `${host}=${address}`)
    .join(','),
];
