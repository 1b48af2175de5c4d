import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../../shared/adapters/sqlite/sqlite-documents.ts';
import { DatabaseRefusedError } from '../../../shared/adapters/sqlite/storage-error.ts';
import type { CollectionDefinition } from '../../../shared/ports/documents.ts';
import { TransientError } from '../../../shared/runtime/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const things: CollectionDefinition = { name: 'things', database: 'catalogue', queries: {}, ttlField: 'expiresAtMs' };
const collections = [things];

describe('opening a database file', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  let files = 0;
  const newFile = (): string => {
    files += 1;
    return join(folder.path, `${files}`, 'pricehawk.db');
  };
  const put = (database: SqliteDatabase, id: string, text = '') =>
    sqliteDocuments(database, 'catalogue').write([
      { type: 'set', key: { collection: things, id }, data: { text, size: text.length } },
    ]);
  const get = (database: SqliteDatabase, id: string) =>
    sqliteDocuments(database, 'catalogue').get({ collection: things, id });
  const filled = async (file: string): Promise<void> => {
    const database = openDatabase(file, { collections });
    await Promise.all(Array.from({ length: 50 }, (_, n) => put(database, `t${n}`, 'x'.repeat(2_000))));
    database.close();
  };
  const refusalOf = (file: string, opened: readonly CollectionDefinition[] = collections): string => {
    try {
      openDatabase(file, { collections: opened }).close();
    } catch (error) {
      expect(error).toBeInstanceOf(DatabaseRefusedError);
      const message = error instanceof Error ? error.message : '';
      expect(message).not.toContain('\n');
      return message;
    }
    throw new Error('was not refused');
  };

  it('makes it and its folder, readable by nobody else, and finds everything again', async () => {
    const file = newFile();
    await filled(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const database = openDatabase(file, { collections });
    expect((await get(database, 't49'))?.data.size).toBe(2_000);
    database.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it('is refused while another process has it open, which is named, and possible as soon as that one is killed', async () => {
    const file = newFile();
    const module = new URL('../../../shared/adapters/sqlite/open-database.ts', import.meta.url).href;
    const script = `
      const { openDatabase } = await import(${JSON.stringify(module)});
      openDatabase(process.argv[1], { collections: [] });
      console.log('open');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', script, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(refusalOf(file)).toMatch(`in use by another PriceHawk (process ${holder.pid})`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(`${holder.pid}\n`);
    openDatabase(file, { collections }).close();
  });

  it('is refused twice in one process too', () => {
    const file = newFile();
    const database = openDatabase(file, { collections });
    expect(refusalOf(file)).toMatch(`process ${process.pid}`);
    expect(refusalOf(file)).toMatch(`process ${process.pid}`);
    database.close();
  });

  it.each([
    ['of a process that has ended', '4194303'],
    ['whose pid belongs to another program by now', String(process.ppid)],
    ['that was written half', ''],
  ])('does not mind a lock file %s', async (_, content) => {
    const file = newFile();
    await filled(file);
    writeFileSync(`${file}.lock`, content);
    const database = openDatabase(file, { collections });
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(`${process.pid}\n`);
    database.close();
  });

  it('is refused when a newer version wrote it, and changes nothing in it', async () => {
    const file = newFile();
    await filled(file);
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99; CREATE TABLE "catalogue.future by something" (a)');
    newer.close();
    const before = readFileSync(file);
    expect(refusalOf(file)).toMatch(/newer PriceHawk \(format 99, this one knows 1\).*left as it is.*restore a backup/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is refused when it belongs to another program, and changes nothing in it', () => {
    const file = join(folder.path, 'foreign.db');
    const foreign = new DatabaseSync(file);
    foreign.exec('CREATE TABLE notes (a)');
    foreign.close();
    const before = readFileSync(file);
    expect(refusalOf(file)).toMatch(/database of another program/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each<readonly [string, (file: string) => void]>([
    ['no database at all', (file) => writeFileSync(file, 'Dear diary, '.repeat(500))],
    ['cut off', (file) => truncateSync(file, 40_000)],
    [
      'overwritten in the middle, found after an unclean stop',
      (file) => {
        const content = readFileSync(file);
        content.fill(0xa5, 8_192, content.length - 8_192);
        writeFileSync(file, content);
        writeFileSync(`${file}.lock`, '4194303\n');
      },
    ],
  ])('is refused when it is %s, with the way to restore, and left as it is', async (_, damage) => {
    const file = newFile();
    await filled(file);
    damage(file);
    const before = readFileSync(file);
    expect(refusalOf(file)).toMatch(/is damaged \(.*left as it is.*To restore: .*backup/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is refused in one line where it cannot be made', () => {
    const blocked = join(folder.path, 'plain-file');
    writeFileSync(blocked, '');
    expect(refusalOf(join(blocked, 'pricehawk.db'))).toMatch(/cannot be opened/);
  });

  it('is refused in one line when it is read-only', async () => {
    if (process.getuid?.() === 0) return; // root writes read-only files
    const file = newFile();
    await filled(file);
    chmodSync(file, 0o400);
    expect(refusalOf(file)).toMatch(/read-?only/);
  });

  it('gives a backup that can be opened in its place', async () => {
    const file = newFile();
    await filled(file);
    const database = openDatabase(file, { collections });
    const copy = `${file}.backup`;
    database.backup(copy);
    await put(database, 'after', 'the backup');
    database.close();
    const restored = openDatabase(copy, { collections });
    expect((await get(restored, 't49'))?.data.size).toBe(2_000);
    expect(await get(restored, 'after')).toBeUndefined();
    restored.close();
  });

  describe('when the disk is full', () => {
    it('rejects every writer of that turn in one line, keeps nothing of them, and goes on when there is room', async () => {
      const database = openDatabase(newFile(), { collections });
      await put(database, 'before', 'kept');
      const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
      database.prepare(`PRAGMA max_page_count = ${pages + 2}`).get();
      const outcomes = await Promise.allSettled([put(database, 'small'), put(database, 'large', 'x'.repeat(50_000))]);
      for (const outcome of outcomes) {
        if (outcome.status !== 'rejected') throw new Error('was saved');
        expect(outcome.reason).toBeInstanceOf(TransientError);
        expect(String(outcome.reason)).toMatch(/pricehawk\.db: the disk is full, nothing was saved$/);
      }
      expect(await get(database, 'small')).toBeUndefined();
      expect((await get(database, 'before'))?.data.text).toBe('kept');
      database.prepare('PRAGMA max_page_count = 100000').get();
      await put(database, 'large', 'x'.repeat(50_000));
      expect((await get(database, 'large'))?.data.size).toBe(50_000);
      database.close();
    });
  });

  it('commits what was begun when it is closed, and takes nothing afterwards', async () => {
    const file = newFile();
    const database = openDatabase(file, { collections });
    const last = put(database, 'last');
    await Promise.resolve();
    database.close();
    await last;
    await expect(put(database, 'later')).rejects.toThrow('is closed');
    database.close();
    const again = openDatabase(file, { collections });
    expect(await get(again, 'last')).toBeDefined();
    again.close();
  });
});
