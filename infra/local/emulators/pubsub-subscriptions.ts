import { v1 } from '@google-cloud/pubsub';
import { emulatorOptions } from '../../../shared/adapters/google-emulator.ts';
import type { SubscriptionPolicy } from '../../../shared/ports/subscription.ts';

/** Creates topics, and push subscriptions to them, with the numbers of the registry. */
export async function createSubscriptions(bus: {
  readonly pubsubHost: string;
  readonly projectId: string;
  readonly topics: readonly string[];
  readonly policies: readonly SubscriptionPolicy[];
  /** Where a subscription's messages are posted. */
  readonly endpointOf: (policy: SubscriptionPolicy) => string;
}): Promise<void> {
  const project = `projects/${bus.projectId}`;
  const options = await emulatorOptions(bus.pubsubHost);
  const [publisher, subscriber] = [new v1.PublisherClient(options), new v1.SubscriberClient(options)];
  try {
    await Promise.all(bus.topics.map((topic) => publisher.createTopic({ name: `${project}/topics/${topic}` })));
    await Promise.all(
      bus.policies.map((policy) =>
        subscriber.createSubscription({
          name: `${project}/subscriptions/${policy.functionName}.${policy.topic}`,
          topic: `${project}/topics/${policy.topic}`,
          pushConfig: { pushEndpoint: bus.endpointOf(policy) },
          ackDeadlineSeconds: policy.ackDeadlineMs / 1_000,
          messageRetentionDuration: toDuration(policy.retentionMs),
          retryPolicy: {
            minimumBackoff: toDuration(policy.minBackoffMs),
            maximumBackoff: toDuration(policy.maxBackoffMs),
          },
          ...(policy.deadLetterTopic === null
            ? {}
            : {
                deadLetterPolicy: {
                  deadLetterTopic: `${project}/topics/${policy.deadLetterTopic}`,
                  maxDeliveryAttempts: policy.maxAttempts,
                },
              }),
        }),
      ),
    );
  } finally {
    await Promise.all([publisher.close(), subscriber.close()]);
  }
}

function toDuration(ms: number): { readonly seconds: number; readonly nanos: number } {
  const seconds = Math.floor(ms / 1_000);
  return { seconds, nanos: (ms - seconds * 1_000) * 1e6 };
}
