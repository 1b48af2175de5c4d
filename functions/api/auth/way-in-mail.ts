import type { Stored } from '../../../shared/documents/collection.ts';
import type { User } from '../../../shared/documents/user.ts';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { emailOf, nameOf } from '../../../shared/domain/account/new-user.ts';
import type { PreparedDispatch } from '../../../shared/domain/dispatch/waiting-dispatch.ts';
import type { FieldCipher } from '../../../shared/ports/field-cipher.ts';
import type { Identity } from '../../../shared/ports/identity-provider.ts';
import type { Accounts } from './accounts.ts';
import { providerTitle } from './identify.ts';

/** Tells the owner that another service opens their account now, or no more. */
export function wayInMail(
  { settings, clock }: Accounts,
  { id, value }: Pick<Stored<User>, 'id' | 'value'>,
  cipher: FieldCipher,
  what: {
    readonly kind: 'way-in-added' | 'way-in-removed';
    readonly identity: Pick<Identity, 'provider' | 'subject'>;
  },
): PreparedDispatch {
  const { kind, identity } = what;
  const nowMs = clock.nowMs();
  return prepareMail(
    { ...settings, cipher },
    {
      kind,
      cause: `${id} ${identity.provider} ${identity.subject} ${nowMs}`,
      userId: id,
      email: emailOf(id, value, cipher),
      name: nameOf(id, value, cipher),
      link: null,
      detail: `The service is ${providerTitle[identity.provider]}.`,
      nowMs,
    },
  );
}
