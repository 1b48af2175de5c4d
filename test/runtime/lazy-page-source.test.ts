import { expect, it } from 'vitest';
import type { PageRequest } from '../../shared/ports/page-source.ts';
import { lazyPageSource } from '../../shared/runtime/lazy-page-source.ts';

const request: PageRequest = {
  url: 'https://shop.example/p',
  robots: 'ignore',
  purpose: 'scheduled',
  signal: new AbortController().signal,
};

/** Says whether it has been closed. */
function sourceThatCounts() {
  const counts = { made: 0, closed: 0 };
  const pages = lazyPageSource(async () => {
    counts.made += 1;
    return {
      fetch: async () => ({ type: 'failed', failure: 'cancelled', detail: counts.closed > 0 ? 'closed' : 'open' }),
      close: async () => {
        counts.closed += 1;
      },
    };
  });
  return { counts, pages };
}

it('is made once, when the first page is asked for', async () => {
  const { counts, pages } = sourceThatCounts();
  expect(counts.made).toBe(0);
  const both = await Promise.all([pages.fetch(request), pages.fetch(request)]);
  expect(both.map((each) => each.type === 'failed' && each.detail)).toEqual(['open', 'open']);
  expect(counts).toEqual({ made: 1, closed: 0 });
});

it('is closed where it has been made, and made only to be closed where it is asked afterwards', async () => {
  const used = sourceThatCounts();
  await used.pages.fetch(request);
  await used.pages.close();
  expect(used.counts).toEqual({ made: 1, closed: 1 });

  const unused = sourceThatCounts();
  await unused.pages.close();
  expect(unused.counts).toEqual({ made: 0, closed: 0 });
  expect(await unused.pages.fetch(request)).toMatchObject({ detail: 'closed' });
});
