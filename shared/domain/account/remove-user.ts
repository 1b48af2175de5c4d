import { apiKeys } from '../../documents/api-key.ts';
import { apiUsage } from '../../documents/api-usage.ts';
import { betaList } from '../../documents/beta-place.ts';
import { failedSignIns } from '../../documents/failed-sign-ins.ts';
import { oneTimeTokens, tokenPurpose } from '../../documents/one-time-token.ts';
import { sessions } from '../../documents/session.ts';
import { users } from '../../documents/user.ts';
import type { Documents } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { changeSubscriber } from '../audience/change-subscriber.ts';
import { releaseAddress } from './claim-address.ts';
import { identityEnds } from './enter-by-identity.ts';
import { emailOf } from './new-user.ts';

const atOnce = 200;

/**
 * Removes an account: first what opens it, then the user with all that leads to them and what they wanted to hear. Done
 * again it changes nothing. Erasing somebody (domain/personal-data) begins with this; what other collections hold of
 * them is not touched here.
 */
export async function removeUser(people: Documents, userId: string, cipher: FieldCipher): Promise<void> {
  for (const collection of [sessions, apiKeys, apiUsage] as const) {
    for await (const page of collection.pages(people, 'ofUser', { equal: { userId }, limit: atOnce })) {
      await people.write(page.map(({ id }) => collection.delete(id)));
    }
  }
  for (const purpose of tokenPurpose.options) {
    const links = await oneTimeTokens.find(people, 'ofUser', { equal: { userId, purpose }, limit: atOnce });
    await people.write(links.map(({ id }) => oneTimeTokens.delete(id)));
  }
  await people.transaction(async (read) => {
    const user = await users.get(read, userId);
    const { writes } = await changeSubscriber(read, userId, () => undefined);
    if (!user) return { writes, result: undefined };
    const email = emailOf(userId, user.value, cipher);
    // What is known of an address is not somebody's who only signed up with it.
    const isTheirs = user.value.emailVerifiedAtMs !== null;
    const known = isTheirs
      ? cipher.idsOf('email', email).flatMap((id) => [failedSignIns.delete(id), betaList.delete(id)])
      : [];
    const led = [
      ...identityEnds(user.value.identities, cipher),
      ...(await releaseAddress(read, { userId, email }, cipher)),
    ];
    return { writes: [...writes, ...led, ...known, users.delete(userId)], result: undefined };
  });
}
