/** Names that connect what one cause set off, across messages, HTTP and log lines. */
export interface Trace {
  readonly correlationId: string;
  /** W3C trace context (traceparent), where the caller sent one. */
  readonly traceparent?: string;
}

const correlationIdForm = /^[\w.:-]{1,100}$/;
/** https://www.w3.org/TR/trace-context/#traceparent-header: a version, a trace id not all zeros, a parent, flags. */
const traceparentForm = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace a request or message came with; what a stranger wrote in another form is replaced or left out. */
export function readTrace(
  given: { readonly correlationId: string | undefined; readonly traceparent: string | undefined },
  newCorrelationId: () => string,
): Trace {
  const { correlationId, traceparent } = given;
  return {
    correlationId: correlationId && correlationIdForm.test(correlationId) ? correlationId : newCorrelationId(),
    ...(traceparent && traceparentForm.test(traceparent) ? { traceparent } : {}),
  };
}

export const correlationHeader = 'x-correlation-id';

/** The trace as message attributes, named as the HTTP headers. */
export function traceAttributes({ correlationId, traceparent }: Trace): Record<string, string> {
  return { [correlationHeader]: correlationId, ...(traceparent ? { traceparent } : {}) };
}

/** The trace as log lines carry it. */
export function logTrace({ correlationId, traceparent }: Trace): { correlationId: string; traceId?: string } {
  const traceId = traceparent && traceparentForm.exec(traceparent)?.[1];
  return { correlationId, ...(traceId ? { traceId } : {}) };
}
