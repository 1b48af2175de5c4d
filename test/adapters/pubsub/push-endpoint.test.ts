import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createPushEndpoint } from '../../../shared/adapters/pubsub/push-endpoint.ts';
import type { IncomingMessage } from '../../../shared/ports/publisher.ts';
import type { Receive } from '../../../shared/ports/subscription.ts';

describe('the push endpoint', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** The status that a body posted to a function gets. */
  async function post(receive: Receive, body: unknown): Promise<number> {
    const endpoint = createPushEndpoint(receive);
    const server = createServer(async (request, response) =>
      endpoint(Object.assign(request, { body: await json(request) }), response),
    ).listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await once(server, 'listening');
    // A server that listens on a port has an AddressInfo.
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(body) });
    return response.status;
  }

  // As Pub/Sub documents it, both spellings included.
  const push = {
    message: {
      attributes: { 'x-correlation-id': 'c-1' },
      data: Buffer.from('{"text":"Größe"}').toString('base64'),
      messageId: '2070443601311540',
      message_id: '2070443601311540',
      publishTime: '2026-02-26T19:13:55.749Z',
      publish_time: '2026-02-26T19:13:55.749Z',
    },
    subscription: 'projects/my.project/subscriptions/detect-anomaly.price-observed',
    deliveryAttempt: 1,
  };

  it('hands the function id, topic, text, attributes and time', async () => {
    const received: IncomingMessage[] = [];
    await post(async (message) => {
      received.push(message);
      return 'ack';
    }, push);
    expect(received).toEqual([
      {
        id: '2070443601311540',
        topic: 'price-observed',
        text: '{"text":"Größe"}',
        attributes: { 'x-correlation-id': 'c-1' },
        publishedAtMs: Date.UTC(2026, 1, 26, 19, 13, 55, 749),
      },
    ]);
  });

  it('takes a message without data and attributes', async () => {
    const { messageId, publishTime } = push.message;
    const received: IncomingMessage[] = [];
    const status = await post(
      async (message) => {
        received.push(message);
        return 'ack';
      },
      { ...push, message: { messageId, publishTime } },
    );
    expect(status).toBe(204);
    expect(received[0]).toMatchObject({ text: '', attributes: {} });
  });

  it('acknowledges what is done, and asks for another delivery of what is not or broke', async () => {
    expect(await post(async () => 'ack', push)).toBe(204);
    expect(await post(async () => 'retry', push)).toBe(503);
    const broken: Receive = async () => {
      throw new Error('broke');
    };
    expect(await post(broken, push)).toBe(503);
  });

  it.each([
    ['nothing', null],
    ['a message alone', push.message],
    ['a subscription of another make', { ...push, subscription: 'projects/p/subscriptions/gcf-detect-anomaly' }],
    ['data that is not base64', { ...push, message: { ...push.message, data: '{}' } }],
  ])('refuses %s without calling the function', async (_, body) => {
    const receive: Receive = async () => {
      throw new Error('must not be called');
    };
    expect(await post(receive, body)).toBe(400);
  });
});
