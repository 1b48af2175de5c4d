import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRetailers } from '../../../infra/bench/read-retailers.ts';
import { readSavedPages } from '../../../infra/bench/read-saved-pages.ts';
import type { Extraction } from '../../../shared/domain/extraction/extraction.ts';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { retailerOfUrl } from '../../../shared/domain/extraction/retailer-of-url.ts';
import { toMajorUnits } from '../../../shared/domain/money/to-money.ts';

interface Answer {
  readonly id: string;
  readonly pageType: string;
  readonly confidence: string;
  readonly expected: { readonly price: number | null; readonly alsoAcceptable?: readonly { readonly price: number }[] };
}

const index = resolve('../shared/bench/pages/index.json');

describe('saved shop pages', () => {
  const read: {
    readonly answer: Answer;
    readonly extraction: Extraction;
    readonly price: number | null;
    readonly right: boolean;
  }[] = [];

  beforeAll(() => {
    if (!existsSync(index)) throw new Error(`the measuring data is missing: ${index}`);
    const answers = new Map((JSON.parse(readFileSync(index, 'utf8')) as Answer[]).map((answer) => [answer.id, answer]));
    const retailers = readRetailers();
    for (const { id, url, html } of readSavedPages(index)) {
      const answer = answers.get(id);
      const retailer = retailerOfUrl(url, retailers);
      if (answer === undefined || retailer === undefined || answer.confidence === 'low') continue;
      const extraction = readPage({ url, html, status: 200 }, retailer);
      const price = extraction.outcome === 'price' ? toMajorUnits(extraction.price) : null;
      const accepted = [answer.expected.price, ...(answer.expected.alsoAcceptable ?? []).map((each) => each.price)];
      const right = accepted.some((each) => each !== null && price !== null && Math.abs(each - price) < 0.006);
      read.push({ answer, extraction, price, right });
    }
  });

  const priced = () => read.filter(({ answer }) => answer.expected.price !== null);

  it('give the right price on at least 97 % of those that have one', () => {
    expect(priced().filter(({ right }) => right).length / priced().length).toBeGreaterThanOrEqual(0.97);
  });

  it('never give a price where there is none', () => {
    expect(
      read
        .filter(({ answer, price }) => answer.expected.price === null && price !== null)
        .map(({ answer }) => answer.id),
    ).toEqual([]);
  });

  it('are read surely on at least 70 %, and never surely wrong', () => {
    const sure = priced().filter(({ extraction }) => extraction.outcome === 'price' && extraction.confidence >= 0.9);
    expect(sure.length / priced().length).toBeGreaterThanOrEqual(0.7);
    expect(sure.filter(({ right }) => !right).map(({ answer }) => answer.id)).toEqual([]);
  });

  it('are called blocked where they are, and nowhere else', () => {
    const wrong = read.filter(
      ({ answer, extraction }) => (answer.pageType === 'blocked') !== (extraction.outcome === 'blocked'),
    );
    expect(wrong.map(({ answer }) => answer.id)).toEqual([]);
  });
});
