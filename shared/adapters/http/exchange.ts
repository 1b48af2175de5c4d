import type { Dispatcher } from 'undici';
import type { FetchFailure } from '../../ports/page-source.ts';
import { failureOf } from './failure.ts';

interface ExchangeRequest {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  /** Names and values in turn, in the order they are sent. */
  readonly headers: string[];
  readonly body?: string | Uint8Array;
}

interface ExchangeLimits {
  /** Of the body as it is sent. */
  readonly maxBytes: number;
  /** At `maxBytes` the answer fails (the rule) or ends there as if it were whole. */
  readonly atLimit?: 'fail' | 'cut';
  /** For all of it, from the call to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Ends an answer whose head already tells that its body is not wanted. */
  readonly refuse?: (status: number, headers: ResponseHeaders) => ExchangeFailure | undefined;
}

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface Answer {
  readonly type: 'answer';
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Still in its content encoding. */
  readonly body: Uint8Array;
}

export interface ExchangeFailure {
  readonly type: 'failed';
  readonly failure: FetchFailure;
  readonly detail: string;
  /** Until when asking again is known to be in vain. */
  readonly retryAfterMs?: number;
}

/**
 * One request and its answer, without redirects, within limits; never rejects. It speaks undici's dispatch interface
 * itself: with all limits that costs about what `request` costs without any, and less than half of `fetch`
 * (`npm run bench:fetching`).
 */
export function exchange(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
  limits: ExchangeLimits,
): Promise<Answer | ExchangeFailure> {
  return new Promise((resolve) => {
    const receiver = new Receiver(limits, resolve);
    if (limits.signal?.aborted) {
      receiver.end(cancelled);
      return;
    }
    const { url, method, headers, body } = request;
    dispatcher.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers, ...(body === undefined ? {} : { body }) },
      receiver,
    );
  });
}

const noBytes = new Uint8Array();
/** The end of whatever the caller no longer waits for. */
export const cancelled: ExchangeFailure = {
  type: 'failed',
  failure: 'cancelled',
  detail: 'the caller stopped waiting',
};

class Receiver implements Dispatcher.DispatchHandler {
  readonly #limits: ExchangeLimits;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.end(cancelled);
  #resolve: ((result: Answer | ExchangeFailure) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: ResponseHeaders = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(limits: ExchangeLimits, resolve: (result: Answer | ExchangeFailure) => void) {
    this.#limits = limits;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => {
      const detail = `no complete answer within ${limits.timeoutMs} ms`;
      this.end({ type: 'failed', failure: 'timeout', detail });
    }, limits.timeoutMs);
    limits.signal?.addEventListener('abort', this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#resolve === undefined) controller.abort(new Error('given up while waiting for a connection'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const refusal = this.#limits.refuse?.(status, headers);
    if (refusal !== undefined) this.end(refusal);
    else if (Number(headers['content-length'] ?? 0) > this.#limits.maxBytes) this.#endAtLimit();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBytes) this.#endAtLimit();
  }

  onResponseEnd(): void {
    this.end(this.#answer());
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.end(failureOf(error));
  }

  /** The first end counts; what the connection still does afterwards is nobody's business. */
  end(result: Answer | ExchangeFailure): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    this.#resolve = undefined;
    clearTimeout(this.#timer);
    this.#limits.signal?.removeEventListener('abort', this.#onAbort);
    resolve(result);
    if (result.type === 'failed') this.#controller?.abort(new Error(result.detail));
  }

  #endAtLimit(): void {
    const { maxBytes, atLimit } = this.#limits;
    if (atLimit !== 'cut') {
      this.end({ type: 'failed', failure: 'too-large', detail: `the body has more than ${maxBytes} bytes` });
    } else if (this.#bytes > maxBytes) {
      this.end(this.#answer());
      this.#controller?.abort(new Error('enough read'));
    }
  }

  #answer(): Answer {
    const [first = noBytes] = this.#chunks;
    const whole = this.#chunks.length > 1 ? Buffer.concat(this.#chunks, this.#bytes) : first;
    const body = whole.subarray(0, this.#limits.maxBytes);
    return { type: 'answer', status: this.#status, headers: this.#headers, body };
  }
}
