import { afterEach, describe, expect, test, vi } from 'vitest';
import { createGeminiJudge } from '../../shared/adapters/gemini.ts';
import { createOpenRouterJudge } from '../../shared/adapters/openrouter.ts';
import type { PriceJudge } from '../../shared/ports/price-judge.ts';
import { googleError, realAnswer, startGeminiServer } from '../servers/gemini.ts';
import { deadOrigin, type LocalAnswer, type LocalServer } from '../servers/local-server.ts';
import { startOpenRouterServer } from '../servers/openrouter.ts';
import { judgeQuestion } from '../support/judge-question.ts';
import { ManualClock } from '../support/manual-clock.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const price = { inputUsdPerMillion: 0.3, outputUsdPerMillion: 2.5 };
const anyTime = () => new AbortController().signal;
const failure = (status: number): LocalAnswer => ({ status, body: '{"error":{"message":"secret-key was seen"}}' });

interface Provider {
  readonly name: string;
  readonly start: (reply?: string) => Promise<LocalServer>;
  readonly judge: (baseUrl: string, clock: ManualClock, apiKey?: string) => PriceJudge;
}

const providers: readonly Provider[] = [
  {
    name: 'Gemini',
    start: (text = realAnswer) => startGeminiServer({ apiKey: 'secret-key', reply: () => ({ text }) }),
    judge: (baseUrl, clock, apiKey = 'secret-key') =>
      createGeminiJudge({ apiKey, model: 'gemini-2.5-flash', price, baseUrl, clock, thinkingTokens: 0 }),
  },
  {
    name: 'OpenRouter',
    start: (text = realAnswer) => startOpenRouterServer({ apiKey: 'secret-key', reply: () => ({ text }) }),
    judge: (baseUrl, clock, apiKey = 'secret-key') =>
      createOpenRouterJudge({ apiKey, model: 'deepseek/deepseek-chat', price, baseUrl, clock }),
  },
];

describe.each(providers)('$name', ({ start, judge }) => {
  async function setUp(options: { readonly reply?: string; readonly apiKey?: string; readonly baseUrl?: string } = {}) {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const server = await start(options.reply);
    cleanups.push(server.close);
    return { clock, server, judge: judge(options.baseUrl ?? server.origin, clock, options.apiKey) };
  }

  test('gives the verdict with model, prompt version, tokens and cost', async () => {
    const { server, judge } = await setUp();
    const answer = await judge.judge(judgeQuestion(), anyTime());
    expect(answer).toMatchObject({ type: 'answer', verdict: 'real', confidence: 0.9, promptVersion: 'price-judge-2' });
    if (answer.type !== 'answer') return;
    const { inputTokens, outputTokens, costMicroUsd } = answer.usage;
    expect([inputTokens, outputTokens]).toEqual(judge.provider === 'gemini' ? [400, 100] : [500, 80]);
    expect(costMicroUsd).toBe(Math.ceil(inputTokens * 0.3 + outputTokens * 2.5));
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['prose instead of JSON', 'I think this price is real.'],
    ['an unknown verdict', '{"verdict":"announce","confidence":1,"explanation":"x"}'],
    ['a confidence above one', '{"verdict":"real","confidence":7,"explanation":"x"}'],
    ['a missing explanation', '{"verdict":"real","confidence":1}'],
  ])('takes %s for no answer, and counts what it cost', async (_, reply) => {
    const { server, judge } = await setUp({ reply });
    const answer = await judge.judge(judgeQuestion(), anyTime());
    expect(answer).toMatchObject({
      type: 'unavailable',
      reason: 'invalid-answer',
      usage: { costMicroUsd: expect.any(Number) },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('asks twice more when the provider fails, and no further', async () => {
    const { clock, server, judge } = await setUp();
    server.faults.push(...[503, 500].map((status) => ({ type: 'instead' as const, answer: failure(status) })));
    expect((await judge.judge(judgeQuestion(), anyTime())).type).toBe('answer');
    expect(clock.sleptMs).toEqual([250, 500]);
    server.faults.push(...[503, 503, 503].map((status) => ({ type: 'instead' as const, answer: failure(status) })));
    expect(await judge.judge(judgeQuestion(), anyTime())).toMatchObject({ reason: 'provider-error' });
    expect(server.requests).toHaveLength(6);
  });

  test('a torn connection is asked again', async () => {
    const { server, judge } = await setUp();
    server.faults.push({ type: 'torn-answer' });
    expect((await judge.judge(judgeQuestion(), anyTime())).type).toBe('answer');
  });

  test('a wrong key is a provider error that is not repeated and tells no secret', async () => {
    const { server, judge } = await setUp({ apiKey: 'another-secret-key' });
    const answer = await judge.judge(judgeQuestion(), anyTime());
    expect(answer).toMatchObject({ type: 'unavailable', reason: 'provider-error' });
    expect(JSON.stringify(answer)).not.toContain('secret-key');
    expect(server.requests).toHaveLength(1);
  });

  test('what a failing provider says is not repeated in the detail', async () => {
    const { server, judge } = await setUp();
    server.faults.push({ type: 'instead', answer: failure(400) });
    expect(JSON.stringify(await judge.judge(judgeQuestion(), anyTime()))).not.toContain('secret-key');
  });

  test('no answer within the time is a timeout, also when the time is over before the first request', async () => {
    const { server, judge } = await setUp();
    server.faults.push({ type: 'no-answer' });
    const time = new AbortController();
    const late = judge.judge(judgeQuestion(), time.signal);
    await vi.waitUntil(() => server.requests.length > 0);
    time.abort(new DOMException('time is over', 'TimeoutError'));
    expect(await late).toEqual({
      type: 'unavailable',
      reason: 'timeout',
      detail: 'no answer in time',
      // What it may have cost all the same.
      unansweredMicroUsd: expect.any(Number),
    });
    expect(await judge.judge(judgeQuestion(), AbortSignal.abort())).toMatchObject({ reason: 'timeout' });
    expect(server.requests).toHaveLength(1);
  });

  test('a provider that cannot be reached is a provider error', async () => {
    const { judge } = await setUp({ baseUrl: deadOrigin });
    expect(await judge.judge(judgeQuestion(), anyTime())).toMatchObject({ reason: 'provider-error' });
  });
});

describe('rate limits', () => {
  test('Gemini’s pause is in the error’s details; a long one is handed on', async () => {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const server = await startGeminiServer();
    cleanups.push(server.close);
    const judge = createGeminiJudge({ apiKey: 'gemini-test-key', model: 'm', price, baseUrl: server.origin, clock });
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' }];
    server.faults.push({ type: 'instead', answer: googleError(429, 'RESOURCE_EXHAUSTED', 'Quota.', details) });
    expect(await judge.judge(judgeQuestion(), anyTime())).toMatchObject({
      reason: 'rate-limited',
      retryAfterMs: 37_000,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('OpenRouter’s pause is its Retry-After; a short one is waited for', async () => {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const server = await startOpenRouterServer();
    cleanups.push(server.close);
    const judge = createOpenRouterJudge({ apiKey: 'sk-or-test', model: 'm', price, baseUrl: server.origin, clock });
    server.faults.push({ type: 'instead', answer: { status: 429, headers: { 'retry-after': '1' }, body: '{}' } });
    expect(await judge.judge(judgeQuestion(), anyTime())).toMatchObject({ type: 'answer', verdict: 'error' });
    expect(clock.sleptMs).toEqual([1_000]);
  });
});

describe('refusals', () => {
  test.each(['blocked', 'cut-off'] as const)('a Gemini answer that is %s is none', async (reply) => {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const server = await startGeminiServer({ reply: () => reply });
    cleanups.push(server.close);
    const judge = createGeminiJudge({ apiKey: 'gemini-test-key', model: 'm', price, baseUrl: server.origin, clock });
    const reason = reply === 'blocked' ? 'refused' : 'invalid-answer';
    expect(await judge.judge(judgeQuestion(), anyTime())).toMatchObject({ type: 'unavailable', reason });
  });

  test.each([
    ['refusal', 'refused', 1],
    ['failing', 'provider-error', 3],
  ] as const)('an OpenRouter answer with a %s is %s', async (reply, reason, requests) => {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const server = await startOpenRouterServer({ reply: () => reply });
    cleanups.push(server.close);
    const judge = createOpenRouterJudge({ apiKey: 'sk-or-test', model: 'm', price, baseUrl: server.origin, clock });
    expect(await judge.judge(judgeQuestion(), anyTime())).toMatchObject({ type: 'unavailable', reason });
    expect(server.requests).toHaveLength(requests);
  });
});
