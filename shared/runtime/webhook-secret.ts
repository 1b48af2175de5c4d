import { createHash } from 'node:crypto';
import type { Random } from '../ports/clock.ts';

/** A signing secret as Standard Webhooks writes it: `whsec_` and 32 bytes of Base64. */
export function newWebhookSecret(random: Pick<Random, 'nonce'>): string {
  return `whsec_${createHash('sha256').update(`${random.nonce()}${random.nonce()}`).digest('base64')}`;
}
