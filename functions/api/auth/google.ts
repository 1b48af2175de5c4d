import * as z from 'zod';
import { addresses } from '../../../shared/documents/address.ts';
import type { Stored } from '../../../shared/documents/collection.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { type User, users } from '../../../shared/documents/user.ts';
import { normaliseEmail } from '../../../shared/domain/account/email-address.ts';
import { endSessions } from '../../../shared/domain/account/end-sessions.ts';
import { findUser, isOnBetaList } from '../../../shared/domain/account/find-user.ts';
import { activateSubscriber, firstSubscriber } from '../../../shared/domain/account/first-subscriber.ts';
import { newUser, newUserWrites } from '../../../shared/domain/account/new-user.ts';
import type { DocumentReader, Write } from '../../../shared/ports/documents.ts';
import type { FieldCipher } from '../../../shared/ports/field-cipher.ts';
import type { Identity } from '../../../shared/ports/identity-provider.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type Accounts, mayEnter } from './accounts.ts';
import { newSession, signedIn, signedInView } from './open-session.ts';
import { betaOnly } from './register.ts';

const signInWithGoogle = {
  method: 'POST',
  path: '/api/auth/oauth/google',
  action: 'sign-in',
  summary: "Signs in with Google's id token; makes the account where there is none.",
  body: z.strictObject({ idToken: z.string().min(1).max(8_000) }),
  answer: signedInView,
  limit: 'sign-in',
} as const satisfies Endpoint;

/** `taken-over`: an account nobody had confirmed the address of now belongs to whoever really has it. */
type Entry =
  | { readonly type: 'in'; readonly user: Pick<Stored<User>, 'id' | 'value'>; readonly isTakenOver: boolean }
  | { readonly type: 'not-theirs' }
  | { readonly type: 'beta-only' };

export function googleEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, google } = accounts;
  server.add(signInWithGoogle, async ({ body: { idToken } }, context) => {
    if (!google) return problem(404, 'not-configured', 'sign-in with Google is switched off');
    const found = await google.identify(idToken);
    if (found.type === 'unavailable')
      return problem(503, 'provider-unavailable', 'Google does not answer; try again soon');
    const email =
      found.type === 'identity' && found.identity.isVerified ? normaliseEmail(found.identity.email) : undefined;
    if (found.type === 'refused' || email === undefined) {
      await context.get('audit')(context, { action: 'id-token-refused', target: null });
      return problem(
        401,
        'wrong-credentials',
        'this is no id token of Google for this service, or of no confirmed address',
      );
    }
    const cipher = await accounts.cipher();
    const userId = accounts.random.nonce();
    const unsubscribeToken = accounts.random.nonce();
    const entry = await people.transaction((read) =>
      enter(read, accounts, cipher, { ...found.identity, email }, { userId, unsubscribeToken }),
    );
    if (entry.type === 'beta-only') return betaOnly();
    if (entry.type === 'not-theirs') {
      return problem(409, 'address-taken', 'there is an account with this address; sign in to it with its password');
    }
    const { user, isTakenOver } = entry;
    if (user.value.state === 'suspended') return problem(403, 'account-suspended', 'this account is suspended');
    if (!mayEnter(accounts, user.value)) return betaOnly();
    // Before the new session: whoever made the account without having the address is out.
    if (isTakenOver) await endSessions(people, user.id, clock.nowMs());
    const session = newSession(context, accounts, user.id);
    await people.write([session.write, users.update(user.id, fields({ lastLoginAtMs: clock.nowMs() }))]);
    return signedIn(accounts, user, { id: session.id, generation: 1 });
  });
}

/** Finds or makes the account of an identity: by who they are at Google, else by the address Google vouches for. */
async function enter(
  read: DocumentReader,
  { settings, clock }: Accounts,
  cipher: FieldCipher,
  identity: Identity,
  fresh: { readonly userId: string; readonly unsubscribeToken: string },
): Promise<{ writes: Write[]; result: Entry }> {
  const { email, subject, name, ownsAddress } = identity;
  const subjectIds = cipher.idsOf('google', subject);
  const emailIds = cipher.idsOf('email', email);
  const known = await findUser(read, subjectIds);
  if (known) return { writes: [], result: { type: 'in', user: known, isTakenOver: false } };

  const nowMs = clock.nowMs();
  const linked = (userId: string) => addresses.create(subjectIds[0], { userId, createdAtMs: nowMs });
  const owner = await findUser(read, emailIds);
  if (owner) {
    const { id, value } = owner;
    const isUnconfirmed = value.emailVerifiedAtMs === null;
    if (!ownsAddress && !isUnconfirmed) return { writes: [], result: { type: 'not-theirs' } };
    const changed = {
      identities: { google: subject },
      emailVerifiedAtMs: value.emailVerifiedAtMs ?? nowMs,
      // Set by somebody who never showed that the address is theirs.
      ...(isUnconfirmed ? { passwordHash: null } : {}),
    };
    const writes = [users.update(id, fields(changed)), linked(id), ...(await activateSubscriber(read, id))];
    return {
      writes,
      result: { type: 'in', user: { id, value: { ...value, ...changed } }, isTakenOver: isUnconfirmed },
    };
  }

  const isBetaUser = await isOnBetaList(read, emailIds);
  if (settings.betaMode && !isBetaUser) return { writes: [], result: { type: 'beta-only' } };
  const { userId, unsubscribeToken } = fresh;
  const shortName = name?.trim().slice(0, 100) || null;
  const about = { userId, email, name: shortName, nowMs };
  const identities = { google: subject };
  const values = { passwordHash: null, isBetaUser, identities, emailVerifiedAtMs: nowMs };
  const user = newUser(about, values, cipher);
  const subscriber = await firstSubscriber(read, userId, { email, active: true, unsubscribeToken, nowMs }, cipher);
  const writes = [...newUserWrites(about, user, cipher), linked(userId), ...subscriber];
  return { writes, result: { type: 'in', user: { id: userId, value: user }, isTakenOver: false } };
}
