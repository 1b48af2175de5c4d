import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestPages } from '../../../shared/domain/audience/digest-pages.ts';

const people = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 4 }),
  fc.integer({ min: 1, max: 130 }).map((count) => new Set(Array.from({ length: count }, (_, n) => `deal-${n}`))),
  { maxKeys: 30 },
);

it('tells everybody all of theirs once, nobody twice in one page, in pages that fit a dispatch', () => {
  fc.assert(
    fc.property(people, (given) => {
      const dealsOf = new Map(Object.entries(given));
      const pages = digestPages(1, 'email', dealsOf);
      const told = new Map<string, string[]>();
      for (const { recipients } of pages) {
        expect(new Set(recipients.map(({ subscriberId }) => subscriberId)).size).toBe(recipients.length);
        expect(recipients.length).toBeLessThanOrEqual(8);
        expect(recipients.reduce((sum, { dealIds }) => sum + dealIds.length, 0)).toBeLessThanOrEqual(60);
        for (const { subscriberId, dealIds } of recipients)
          told.set(subscriberId, [...(told.get(subscriberId) ?? []), ...dealIds]);
      }
      for (const [id, deals] of dealsOf) expect(told.get(id)?.sort()).toEqual([...deals].sort());
      expect(told.size).toBe(dealsOf.size);
      expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
    }),
  );
});

it('gives the same ids to the same people and deals, in whatever order they came, and others at another time', () => {
  const a = new Map([
    ['ada', new Set(['x', 'y'])],
    ['bob', new Set(['z'])],
  ]);
  const b = new Map([
    ['bob', new Set(['z'])],
    ['ada', new Set(['y', 'x'])],
  ]);
  expect(digestPages(1, 'email', a)).toEqual(digestPages(1, 'email', b));
  expect(digestPages(1, 'email', a)).not.toEqual(digestPages(2, 'email', a));
  expect(digestPages(1, 'push', a)).not.toEqual(digestPages(1, 'email', a));
});
