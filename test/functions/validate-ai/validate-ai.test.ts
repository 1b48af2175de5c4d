import { afterEach, describe, expect, it } from 'vitest';
import { wire as admin } from '../../../functions/admin/wire.ts';
import { aiBudgets } from '../../../shared/documents/ai-budget.ts';
import { breakers } from '../../../shared/documents/breaker.ts';
import { replayEvidence } from '../../../shared/domain/anomaly/replay-evidence.ts';
import { operateBreaker } from '../../../shared/runtime/operate-breaker.ts';
import { adminSecret } from '../../support/test-platform.ts';
import { type OpenQuestions, openQuestions, says } from './open-question.ts';

const opened: OpenQuestions[] = [];
const start = async (models: Parameters<typeof openQuestions>[0]) => {
  const questions = await openQuestions(models);
  opened.push(questions);
  return questions;
};
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

describe('asking models', () => {
  it('keeps who said what, for how much, and announces what is real', async () => {
    const { glitch, validate, shop, confirmed } = await start({ gemini: [says('real')] });
    const id = await glitch('kettle');
    expect(await validate(id)).toBe('ack');
    expect(confirmed()).toEqual([shop.anomalyId(id)]);
    const anomaly = await shop.anomaly(id);
    expect(anomaly).toMatchObject({
      state: 'confirmed',
      kind: 'glitch',
      decision: { by: 'gemini', model: 'gemini-2.5-flash', promptVersion: 'price-judge-2' },
      validation: { attempts: 1, inputTokens: 400, outputTokens: 100, lastError: null },
    });
    expect(anomaly?.evidence?.judgement?.asked).toMatchObject([
      { type: 'answer', provider: 'gemini', verdict: 'real', cached: false, escalated: false },
    ]);
    expect(anomaly && replayEvidence(anomaly).type).toBe('same');
  });

  it('answers the same question from what was said before, and spends nothing', async () => {
    const { glitch, validate, shop, google, platform } = await start({ gemini: [says('error')] });
    const [first, second] = [await glitch('kettle'), await glitch('pot')];
    await validate(first);
    await validate(second);
    expect(google.requests).toHaveLength(1);
    expect((await shop.anomaly(second))?.evidence?.judgement?.asked).toMatchObject([
      { cached: true, verdict: 'error' },
    ]);
    expect((await aiBudgets.get(platform.catalogue, '2026-01'))?.value.calls).toBe(1);
    platform.clock.advance(31 * 86_400_000);
    await validate(await glitch('pan'));
    expect(google.requests.length).toBeGreaterThan(1);
  });

  it('asks the stronger model once where the first is not sure', async () => {
    const { glitch, validate, shop, google, router } = await start({
      gemini: [says('uncertain'), says('error')],
      openrouter: says('real'),
    });
    const id = await glitch('kettle');
    await validate(id);
    expect(google.requests.map(({ path }) => path)).toEqual([
      '/v1beta/models/gemini-2.5-flash:generateContent',
      '/v1beta/models/gemini-2.5-pro:generateContent',
    ]);
    expect(router.requests).toEqual([]);
    expect(await shop.anomaly(id)).toMatchObject({
      state: 'rejected',
      decision: { by: 'gemini', model: 'gemini-2.5-pro' },
    });
  });

  it('asks no stronger model where there is none', async () => {
    const { glitch, validate, google } = await start({
      gemini: [says('real', 0.3), says('error')],
      flags: ['--gemini-strong-model', 'none'],
    });
    await validate(await glitch('kettle'));
    expect(google.requests).toHaveLength(1);
  });

  it('takes a refusal or nonsense for an answer of the service, not for its failure', async () => {
    const { glitch, validate, platform, shop } = await start({ gemini: ['blocked', 'cut-off', 'blocked', 'cut-off'] });
    const first = await glitch('a', 2_640);
    await validate(first);
    for (const [product, minor] of [
      ['b', 2_650],
      ['c', 2_660],
      ['d', 2_670],
    ] as const)
      await validate(await glitch(product, minor));
    expect((await breakers.get(platform.catalogue, 'gemini'))?.value.failureCount ?? 0).toBe(0);
    const anomaly = await shop.anomaly(first);
    expect(anomaly).toMatchObject({ state: 'confirmed', decision: { by: 'rules' }, validation: { attempts: 1 } });
    expect(anomaly?.validation.lastError).toMatch(/^gemini: refused/);
  });

  it('asks the next provider where the first is down, and no longer asks it once its breaker is open', async () => {
    const { glitch, validate, shop, google, platform } = await start({
      gemini: [],
      openrouter: says('real'),
      flags: ['--gemini-strong-model', 'none'],
    });
    google.faults.push(...[503, 503, 503].map((status) => ({ type: 'instead' as const, answer: { status } })));
    const first = await glitch('kettle');
    expect(await validate(first)).toBe('ack');
    expect(await shop.anomaly(first)).toMatchObject({
      state: 'confirmed',
      decision: { by: 'openrouter', model: 'deepseek/deepseek-chat-v3.1' },
      evidence: {
        judgement: {
          asked: [{ provider: 'gemini', type: 'unavailable', reason: 'provider-error' }, { verdict: 'real' }],
        },
      },
    });
    await operateBreaker('gemini', 'open', { documents: platform.catalogue, clock: platform.clock });
    platform.clock.advance(5_001);
    const asked = google.requests.length;
    const second = await glitch('pot', 2_650);
    await validate(second);
    expect(google.requests).toHaveLength(asked);
    expect((await shop.anomaly(second))?.evidence?.judgement?.asked).toMatchObject([
      { provider: 'gemini', type: 'passed-over', reason: 'breaker-open' },
      { provider: 'openrouter', type: 'answer' },
    ]);
  });

  it('comes again twice while every model fails, then rules decide', async () => {
    const { glitch, validate, shop, router } = await start({ openrouter: 'failing' });
    const id = await glitch('kettle');
    expect([await validate(id), await validate(id), await validate(id)]).toEqual(['retry', 'retry', 'ack']);
    expect(await shop.anomaly(id)).toMatchObject({ decision: { by: 'rules' }, validation: { attempts: 3 } });
    expect(router.requests.length).toBeGreaterThanOrEqual(3);
  });
});

describe('the budget for judging', () => {
  const meter = async ({ platform }: OpenQuestions) => {
    const headers = { authorization: `Bearer ${adminSecret}` };
    const answer: unknown = await (await admin(platform).request('/internal/status', { headers })).json();
    return typeof answer === 'object' && answer && 'aiBudget' in answer ? answer.aiBudget : undefined;
  };

  it('is told of at 50, 80 and 100 % once each, stops the models then, and begins anew with the month', async () => {
    // A question costs 3,220 micro-dollars here: 2,400 tokens in, 1,000 out; at most about three times as much.
    const questions = await start({
      gemini: Array.from({ length: 9 }, () => ({ ...says('real'), inputTokens: 2_400, outputTokens: 1_000 })),
      flags: ['--ai-budget-usd', '0.025', '--gemini-strong-model', 'none'],
    });
    const { glitch, validate, errors, google, shop, platform } = questions;
    const ask = async (n: number) => {
      const id = await glitch(`kettle-${n}`, 2_600 + n);
      await validate(id);
      return id;
    };
    for (const n of [1, 2, 3, 4, 5]) await ask(n);
    expect(errors()).toEqual([
      "50 % of this month's budget for judging is spent",
      "80 % of this month's budget for judging is spent",
    ]);
    expect(google.requests).toHaveLength(5);
    // What is left does not suffice for what another may cost.
    const stopped = await ask(6);
    expect(errors().slice(2)).toEqual([
      "100 % of this month's budget for judging is spent; rules alone decide until it ends",
    ]);
    expect(google.requests).toHaveLength(5);
    expect((await shop.anomaly(stopped))?.evidence?.judgement?.asked).toMatchObject([
      { type: 'passed-over', reason: 'budget-exhausted' },
    ]);
    expect(await shop.anomaly(stopped)).toMatchObject({ decision: { by: 'rules' } });
    expect(await meter(questions)).toMatchObject({ month: '2026-01', stopped: true, alertedPercent: 100, calls: 5 });
    platform.clock.advance(31 * 86_400_000);
    await ask(7);
    expect(google.requests).toHaveLength(6);
  });
});

describe('a fault of the whole shop that shows while a deal is judged', () => {
  it('outweighs numbers and models', async () => {
    const { shop, validate, confirmed } = await start({ gemini: [says('real')] });
    const id = await shop.watch('kettle', 10_000);
    await shop.look(id, 3_647);
    expect(await shop.anomaly(id)).toMatchObject({ type: 'deal', state: 'validating' });
    const changes = [11_000, 12_000, 13_000, 14_000, 15_000].map((fromMinor) => ({
      fromMinor,
      toMinor: Math.round(fromMinor * 0.3647),
    }));
    await shop.merge({ changes });
    await validate(id);
    expect(confirmed()).toEqual([]);
    expect(await shop.anomaly(id)).toMatchObject({
      state: 'rejected',
      decision: { by: 'shop-watch', verdict: 'error' },
    });
  });
});

describe('a price that is gone before it could be announced', () => {
  const gone = (explanation: string) => ({
    state: 'rejected',
    decision: { by: 'later-look', verdict: 'uncertain', explanation },
  });

  it('is announced to nobody, whoever calls it real', async () => {
    const { glitch, validate, shop, confirmed } = await start({ gemini: [says('real')] });
    const id = await glitch('kettle');
    await shop.look(id, 20_000);
    expect(await validate(id)).toBe('ack');
    expect(await shop.anomaly(id)).toMatchObject(gone('No longer asked: the offer stands at €200.00 by now.'));
    expect(confirmed()).toEqual([]);
    const anomaly = await shop.anomaly(id);
    expect(anomaly && replayEvidence(anomaly).type).toBe('same');
  });

  it('is announced to nobody where the numbers alone prove the deal', async () => {
    const { shop, validate, confirmed } = await start({});
    const id = await shop.watch('kettle', 10_000);
    await shop.look(id, 7_000);
    await shop.look(id, 10_000);
    await validate(id);
    expect(await shop.anomaly(id)).toMatchObject(gone('No longer asked: the offer stands at €100.00 by now.'));
    expect(confirmed()).toEqual([]);
  });

  it('is announced to nobody when it is sold out by then', async () => {
    const { shop, validate, confirmed } = await start({});
    const id = await shop.watch('kettle', 10_000);
    await shop.look(id, 7_000);
    await shop.look(id, { ...shop.observation(7_000), facts: { availability: 'OutOfStock' } });
    await validate(id);
    expect(await shop.anomaly(id)).toMatchObject(gone('No longer asked: it is sold out.'));
    expect(confirmed()).toEqual([]);
  });
});
