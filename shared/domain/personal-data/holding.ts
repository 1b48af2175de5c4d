import type { Documents, Json } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import type { Payments } from '../../ports/payments.ts';

/** A person whose data are gathered or erased. */
export interface Person {
  readonly people: Documents;
  readonly cipher: FieldCipher;
  readonly userId: string;
  readonly nowMs: number;
}

export interface Erasing extends Person {
  /** What stands for them in the audit from now on. */
  readonly pseudonym: string;
  readonly keyIds: readonly string[];
  /** Undefined where payments are off. */
  readonly payments: () => Promise<Payments | undefined>;
}

/** `later`: something that concerns others too is under way, and is looked for again. */
export type Erased = 'erased' | 'later';

/** What one collection of the people database holds of a person. */
export type Holding =
  | {
      /** In the words of the archive. */
      readonly holds: string;
      /** What the archive shows of it: nothing that opens an account, nothing of others. */
      readonly show: (person: Person) => Promise<readonly Json[]>;
      /** Takes the person out, however often it is begun; or what erases it besides, or why it stays. */
      readonly erase: ((erasing: Erasing) => Promise<Erased>) | { readonly with: string } | { readonly stays: string };
    }
  /** Why there is nobody to be found in it. */
  | { readonly holdsNobody: string };
