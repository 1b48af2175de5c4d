import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentIndexes } from '../../../shared/adapters/sqlite/document-index.ts';
import { openDatabase } from '../../../shared/adapters/sqlite/open-database.ts';
import { selectSql } from '../../../shared/adapters/sqlite/query-sql.ts';
import { sqliteDocuments } from '../../../shared/adapters/sqlite/sqlite-documents.ts';
import type { CollectionDefinition, JsonObject, Write } from '../../../shared/ports/documents.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('documents in a SQLite file', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  let files = 0;
  const newFile = (): string => {
    files += 1;
    return join(folder.path, `${files}.db`);
  };
  const set = (collection: CollectionDefinition, id: string, data: JsonObject): Write => ({
    type: 'set',
    key: { collection, id },
    data,
  });

  it('delete what has expired when asked, oldest of each collection first, within the limit', async () => {
    const session: CollectionDefinition = { name: 'sessions', database: 'people', queries: {}, ttlField: 'untilMs' };
    const ticket: CollectionDefinition = { ...session, name: 'tickets' };
    const database = openDatabase(newFile(), { collections: [session, ticket] });
    const people = sqliteDocuments(database, 'people');
    await people.write([
      set(session, 'old', { untilMs: 100 }),
      set(session, 'older', { untilMs: 50 }),
      set(session, 'renewed', { untilMs: 60 }),
      set(session, 'valid', { untilMs: 101 }),
      set(session, 'endless', {}),
      set(session, 'text', { untilMs: '1' }),
      set(ticket, 'old', { untilMs: 10 }),
    ]);
    await people.write([set(session, 'renewed', { untilMs: 500 })]);
    expect(await people.deleteExpired(100, 1)).toBe(1);
    expect(await people.get({ collection: session, id: 'older' })).toBeUndefined();
    expect(await people.get({ collection: session, id: 'old' })).toBeDefined();
    expect(await people.deleteExpired(100, 10)).toBe(2);
    expect(await people.deleteExpired(100, 10)).toBe(0);
    const left = await people.getAll(
      ['renewed', 'valid', 'endless', 'text'].map((id) => ({ collection: session, id })),
    );
    expect(left).not.toContain(undefined);
    database.close();
  });

  it('get indexes for new and changed queries when the file is opened, and lose those that are gone', async () => {
    const file = newFile();
    const before: CollectionDefinition = {
      name: 'offers',
      database: 'catalogue',
      queries: {
        byShop: { equal: ['shop'] },
        due: { order: [{ field: 'dueAtMs', direction: 'asc' }] },
      },
    };
    const first = openDatabase(file, { collections: [before] });
    await sqliteDocuments(first, 'catalogue').write([
      set(before, 'a', { shop: 'x', dueAtMs: 1, tokens: ['red'] }),
      set(before, 'b', { shop: 'y', dueAtMs: 2, tokens: ['red', 'blue'] }),
    ]);
    first.close();

    const after: CollectionDefinition = {
      ...before,
      queries: {
        due: { order: [{ field: 'dueAtMs', direction: 'desc' }] },
        tagged: { arrayContains: 'tokens' },
      },
    };
    const second = openDatabase(file, { collections: [after] });
    const catalogue = sqliteDocuments(second, 'catalogue');
    const ids = async (query: Promise<readonly { readonly id: string }[]>) => (await query).map(({ id }) => id);
    expect(await ids(catalogue.query({ collection: after, query: 'due', limit: 9 }))).toEqual(['b', 'a']);
    expect(await ids(catalogue.query({ collection: after, query: 'tagged', arrayContains: 'red', limit: 9 }))).toEqual([
      'a',
      'b',
    ]);
    const tables = second.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'catalogue.%' ORDER BY name").all();
    expect(tables.map(({ name }) => name)).toEqual([
      'catalogue.offers',
      'catalogue.offers by due',
      'catalogue.offers by tagged',
    ]);
    second.close();
  });

  it('stay when their collection is no longer declared', async () => {
    const file = newFile();
    const kept: CollectionDefinition = { name: 'kept', database: 'catalogue', queries: { all: {} } };
    const first = openDatabase(file, { collections: [kept] });
    await sqliteDocuments(first, 'catalogue').write([set(kept, 'a', { n: 1 })]);
    first.close();
    openDatabase(file, { collections: [] }).close();
    const third = openDatabase(file, { collections: [kept] });
    const found = await sqliteDocuments(third, 'catalogue').query({ collection: kept, query: 'all', limit: 5 });
    expect(found.map(({ data }) => data)).toEqual([{ n: 1 }]);
    third.close();
  });

  it('never get a version again that they had before the file was closed', async () => {
    const file = newFile();
    const thing: CollectionDefinition = { name: 'things', database: 'catalogue', queries: {} };
    const versions: (string | undefined)[] = [];
    for (let round = 0; round < 3; round += 1) {
      const database = openDatabase(file, { collections: [thing] });
      const catalogue = sqliteDocuments(database, 'catalogue');
      const key = { collection: thing, id: 'a' };
      await catalogue.write([set(thing, 'a', {})]);
      versions.push((await catalogue.get(key))?.version);
      await catalogue.write([{ type: 'delete', key }]);
      database.close();
    }
    expect(new Set(versions).size).toBe(3);
  });

  it('share one commit with everybody who writes in the same turn of the event loop', async () => {
    const thing: CollectionDefinition = { name: 'things', database: 'catalogue', queries: {} };
    const database = openDatabase(newFile(), { collections: [thing] });
    const catalogue = sqliteDocuments(database, 'catalogue');
    const before = database.commits;
    await Promise.all(Array.from({ length: 100 }, (_, n) => catalogue.write([set(thing, `t${n}`, { n })])));
    expect(database.commits - before).toBe(1);
    database.close();
  });

  it('are found through their index, never by reading them all', async () => {
    const offer: CollectionDefinition = {
      name: 'offers',
      database: 'catalogue',
      queries: { ofShops: { equal: ['state'], in: 'shop', order: [{ field: 'dueAtMs', direction: 'desc' }] } },
    };
    const database = openDatabase(newFile(), { collections: [offer] });
    const index = documentIndexes(offer).get('ofShops');
    if (!index) throw new Error('no index');
    const { sql, values } = selectSql(index, 'catalogue.offers', {
      collection: offer,
      query: 'ofShops',
      equal: { state: 'active' },
      in: ['a', 'b', 'c'],
      range: { max: 5 },
      after: [5, 'x'],
      limit: 10,
    });
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(({ detail }) => String(detail));
    expect(plan.filter((step) => step.startsWith('SEARCH catalogue.offers by ofShops'))).toHaveLength(3);
    expect(plan.filter((step) => step.startsWith('SCAN') && step !== 'SCAN i')).toEqual([]);
    expect(plan.join()).not.toContain('TEMP B-TREE');
    database.close();
  });
});
