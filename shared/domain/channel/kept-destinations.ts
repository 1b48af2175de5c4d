import * as z from 'zod';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import {
  breakerOf,
  type Destination,
  destination,
  labelOf,
  type MessageChannel,
  messageChannels,
} from '../alert/destination.ts';

const kept = z.object({
  id: z.string(),
  /** The destination as JSON, sealed (field-cipher.ts). */
  sealed: z.string(),
  label: z.string(),
  /** Whose circuit breaker it has. */
  breaker: z.string(),
  addedAtMs: z.number(),
  /** Since when it is told nothing more, and why: it refused for good. */
  off: z.object({ sinceMs: z.number(), reason: z.string() }).nullable(),
});
export type KeptDestination = Readonly<z.infer<typeof kept>>;

/** At most one of each channel. */
export const keptDestinations = z.object({
  discord: kept.optional(),
  slack: kept.optional(),
  telegram: kept.optional(),
  ntfy: kept.optional(),
  webhook: kept.optional(),
} satisfies Record<MessageChannel, z.ZodType>);
export type KeptDestinations = Readonly<z.infer<typeof keptDestinations>>;

const placeOf = (subscriberId: string, channel: MessageChannel) =>
  `subscribers/${subscriberId}/destinations/${channel}`;

/** A destination as its subscriber keeps it, switched on. */
export function keepDestination(
  subscriberId: string,
  to: Destination,
  values: Pick<KeptDestination, 'id' | 'addedAtMs'>,
  cipher: FieldCipher,
): KeptDestination {
  const sealed = cipher.seal(JSON.stringify(to), placeOf(subscriberId, to.channel));
  return { ...values, sealed, label: labelOf(to), breaker: breakerOf(to), off: null };
}

/** @throws Error where it was sealed under a key no longer kept, for another place, or changed */
export function openDestination(
  subscriberId: string,
  channel: MessageChannel,
  sealed: string,
  cipher: FieldCipher,
): Destination {
  return destination.parse(JSON.parse(cipher.open(sealed, placeOf(subscriberId, channel))));
}

/** The same under the newest key. */
export function resealDestinations(subscriberId: string, all: KeptDestinations, cipher: FieldCipher): KeptDestinations {
  const again = (channel: MessageChannel) => {
    const found = all[channel];
    if (!found || cipher.isNewest(found.sealed)) return found;
    const place = placeOf(subscriberId, channel);
    return { ...found, sealed: cipher.seal(cipher.open(found.sealed, place), place) };
  };
  return Object.fromEntries(messageChannels.flatMap((channel) => (all[channel] ? [[channel, again(channel)]] : [])));
}

/** Whether messages still go to a destination. */
export const isKept = (all: KeptDestinations, id: string): boolean =>
  Object.values(all).some((each) => each?.id === id && each.off === null);

/** Without what is kept of a channel. */
export function withoutDestination(all: KeptDestinations, channel: MessageChannel): KeptDestinations {
  const { [channel]: _, ...others } = all;
  return others;
}

/** With a destination switched off, unless its owner has put another one in its place meanwhile. */
export function switchedOff(
  all: KeptDestinations,
  id: string,
  off: NonNullable<KeptDestination['off']>,
): KeptDestinations {
  const channel = messageChannels.find((each) => all[each]?.id === id);
  const found = channel && all[channel];
  return found && !found.off ? { ...all, [channel]: { ...found, off } } : all;
}
