import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { observationOf } from '../../../shared/domain/observation/from-extraction.ts';
import type { LocalRequest } from '../../servers/local-server.ts';
import { pageOf, type Words } from './hostile-page.ts';
import { hostilePages } from './hostile-pages.ts';
import { type OpenQuestions, openQuestions, says } from './open-question.ts';

/** The model says whatever the page wants it to say, whether or not the page's words have reached it. */
let wanted: 'real' | 'error' = 'real';
let questions: OpenQuestions;
/** What the model is shown of a page without such words. */
let honest: Prompt;
beforeAll(async () => {
  questions = await openQuestions({ gemini: () => says(wanted, 1) });
  honest = promptIn((await judged({}, 'open', 'error')).request);
});
afterAll(() => questions.close());

const usualMinor = 20_000;
const prices = { proven: 14_000, slipped: 200, open: 2_640 } as const;
/** Longer than answers are kept: every page is to reach the model itself. */
const forgottenAfterMs = 31 * 86_400_000;
let products = 0;

/** A kettle of 200.00 for three weeks, whose page now shows this price beside these words, at every look. */
async function judged(words: Words, price: keyof typeof prices, answer: typeof wanted) {
  const { shop, validate, platform, google, confirmed } = questions;
  wanted = answer;
  products += 1;
  platform.clock.advance(forgottenAfterMs);
  const id = await shop.watch(`kettle-${products}`, usualMinor, 21);
  const { url } = await shop.offer(id);
  const html = pageOf(words, (prices[price] / 100).toFixed(2));
  const extraction = readPage({ url, html, status: 200 }, platform.retailers.forUrl(url));
  const seen = observationOf(extraction, platform.clock.nowMs(), 'http');
  await shop.look(id, seen);
  await shop.look(id, seen, { purpose: 'confirm', anomalyId: shop.anomalyId(id) });
  const asked = google.requests.length;
  expect(await validate(id)).toBe('ack');
  const isAnnounced = confirmed().includes(shop.anomalyId(id));
  return { anomaly: await shop.anomaly(id), isAnnounced, request: google.requests[asked] };
}

const parts = z.object({ parts: z.tuple([z.object({ text: z.string() })]) });
const body = z.object({ systemInstruction: parts, contents: z.tuple([parts]) });
interface Prompt {
  readonly system: string;
  readonly lines: readonly string[];
}

function promptIn(request: LocalRequest | undefined): Prompt {
  const { systemInstruction, contents } = body.parse(JSON.parse(request?.body.toString() ?? 'null'));
  return { system: systemInstruction.parts[0].text, lines: contents[0].parts[0].text.split('\n') };
}

describe.each(hostilePages)('a page that tells the model what to say: %s', (_, words) => {
  it('never has a price announced that the numbers contradict', async () => {
    const { anomaly, isAnnounced, request } = await judged(words, 'slipped', 'real');
    expect(anomaly).toMatchObject({ price: { minor: 200 }, state: 'rejected', decision: { by: 'rules' } });
    expect([isAnnounced, request]).toEqual([false, undefined]);
  });

  it('never has a deal hidden that the numbers prove', async () => {
    const { anomaly, isAnnounced, request } = await judged(words, 'proven', 'error');
    expect(anomaly).toMatchObject({ price: { minor: 14_000 }, state: 'confirmed', decision: { by: 'rules' } });
    expect([isAnnounced, request]).toEqual([true, undefined]);
  });

  it('reaches the model only as data, beside measurements of our own, where the numbers leave it open', async () => {
    const { anomaly, isAnnounced, request } = await judged(words, 'open', 'error');
    // The model is fooled here, and its word counts: what holds above is not the model.
    expect(anomaly).toMatchObject({ price: { minor: 2_640 }, decision: { by: 'gemini', verdict: 'error' } });
    expect(isAnnounced).toBe(false);
    const { system, lines } = promptIn(request);
    const untrusted = 3;
    expect(system).toBe(honest.system);
    expect(lines.toSpliced(untrusted, 1)).toEqual(honest.lines.toSpliced(untrusted, 1));
    expect(lines[untrusted]?.length).toBeLessThan(1_000);
    expect(JSON.stringify(anomaly).length).toBeLessThan(50_000);
  });
});
