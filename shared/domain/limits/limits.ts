import type { LimitPolicy } from './token-bucket.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface Limit extends LimitPolicy {
  /**
   * Tokens an instance takes at a time from what all instances share; where absent, each instance counts for itself,
   * which is enough where too much costs little.
   */
  readonly block?: number;
}

/** How often what may be asked, by whoever asks: an account, a key, or a network address. */
export const limits = {
  read: { capacity: 600, windowMs: minuteMs },
  write: { capacity: 60, windowMs: minuteMs },
  /** Credentials that lead nowhere, from one address. */
  'bad-credentials': { capacity: 30, windowMs: 10 * minuteMs },
  'sign-in': { capacity: 30, windowMs: 15 * minuteMs, block: 3 },
  register: { capacity: 10, windowMs: hourMs, block: 1 },
  /** Mails anybody can have sent, from one address. */
  'ask-for-mail': { capacity: 10, windowMs: hourMs, block: 1 },
  /** The same to one mailbox. */
  mailbox: { capacity: 4, windowMs: hourMs, block: 1 },
  /** Messages to one's own channels: tests, and what tells of a new one. */
  'message-oneself': { capacity: 20, windowMs: hourMs, block: 1 },
  /** Mail services click for all their readers from a few addresses; the link cannot be guessed. */
  'one-click': { capacity: 6_000, windowMs: minuteMs },
  /** News of outside services come in bursts; each is refused by its signature before it costs anything. */
  webhook: { capacity: 6_000, windowMs: minuteMs },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
