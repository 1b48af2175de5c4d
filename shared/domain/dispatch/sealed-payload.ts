import { type Dispatch, type Rendered, renderedSchema } from '../../documents/dispatch.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';

type KeptRecipient = Dispatch['recipients'][number];

/** A recipient with what is sent to them in plain text: what chooses, renders and hands over works on. */
export type Recipient = Omit<KeptRecipient, 'rendered'> & { readonly rendered: Rendered };

/** A part of a dispatch takes its recipients along, so the notification is the place, not the dispatch. */
const placeOf = (notificationId: string): string => `notifications/${notificationId}/rendered`;

export function sealRecipient(recipient: Recipient, cipher: FieldCipher): KeptRecipient {
  const { notificationId, rendered } = recipient;
  const sealed = cipher.seal(JSON.stringify(rendered), placeOf(notificationId));
  const named = 'destination' in rendered ? { destination: rendered.destination } : {};
  return { ...recipient, rendered: { channel: rendered.channel, sealed, ...named } };
}

/** What one of an earlier release had in plain text is given as it is. */
export function openRecipient(recipient: KeptRecipient, cipher: FieldCipher): Recipient {
  const { notificationId, rendered: kept } = recipient;
  if (!('sealed' in kept)) return { ...recipient, rendered: kept };
  const rendered = renderedSchema.parse(JSON.parse(cipher.open(kept.sealed, placeOf(notificationId))));
  return { ...recipient, rendered };
}

/** The destination of a message to its one recipient; undefined for mails and pushes. */
export function destinationOf([recipient]: Dispatch['recipients']) {
  return recipient && 'destination' in recipient.rendered ? recipient.rendered.destination : undefined;
}
