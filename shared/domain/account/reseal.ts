import { addresses } from '../../documents/address.ts';
import { auditEntries } from '../../documents/audit-entry.ts';
import { betaList } from '../../documents/beta-place.ts';
import { fields } from '../../documents/fields.ts';
import { subscribers } from '../../documents/subscriber.ts';
import { suppressions } from '../../documents/suppression.ts';
import { users } from '../../documents/user.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { providers } from '../../ports/identity-provider.ts';
import { changeSubscriber } from '../audience/change-subscriber.ts';
import { sealSubscriberEmail, withOpenEmail } from '../audience/subscriber-email.ts';
import { resealDestinations } from '../channel/kept-destinations.ts';
import { readSuppression } from '../mail/suppression.ts';
import { emailOf, nameOf, sealEmail, sealName } from './new-user.ts';
import { auditPlace, betaPlace } from './sealed-places.ts';

interface Resealed {
  readonly writes: readonly Write[];
  /** Whether anything was sealed under an older key, or not at all. */
  readonly result: boolean;
}

const unchanged: Resealed = { writes: [], result: false };

/** Seals one document of a collection under the newest key; for a user also what leads to them. */
export type Reseal = (read: DocumentReader, id: string, cipher: FieldCipher) => Promise<Resealed>;

/**
 * Every collection with sealed fields that are kept longer than a month, so that an older key can go once nothing needs
 * it: what is sent (`dispatches`) ends by itself before.
 */
export const resealing = {
  users: async (read, id, cipher) => {
    const user = await users.get(read, id);
    if (!user) return unchanged;
    const email = emailOf(id, user.value, cipher);
    const name = nameOf(id, user.value, cipher);
    const leading = [
      cipher.idsOf('email', email),
      cipher.idsOf('unconfirmed', email),
      ...providers.map((provider) => cipher.idsOf(provider, user.value.identities[provider] ?? '')),
    ];
    const suppression = await moveSuppression(read, cipher.idsOf('email', email));
    const moved = [...(await Promise.all(leading.map((ids) => moveAddress(read, ids)))).flat(), ...suppression];
    if (moved.length === 0 && [user.value.email, user.value.name ?? ''].every((each) => !each || cipher.isNewest(each)))
      return unchanged;
    const sealed = { email: sealEmail(id, email, cipher), name: sealName(id, name, cipher) };
    return { writes: [users.update(id, fields(sealed)), ...moved], result: true };
  },
  subscribers: async (read, id, cipher) => {
    const subscriber = await subscribers.get(read, id);
    if (!subscriber) return unchanged;
    const { email, destinations } = withOpenEmail(subscriber, cipher).value;
    const kept = [subscriber.value.email, ...Object.values(destinations).map((to) => to?.sealed)];
    if (kept.every((each) => each === undefined || cipher.isNewest(each))) return unchanged;
    const sealed = {
      ...(email === undefined ? {} : { email: sealSubscriberEmail(id, email, cipher) }),
      destinations: resealDestinations(id, destinations, cipher),
    };
    const { writes } = await changeSubscriber(read, id, (before) => before && { ...before, ...sealed });
    return { writes, result: true };
  },
  'beta-list': async (read, id, cipher) => {
    const place = await betaList.get(read, id);
    if (!place || cipher.isNewest(place.value.email)) return unchanged;
    const email = cipher.open(place.value.email, betaPlace(id));
    const [newest] = cipher.idsOf('email', email);
    const value = { ...place.value, email: cipher.seal(email, betaPlace(newest)) };
    return { writes: [betaList.delete(id), betaList.set(newest, value)], result: true };
  },
  audit: async (read, id, cipher) => {
    const entry = await auditEntries.get(read, id);
    if (!entry || cipher.isNewest(entry.value.from)) return unchanged;
    const from = cipher.seal(cipher.open(entry.value.from, auditPlace(id)), auditPlace(id));
    return { writes: [auditEntries.update(id, fields({ from }))], result: true };
  },
} as const satisfies Record<string, Reseal>;

/** That an address gets no mails, said under any key, is kept under the newest alone. */
async function moveSuppression(
  read: DocumentReader,
  [newest, ...older]: readonly [string, ...string[]],
): Promise<Write[]> {
  const found = (await suppressions.getAll(read, older)).filter((each) => each !== undefined);
  if (found.length === 0) return [];
  const merged = await readSuppression(read, [newest, ...older]);
  return [suppressions.set(newest, merged), ...found.map(({ id }) => suppressions.delete(id))];
}

/** What leads to a user, found under any key, is kept under the newest alone. */
async function moveAddress(read: DocumentReader, [newest, ...older]: readonly [string, ...string[]]): Promise<Write[]> {
  const [atNewest, ...others] = await addresses.getAll(read, [newest, ...older]);
  const found = others.filter((each) => each !== undefined);
  const [first] = found;
  if (!first) return [];
  // Whoever came by the address since holds it.
  const moved = atNewest ? [] : [addresses.set(newest, first.value)];
  return [...moved, ...found.map(({ id }) => addresses.delete(id))];
}
