import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../../shared/adapters/sqlite/group-commit.ts';

class Watched extends DatabaseSync {
  readonly commits: unknown[] = [];

  override exec(sql: string): void {
    super.exec(sql);
    if (sql === 'COMMIT') this.commits.push(this.prepare('PRAGMA synchronous').get()?.synchronous);
  }
}
const [normal, full] = [1, 2];

describe('a shared commit', () => {
  const open = () => {
    const connection = new Watched(':memory:');
    connection.exec('PRAGMA synchronous = FULL');
    return { connection, group: new GroupCommit(connection, 'test', () => {}) };
  };

  it('is flushed unless nobody in it needs that', async () => {
    const { connection, group } = open();
    await group.add(() => {}, 'written');
    await group.add(() => {});
    await Promise.all([group.add(() => {}, 'written'), group.add(() => {}, 'flushed')]);
    await group.add(() => {}, 'written');
    expect(connection.commits).toEqual([normal, full, full, normal]);
    connection.close();
  });
});
