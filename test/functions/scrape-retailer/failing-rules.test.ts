import { expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { shards } from '../../../shared/documents/shard.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { PageSource } from '../../../shared/ports/page-source.ts';
import { TransientError } from '../../../shared/runtime/errors.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import type { ReadPage } from '../../../shared/runtime/platform.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pageWays } from '../../support/page-ways.ts';
import { testPlatform } from '../../support/test-platform.ts';

const shardId = 'generic~kettles.example:1';
const pages: PageSource = {
  fetch: async ({ url }) => ({ type: 'page', status: 200, url, html: url, bytes: 0, validators: {} }),
};

/** Two pages are looked at, one of which the rules cannot take. */
async function lookAtTwo(error: Error) {
  const base = testPlatform({ clock: new ManualClock(undefined, { autoAdvance: true }) });
  const readPage: ReadPage = async ({ url }) => {
    if (url.includes('/odd')) throw error;
    return { outcome: 'gone', reasons: [], facts: {} };
  };
  const platform = { ...base, readPage };
  const dueAtMs = platform.clock.nowMs();
  for (const path of ['odd?session=1', 'even']) {
    const url = `https://kettles.example/${path}`;
    await watchOffer(platform.catalogue, url, platform.retailers.forUrl(url), dueAtMs);
  }
  const receive = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
    scrapeRetailer({
      ...on,
      ...pageWays(on, pages),
      allowedWays: async () => ['http'],
      skipWithinMs: 15 * 60_000,
    }),
  )(platform);
  const text = JSON.stringify({ purpose: 'scheduled', shardId, dueAtMs });
  const result = await receive({ id: 'm', topic: scrapeRequested.name, text, attributes: {}, publishedAtMs: 0 });
  const { offers = {} } = (await shards.get(platform.catalogue, shardId))?.value ?? {};
  const outcomes = Object.fromEntries(
    Object.values(offers).map(({ url, outcome }) => [new URL(url).pathname.slice(1), outcome]),
  );
  const oddId = Object.keys(offers).find((id) => offers[id]?.url.includes('/odd'));
  return { result, outcomes, oddId, errors: platform.logged.filter(({ severity }) => severity === 'ERROR') };
}

it('A page that the rules fail on is unreadable and the operator is told; the others of its shard are read', async () => {
  const { result, outcomes, oddId, errors } = await lookAtTwo(new TypeError('x is undefined'));
  expect(result).toBe('ack');
  expect(outcomes).toEqual({ odd: 'unreadable', even: 'gone' });
  expect(errors[0]).toMatchObject({
    context: { shardId, offerId: oddId, host: 'kettles.example' },
    error: { message: 'x is undefined' },
  });
});

it('A page whose reader is being stopped says nothing of the page: it is read when the message comes again', async () => {
  const { result, outcomes, errors } = await lookAtTwo(new TransientError('the page workers were stopped'));
  expect(result).toBe('retry');
  expect(outcomes.odd).toBeNull();
  expect(errors).toEqual([]);
});
