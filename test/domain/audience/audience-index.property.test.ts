import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { findAudience } from '../../../functions/select-audience/find-audience.ts';
import { audiencePages } from '../../../shared/documents/audience-page.ts';
import type { Deal } from '../../../shared/documents/deal.ts';
import { type Subscriber, subscribers } from '../../../shared/documents/subscriber.ts';
import { audienceEntryOf } from '../../../shared/domain/audience/audience-entry.ts';
import { changeSubscriber, changeSubscribers } from '../../../shared/domain/audience/change-subscriber.ts';
import { compileFilter } from '../../../shared/domain/audience/compile-filter.ts';
import { factsOf } from '../../../shared/domain/audience/deal-facts.ts';
import { matchesFilter } from '../../../shared/domain/audience/matches-filter.ts';
import { newSubscriber } from '../../../shared/domain/audience/new-subscriber.ts';
import { InMemoryDocuments } from '../../support/in-memory-documents.ts';

const words = ['kettle', 'Oak', 'desk', 'Kettles', 'lamp'];
const few = <T>(values: readonly T[]) => fc.option(fc.subarray([...values]), { nil: undefined });
const money = fc.record({ minor: fc.integer({ min: 1, max: 10_000 }), currency: fc.constantFrom('EUR', 'USD') });
const filters = fc.record(
  {
    keywords: fc.array(fc.constantFrom(...words, 'oak desk', '!?'), { maxLength: 3 }),
    brands: few(['Brook', 'ACME Inc.']),
    categories: few(['Lamps', 'Desks']),
    retailerIds: few(['amazon', 'ebay']),
    kinds: few(['deal', 'glitch'] as const),
    minDiscount: fc.constantFrom(0, 0.2, 0.3, 0.5, 0.7),
    maxPrice: money,
  },
  { requiredKeys: [] },
);
const someone = fc.record({ filter: filters, active: fc.boolean(), hasMail: fc.boolean() });
const dealOf = fc.record({
  title: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((title) => title.join(' ')),
  brand: fc.constantFrom('brook', 'Acme, inc', undefined),
  category: fc.constantFrom('Home > Lamps', 'desk', undefined),
  retailerId: fc.constantFrom('amazon', 'ebay', 'walmart'),
  kind: fc.constantFrom('deal', 'glitch'),
  discount: fc.constantFrom(0.2, 0.3, 0.45, 0.9),
  price: money,
});

const pagesOf = (people: InMemoryDocuments) =>
  people
    .all()
    .filter(({ collection }) => collection === 'audience-pages')
    .map(({ data }) => ({ value: audiencePages.schema.parse(data) }));

type Change = { readonly who: number; readonly to: Partial<Subscriber> | undefined };

async function apply(people: InMemoryDocuments, { who, to }: Change, atMs: number): Promise<void> {
  const fresh = newSubscriber({ locale: 'en', timeZone: 'Etc/UTC', unsubscribeToken: `t${who}`, createdAtMs: atMs });
  // So few to a page that the trees grow deep.
  const limits = { entries: 3, characters: 2_000 };
  await people.transaction((read) =>
    changeSubscribers(read, [{ id: `s${who}`, change: () => to && { ...fresh, ...to } }], limits),
  );
}

it('finds exactly those whose filter a deal passes, however subscribers came, changed and went', {
  timeout: 60_000,
}, async () => {
  const change = fc.record({ who: fc.nat({ max: 25 }), to: fc.option(someone, { nil: undefined, freq: 6 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 60 }),
      fc.array(dealOf, { minLength: 3, maxLength: 3 }),
      async (changes, deals) => {
        const people = new InMemoryDocuments('people');
        for (const [i, { who, to }] of changes.entries()) {
          const value = to && {
            filter: to.filter as Subscriber['filter'],
            active: to.active,
            ...(to.hasMail ? { email: 'a@b.example' } : {}),
          };
          await apply(people, { who, to: value }, i);
        }
        const everybody = await subscribers.find(people, 'oldest', { limit: 1_000 });
        for (const deal of deals) {
          // The fields that filters look at are all that is needed here.
          const facts = factsOf(deal as Deal);
          const expected = everybody.filter(
            ({ value }) => audienceEntryOf(value) && matchesFilter(compileFilter(value.filter), facts),
          );
          const found: string[] = [];
          for await (const matches of findAudience(people, facts, (error) => expect.fail(error.message))) {
            found.push(...matches.map(({ subscriberId }) => subscriberId));
          }
          expect(found.sort()).toEqual(expected.map(({ id }) => id).sort());
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('leaves nobody behind when everybody has gone, and makes rare terms one page', async () => {
  const people = new InMemoryDocuments('people');
  for (let who = 0; who < 20; who++)
    await apply(people, { who, to: { email: 'a@b.example', filter: { minDiscount: who / 25 } } }, who);
  await apply(people, { who: 99, to: { email: 'a@b.example', filter: { keywords: ['zither'] } } }, 99);
  const pages = () => pagesOf(people);
  expect(pages().filter(({ value }) => value.term === 'word zither')).toHaveLength(1);
  for (let who = 0; who < 100; who++) await apply(people, { who, to: undefined }, 0);
  expect(pages().flatMap(({ value }) => Object.keys(value.entries))).toEqual([]);
  expect(pages().every(({ value }) => value.lowestDiscount === null)).toBe(true);
});

it('does not touch the index when what changes is not kept there', async () => {
  const people = new InMemoryDocuments('people');
  await apply(people, { who: 1, to: { email: 'a@b.example' } }, 1);
  const [before] = await audiencePages.find(people, 'inUse', { limit: 1 });
  await people.transaction((read) =>
    changeSubscriber(read, 's1', (value) => value && { ...value, email: 'c@d.example' }),
  );
  expect((await audiencePages.find(people, 'inUse', { limit: 1 }))[0]?.version).toBe(before?.version);
});
