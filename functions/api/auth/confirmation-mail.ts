import type { Stored } from '../../../shared/documents/collection.ts';
import type { TokenPurpose } from '../../../shared/documents/one-time-token.ts';
import type { User } from '../../../shared/documents/user.ts';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { nameOf, sealNewEmail } from '../../../shared/domain/account/new-user.ts';
import { oneTimeLink } from '../../../shared/domain/account/one-time-link.ts';
import type { PreparedDispatch } from '../../../shared/domain/dispatch/waiting-dispatch.ts';
import type { FieldCipher } from '../../../shared/ports/field-cipher.ts';
import type { Accounts } from './accounts.ts';

/**
 * The mail to an address that somebody says is theirs: with a link that confirms it, or, where it has an owner, one that
 * tells the owner so. Which of the two only its reader learns: both are the same work and the same answer.
 */
export function confirmationMail(
  { settings, clock, random }: Accounts,
  cipher: FieldCipher,
  about: {
    readonly purpose: Extract<TokenPurpose, 'verify-email' | 'change-address'>;
    readonly userId: string;
    readonly email: string;
    readonly name: string | null;
    readonly owner: Stored<User> | undefined;
  },
): PreparedDispatch {
  const { purpose, userId, email, name, owner } = about;
  const nowMs = clock.nowMs();
  const isTaken = owner !== undefined && owner.id !== userId;
  const asked = isTaken
    ? ({ userId: owner.id, purpose: 'reset-password', nowMs } as const)
    : { userId, purpose, nowMs, ...(purpose === 'verify-email' ? {} : { email: sealNewEmail(userId, email, cipher) }) };
  const link = oneTimeLink(asked, { random, ...settings });
  const mail = prepareMail(
    { ...settings, cipher },
    {
      kind: isTaken ? 'already-registered' : purpose,
      cause: link.id,
      userId: asked.userId,
      email,
      name: isTaken ? nameOf(owner.id, owner.value, cipher) : name,
      link: link.url,
      nowMs,
    },
  );
  return { ...mail, writes: [link.write, ...mail.writes] };
}
