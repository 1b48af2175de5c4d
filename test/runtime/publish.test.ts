import { describe, expect, it } from 'vitest';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import type { OutgoingMessage } from '../../shared/ports/publisher.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { logTrace, readTrace } from '../../shared/runtime/trace.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('publishing', () => {
  it('hands all payloads over in one step, each with the trace and the version of its form', async () => {
    const steps: (readonly OutgoingMessage[])[] = [];
    const publisher = { publish: async (messages: readonly OutgoingMessage[]) => void steps.push(messages) };
    await createPublish(publisher, { correlationId: 'c-1', traceparent })(scanRequested, [{}, {}]);
    const message = {
      topic: 'scan-requested',
      body: {},
      attributes: { 'x-correlation-id': 'c-1', traceparent, version: '1' },
    };
    expect(steps).toEqual([[message, message]]);
  });

  it('does not bother the bus with nothing', async () => {
    const publisher = { publish: () => Promise.reject(new Error('was called')) };
    await expect(createPublish(publisher, { correlationId: 'c-1' })(scanRequested, [])).resolves.toBeUndefined();
  });
});

describe('a trace', () => {
  const read = (correlationId?: string, traceparent?: string) =>
    readTrace({ correlationId, traceparent }, () => 'made');

  it('is what the caller sent', () => {
    expect(read('c-1', traceparent)).toEqual({ correlationId: 'c-1', traceparent });
    expect(logTrace(read('c-1', traceparent))).toEqual({
      correlationId: 'c-1',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  it.each([undefined, '', 'a b', 'a\nb', '"', 'x'.repeat(101)])('has a new correlation id in place of %j', (given) => {
    expect(read(given)).toEqual({ correlationId: 'made' });
  });

  it.each(['', 'x', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, traceparent.toUpperCase(), `${traceparent}-more`])(
    'leaves out the traceparent %j',
    (given) => {
      expect(read('c-1', given)).toEqual({ correlationId: 'c-1' });
    },
  );
});
