import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import { type LocalAnswer, type LocalRequest, type LocalServer, startLocalServer } from './local-server.ts';

const email = z.object({
  from: z.string().min(1),
  to: z.string(),
  subject: z.string(),
  html: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tags: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});
type SentMail = z.infer<typeof email> & { readonly id: string };

export interface ResendServer extends LocalServer {
  /** Every mail that was really sent, in order. */
  readonly sent: SentMail[];
}

const keyLifetimeMs = 24 * 3_600_000;

/**
 * Resend's `POST /emails/batch` as documented: at most 100 mails; strict and permissive validation; an idempotency key
 * (1–256 characters) is kept for 24 h and gives its first answer again, or 409 with another payload or while the first
 * request is still under way; RateLimit headers, and 429 above `requestsPerSecond`.
 * Sources: resend.com/docs/api-reference/{errors,rate-limit,emails/send-batch-emails}, …/dashboard/emails/idempotency-keys.
 */
export async function startResendServer(
  options: {
    readonly apiKey?: string;
    readonly nowMs?: () => number;
    readonly requestsPerSecond?: number;
    /** How long sending takes; requests with the same key meanwhile get 409. */
    readonly sending?: () => Promise<void>;
    /** Refuses a batch with such a mail as a whole, as for an account's own reasons. */
    readonly refusesAllFor?: (to: string) => boolean;
  } = {},
): Promise<ResendServer> {
  const {
    apiKey = 're_test',
    nowMs = Date.now,
    requestsPerSecond,
    sending = async () => {},
    refusesAllFor = () => false,
  } = options;
  const sent: SentMail[] = [];
  const keys = new Map<string, { payload: string; untilMs: number; answer: LocalAnswer | undefined }>();
  let window = 0;
  let ids = 0;
  let used = 0;

  const limit = (): Record<string, string> | 'exceeded' => {
    if (requestsPerSecond === undefined) return {};
    const second = Math.floor(nowMs() / 1_000);
    used = second === window ? used + 1 : 1;
    window = second;
    if (used > requestsPerSecond) return 'exceeded';
    return { ...limitHeaders(requestsPerSecond), 'ratelimit-remaining': String(requestsPerSecond - used) };
  };

  const send = async (request: LocalRequest): Promise<LocalAnswer> => {
    const batch = z.array(z.unknown()).safeParse(JSON.parse(request.body.toString()));
    if (!batch.success || batch.data.length < 1 || batch.data.length > 100)
      return failure(422, 'validation_error', 'A batch holds 1 to 100 emails.');
    const parsed = batch.data.map((entry) => email.safeParse(entry));
    const errors = parsed.flatMap((entry, index) =>
      entry.success && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(entry.data.to)
        ? []
        : [{ index, message: 'Invalid `to` field.' }],
    );
    const isPermissive = request.headers['x-batch-validation'] === 'permissive';
    if (errors.length > 0 && !isPermissive) return failure(422, 'validation_error', 'Invalid `to` field.');
    if (parsed.some((entry) => entry.success && refusesAllFor(entry.data.to)))
      return failure(422, 'validation_error', 'The batch is refused.');
    await sending();
    const refused = new Set(errors.map(({ index }) => index));
    const mails = parsed.flatMap((entry, index) =>
      entry.success && !refused.has(index) ? [{ ...entry.data, id: mailId(++ids) }] : [],
    );
    sent.push(...mails);
    const data = mails.map(({ id }) => ({ id }));
    return { status: 200, body: JSON.stringify(isPermissive ? { data, errors } : { data }) };
  };

  const once = async (key: string, request: LocalRequest): Promise<LocalAnswer> => {
    if (key.length > 256) return failure(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.');
    const payload = createHash('sha256').update(request.body).digest('hex');
    const known = keys.get(key);
    if (known && known.untilMs > nowMs()) {
      if (known.payload !== payload) return failure(409, 'invalid_idempotent_request', 'Same key, other payload.');
      return known.answer ?? failure(409, 'concurrent_idempotent_requests', 'Same key in progress.');
    }
    const entry = { payload, untilMs: nowMs() + keyLifetimeMs, answer: undefined as LocalAnswer | undefined };
    keys.set(key, entry);
    entry.answer = await send(request);
    if (entry.answer.status !== 200) keys.delete(key);
    return entry.answer;
  };

  const server = await startLocalServer(async (request) => {
    if (request.method !== 'POST' || request.path !== '/emails/batch') return failure(404, 'not_found', 'Not found.');
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return failure(403, 'invalid_api_key', 'API key is invalid.');
    const headers = limit();
    if (headers === 'exceeded') {
      const answer = failure(429, 'rate_limit_exceeded', 'Too many requests.');
      return { ...answer, headers: { ...limitHeaders(requestsPerSecond ?? 0), 'retry-after': '1' } };
    }
    const key = request.headers['idempotency-key'];
    const answer = typeof key === 'string' ? await once(key, request) : await send(request);
    return { ...answer, headers };
  });
  return { ...server, sent };
}

function limitHeaders(requestsPerSecond: number): Record<string, string> {
  return { 'ratelimit-limit': String(requestsPerSecond), 'ratelimit-remaining': '0', 'ratelimit-reset': '1' };
}

function failure(statusCode: number, name: string, message: string): LocalAnswer {
  return { status: statusCode, body: JSON.stringify({ statusCode, name, message }) };
}

/**
 * An event of a mail as Resend tells of it; tags come back as an object.
 * Source: resend.com/docs/webhooks/emails.
 */
export function resendEvent(
  { id, from, to, subject, tags = [] }: SentMail,
  type: string,
  atMs: number,
  more: Readonly<Record<string, unknown>> = {},
) {
  const base = { email_id: id, from, to: [to], subject, created_at: new Date(atMs - 1_000).toISOString() };
  const told = Object.fromEntries(tags.map(({ name, value }) => [name, value]));
  return { type, created_at: new Date(atMs).toISOString(), data: { ...base, tags: told, ...more } };
}

/** The headers Svix signs a body with, made by hand: `v1,` and HMAC-SHA256 over `id.timestamp.body`. */
export function svixHeaders(body: string, secret: string, atMs: number, id = 'msg_1'): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` };
}

/** In the form of Resend's ids. */
function mailId(number: number): string {
  return `49a3999c-0ce1-4ea6-ab68-${String(number).padStart(12, '0')}`;
}
