import type { Subscriber } from '../../documents/subscriber.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';

const placeOf = (subscriberId: string): string => `subscribers/${subscriberId}/email`;

export const sealSubscriberEmail = (subscriberId: string, email: string, cipher: FieldCipher): string =>
  cipher.seal(email, placeOf(subscriberId));

/** Releases before kept addresses in plain text; no sealed text has an @. */
const isPlainEmail = (email: string): boolean => email.includes('@');

/** The subscriber with their address in plain text, as it is needed where they are told and nowhere else. */
export function withOpenEmail<S extends { readonly id: string; readonly value: Subscriber }>(
  subscriber: S,
  cipher: FieldCipher,
): S {
  const { id, value } = subscriber;
  if (value.email === undefined || isPlainEmail(value.email)) return subscriber;
  return { ...subscriber, value: { ...value, email: cipher.open(value.email, placeOf(id)) } };
}
