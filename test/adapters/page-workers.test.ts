import { afterEach, describe, expect, test } from 'vitest';
import { type PageWorkers, pageWorkers } from '../../shared/adapters/page-workers.ts';
import type { Page } from '../../shared/domain/extraction/extraction.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';

const [generic] = builtInRetailers.filter(({ hosts }) => hosts.length === 0);
if (!generic) throw new Error('no generic retailer');

const pageWith = (price: string): Page => ({
  url: 'https://shop.example/p/1',
  status: 200,
  html: `<html><head><title>Kettle</title></head><body><h1>Kettle</h1><p class="price">€${price}</p></body></html>`,
});
/** More elements than a thread with little memory can hold. */
const hugePage: Page = { ...pageWith('1.00'), html: '<p title="a b">'.repeat(250_000) };

let workers: PageWorkers | undefined;
afterEach(() => workers?.stop());

describe('page workers', () => {
  test('read every page as it is read in this thread, each answer to its own question', async () => {
    workers = pageWorkers({ threads: 2 });
    const { readPage: read } = workers;
    const pages = Array.from({ length: 20 }, (_, i) => pageWith(`${10 + i}.95`));
    const read20 = await Promise.all(pages.map((page) => read(page, generic, null)));
    expect(read20).toEqual(pages.map((page) => readPage(page, generic)));
    expect(new Set(read20.map((extraction) => JSON.stringify(extraction))).size).toBe(20);
  });

  test('use the rules of the retailer that is asked for, also when another was asked for before', async () => {
    workers = pageWorkers({ threads: 1 });
    const euro = { ...generic, id: 'euro', currency: 'EUR' };
    const page: Page = { ...pageWith('5.00'), html: pageWith('5.00').html.replace('€', '') };
    for (const retailer of [generic, euro, generic, euro]) {
      expect(await workers.readPage(page, retailer, null)).toEqual(readPage(page, retailer));
    }
  });

  test('call a page unreadable that needs more memory than a thread has, and go on with the next', async () => {
    workers = pageWorkers({ threads: 1, memoryMb: 40 });
    const [huge, ordinary] = await Promise.all([
      workers.readPage(hugePage, generic, null),
      workers.readPage(pageWith('19.95'), generic, null),
    ]);
    expect(huge).toMatchObject({ outcome: 'unreadable', reason: expect.stringContaining('memory') });
    expect(ordinary).toMatchObject({ outcome: 'price', price: { minor: 1995, currency: 'EUR' } });
  });

  test('call a page unreadable that takes longer than a page may', async () => {
    workers = pageWorkers({ threads: 1, pageMs: 1 });
    const slow = await workers.readPage(hugePage, generic, null);
    expect(slow).toMatchObject({ outcome: 'unreadable', reason: expect.stringContaining('within 1 ms') });
  });

  test('refuse what was not read when they are stopped, and everything afterwards', async () => {
    workers = pageWorkers({ threads: 1 });
    const { readPage: read, stop } = workers;
    const pages = Array.from({ length: 5 }, () => read(hugePage, generic, null));
    const ended = Promise.allSettled(pages);
    await stop();
    expect((await ended).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    await expect(read(pageWith('1.00'), generic, null)).rejects.toThrow('stopped');
  });
});
