import type { PageSource } from '../ports/page-source.ts';

type ClosablePageSource = PageSource & { close?(): Promise<void> };

/** A page source that is made, its code loaded, when the first page is asked for: a start need not wait for it. */
export function lazyPageSource(make: () => Promise<ClosablePageSource>): PageSource & { close(): Promise<void> } {
  let made: Promise<ClosablePageSource> | undefined;
  let isClosed = false;
  return {
    async fetch(request) {
      made ??= make();
      const source = await made;
      // What a source says once it is closed is its own affair.
      if (isClosed) await source.close?.();
      return source.fetch(request);
    },
    async close() {
      isClosed = true;
      await (await made)?.close?.();
    },
  };
}
