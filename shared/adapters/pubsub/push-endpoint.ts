import type { IncomingMessage as HttpRequest, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { IncomingMessage } from '../../ports/publisher.ts';
import type { Receive } from '../../ports/subscription.ts';

/** What Pub/Sub posts: https://cloud.google.com/pubsub/docs/push#receive_push */
const envelopeSchema = z.object({
  message: z.object({
    messageId: z.string(),
    publishTime: z.iso.datetime({ offset: true }),
    data: z.base64().default(''),
    attributes: z.record(z.string(), z.string()).default({}),
  }),
  /** `projects/…/subscriptions/<function>.<topic>`; the topic is told nowhere else. */
  subscription: z.string().regex(/^projects\/[^/]+\/subscriptions\/[^/.]+\.[^/]+$/),
});

/**
 * An HTTP function that takes Pub/Sub's pushes: 204 acknowledges, 503 asks for another delivery, 400 refuses what is no
 * push. The body has been parsed as JSON by functions-framework.
 */
export function createPushEndpoint(
  receive: Receive,
): (request: HttpRequest & { readonly body?: unknown }, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const envelope = envelopeSchema.safeParse(request.body);
    const status = envelope.success
      ? statusOf[await receive(toMessage(envelope.data)).catch(() => 'retry' as const)]
      : 400;
    response.writeHead(status).end();
  };
}

const statusOf = { ack: 204, retry: 503 } as const;

function toMessage({ message, subscription }: z.output<typeof envelopeSchema>): IncomingMessage {
  return {
    id: message.messageId,
    topic: subscription.slice(subscription.indexOf('.', subscription.lastIndexOf('/')) + 1),
    text: Buffer.from(message.data, 'base64').toString('utf8'),
    attributes: message.attributes,
    publishedAtMs: Date.parse(message.publishTime),
  };
}
