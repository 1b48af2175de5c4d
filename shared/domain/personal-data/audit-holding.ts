import { apiKeys } from '../../documents/api-key.ts';
import { auditEntries } from '../../documents/audit-entry.ts';
import type { Stored } from '../../documents/collection.ts';
import { fields } from '../../documents/fields.ts';
import type { Write } from '../../ports/documents.ts';
import { auditPlace } from '../account/sealed-places.ts';
import type { Erasing, Holding, Person } from './holding.ts';
import { at, inPages, json } from './show.ts';

type Entry = Stored<(typeof auditEntries)['schema']['_zod']['output']>;

const atOnce = 200;

/** The audit names people by what they are: endpoints by the bare id. */
const namesOf = (userId: string, keyIds: readonly string[]) => ({
  actors: [`user:${userId}`, ...keyIds.map((id) => `key:${id}`)],
  targets: [userId, `user:${userId}`, ...keyIds],
});

const entriesBy = ({ people }: Person, actor: string) =>
  auditEntries.pages(people, 'byActor', { equal: { actor }, limit: atOnce });
const entriesOf = ({ people }: Person, target: string) =>
  auditEntries.pages(people, 'ofTarget', { equal: { target }, limit: atOnce });

export const auditHolding = {
  audit: {
    holds: 'what you did that is written down for a year, and what others did to your account',
    show: async (person) => {
      const { people, cipher, userId } = person;
      const keyIds: string[] = [];
      for await (const page of apiKeys.pages(people, 'ofUser', { equal: { userId }, limit: atOnce }))
        keyIds.push(...page.map(({ id }) => id));
      const { actors, targets } = namesOf(userId, keyIds);
      const own = actors.map((actor) =>
        inPages(entriesBy(person, actor), ({ id, value: { atMs, action, target, from, details } }) =>
          json({ at: at(atMs), by: 'you', action, target, details, from: cipher.open(from, auditPlace(id)) }),
        ),
      );
      // Who did it, and from where, is theirs.
      const others = targets.map((target) =>
        inPages(entriesOf(person, target), ({ value: { atMs, actor, action } }) =>
          actors.includes(actor) ? null : json({ at: at(atMs), by: 'others', action }),
        ),
      );
      return (await Promise.all([...own, ...others])).flat().filter((each) => each !== null);
    },
    /** What was done stays for its year; who it was, and what was written of them, does not. */
    erase: async (erasing) => {
      const { actors, targets } = namesOf(erasing.userId, erasing.keyIds);
      for (const actor of actors) {
        for await (const page of entriesBy(erasing, actor)) {
          await erasing.people.write(page.map((entry) => pseudonymised(entry, erasing, { actor: erasing.pseudonym })));
        }
      }
      for (const target of targets) {
        for await (const page of entriesOf(erasing, target)) {
          await erasing.people.write(page.map((entry) => pseudonymised(entry, erasing, { target: erasing.pseudonym })));
        }
      }
      return 'erased';
    },
  },
} as const satisfies Record<string, Holding>;

function pseudonymised(
  { id, value }: Entry,
  { cipher }: Erasing,
  who: { readonly actor: string } | { readonly target: string },
): Write {
  // Texts were typed by somebody, and may name anybody.
  const details = Object.fromEntries(Object.entries(value.details).filter(([, each]) => typeof each !== 'string'));
  const from = 'actor' in who ? { from: cipher.seal('erased', auditPlace(id)) } : {};
  return auditEntries.update(id, fields({ ...who, ...from, details }));
}
