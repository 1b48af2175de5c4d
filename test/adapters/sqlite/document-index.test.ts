import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../../shared/adapters/sqlite/sqlite-documents.ts';
import type { CollectionDefinition, Write } from '../../../shared/ports/documents.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const things: CollectionDefinition = {
  name: 'things',
  database: 'catalogue',
  queries: {
    byState: { equal: ['state'], order: [{ field: 'rank', direction: 'desc' }] },
    tagged: { arrayContains: 'tags', order: [{ field: 'rank', direction: 'asc' }] },
  },
  ttlField: 'rank',
};
const folder = temporaryFolder();
afterAll(() => folder.remove());

const scalar = fc.oneof(
  fc.constantFrom(null, true, false, 0, -0, 1, '', 'a'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const data = fc.record(
  { state: scalar, rank: fc.oneof(scalar, fc.constant({ not: 'a scalar' })), tags: fc.array(scalar, { maxLength: 4 }) },
  { requiredKeys: [] },
);
const key = fc.constantFrom('x', 'y', 'z').map((id) => ({ collection: things, id }));
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ type: fc.constant('set' as const), key, data }),
  fc.record({
    type: fc.constant('update' as const),
    key,
    fields: fc
      .constantFrom('state', 'rank', 'tags')
      .chain((field) =>
        fc.tuple(fc.record({ path: fc.constant([field] as [string]), value: fc.option(scalar, { nil: undefined }) })),
      ),
  }),
  fc.record({ type: fc.constant('delete' as const), key }),
);

function indexRows(database: SqliteDatabase): unknown[] {
  return ['by byState', 'by tagged', 'expiry'].map((index) =>
    database.prepare(`SELECT * FROM "catalogue.things ${index}"`).all(),
  );
}

it('keeps indexes that are the same as those made anew from the documents, whatever is written', async () => {
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
      files += 1;
      const file = join(folder.path, `${files}.db`);
      const database = openDatabase(file, { collections: [things] });
      const documents = sqliteDocuments(database, 'catalogue');
      // An update of a document that is not there is refused; the rest must not notice.
      await Promise.allSettled(writes.map((one) => documents.write([one])));
      const kept = indexRows(database);
      database.close();
      openDatabase(file, { collections: [] }).close();
      const rebuilt = openDatabase(file, { collections: [things] });
      expect(kept).toEqual(indexRows(rebuilt));
      rebuilt.close();
    }),
    { numRuns: 20 },
  );
});
