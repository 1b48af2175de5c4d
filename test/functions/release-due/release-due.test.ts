import { describe, expect, it } from 'vitest';
import { wire } from '../../../functions/release-due/wire.ts';
import { type Anomaly, anomalies } from '../../../shared/documents/anomaly.ts';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { heldPages } from '../../../shared/documents/held-page.ts';
import { TransientError } from '../../../shared/runtime/errors.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { testPlatform } from '../../support/test-platform.ts';

const suspect = (dueAtMs: number | null, state: Anomaly['state']): Anomaly => ({
  offerId: 'o',
  shardId: 's',
  shopId: 'amazon',
  retailerId: 'amazon',
  url: 'https://www.amazon.com/a',
  sequence: 1,
  type: 'suspect',
  kind: 'glitch',
  state,
  price: { minor: 1, currency: 'USD' },
  facts: {},
  baseline: null,
  reasons: [],
  observedAtMs: 0,
  secondLook: null,
  dueAtMs,
  decidedAtMs: null,
  decision: null,
  validation: { attempts: 0, lastError: null, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  evidence: null,
  retraction: null,
});
const dispatch = (dueAtMs: number | null) => ({
  dealId: 'd',
  kind: 'deal' as const,
  channel: 'push' as const,
  recipients: [
    {
      subscriberId: 's',
      notificationId: 'n',
      rendered: { channel: 'push' as const, payload: '{}', subscriptions: [] },
    },
  ],
  state: 'waiting' as const,
  holder: null,
  leaseUntilMs: 0,
  attempt: 1,
  firstAttemptAtMs: null,
  dueAtMs,
  lastError: null,
  createdAtMs: 0,
  expiresAtMs: 1,
});

function start(time: { readonly autoAdvance?: boolean } = {}) {
  const platform = testPlatform({ clock: new ManualClock(undefined, time) });
  const receive = wire(platform);
  const release = () => receive({ id: 'm', topic: 'release-requested', text: '{}', attributes: {}, publishedAtMs: 0 });
  return { platform, release, nowMs: platform.clock.nowMs() };
}

describe('releasing what is due', () => {
  it('hands over again what was waiting for a time that has come, and nothing else', async () => {
    const { platform, release, nowMs } = start();
    const write = (id: string, dueAtMs: number | null) => dispatches.create(id, dispatch(dueAtMs));
    await platform.people.write([write('due', nowMs), write('later', nowMs + 1), write('done', null)]);
    expect(await release()).toBe('ack');
    expect(platform.published).toMatchObject([
      {
        topic: 'notification-requested',
        body: { dispatchId: 'due', dealId: 'd', channel: 'push', subscriberIds: ['s'] },
      },
    ]);
  });

  it('hands over many in their order, never holding more than some of them and their mails at once', async () => {
    const { platform, release, nowMs } = start();
    const ids = Array.from({ length: 60 }, (_, i) => `due-${String(i).padStart(2, '0')}`);
    await platform.people.write(ids.map((id, i) => dispatches.create(id, dispatch(nowMs - 60 + i))));
    const limits: number[] = [];
    const query = platform.people.query.bind(platform.people);
    platform.people.query = (asked) => {
      limits.push(asked.limit);
      return query(asked);
    };
    expect(await release()).toBe('ack');
    expect(platform.published.map(({ body }) => body.dispatchId)).toEqual(ids);
    expect(Math.max(...limits)).toBeLessThanOrEqual(25);
  });

  it('sets aside what cannot be read, says so once, and goes on with the others', async () => {
    const { platform, release, nowMs } = start();
    const { people, catalogue, logged } = platform;
    const torn = Array.from({ length: 30 }, (_, i) => `torn-${i}`);
    await people.write([
      ...torn.map((id) => dispatches.create(id, dispatch(nowMs - 1))),
      ...torn.map((id) => dispatches.update(id, fields({ recipients: 'lost' }))),
      dispatches.create('whole', dispatch(nowMs)),
    ]);
    await catalogue.write([
      anomalies.create('torn', suspect(nowMs, 'quarantined')),
      anomalies.update('torn', fields({ price: 'lost' })),
      anomalies.create('decided', suspect(nowMs, 'rejected')),
    ]);
    for (let minute = 0; minute < 3; minute += 1) await release();
    const handedOver = platform.published.map(({ body }) => body.dispatchId);
    expect(new Set(handedOver)).toEqual(new Set(['whole']));
    expect(logged.filter(({ severity }) => severity === 'ERROR')).toHaveLength(31);
    const dueStill = await anomalies.find(catalogue, 'due', { range: { max: nowMs }, limit: 10 });
    expect(dueStill).toEqual([]);
  });

  it('releases what can be, when a part of what is due fails', async () => {
    const { platform, release, nowMs } = start();
    const { people, catalogue, logged } = platform;
    await people.write([dispatches.create('due', dispatch(nowMs))]);
    catalogue.query = () => Promise.reject(new TransientError('the catalogue is away'));
    expect(await release()).toBe('retry');
    expect(platform.published.map(({ body }) => body.dispatchId)).toEqual(['due']);
    expect(logged.map(({ message }) => message)).toContain('will be delivered again: the catalogue is away');
  });

  it('sets aside what was held and cannot be read, and releases what was held behind it', async () => {
    const { platform, release, nowMs } = start();
    const { people, logged } = platform;
    const held = {
      dealId: 'd',
      recipients: [{ subscriberId: 's', channels: ['email' as const] }],
      expiresAtMs: nowMs + 1,
    };
    const torn = Array.from({ length: 25 }, (_, i) => `torn-${i}`);
    for (const as of ['single', 'digest'] as const) {
      await people.write([
        ...torn.map((id) => heldPages.create(`${as}-${id}`, { ...held, as, dueAtMs: nowMs - 2 })),
        ...torn.map((id) => heldPages.update(`${as}-${id}`, fields({ recipients: 'lost' }))),
        heldPages.create(`${as}-whole`, { ...held, as, dueAtMs: nowMs - 1 }),
      ]);
    }
    for (let minute = 0; minute < 3; minute += 1) expect(await release()).toBe('ack');
    expect(platform.published.map(({ body }) => body.kind)).toEqual(['deal', 'digest']);
    expect(logged.filter(({ severity }) => severity === 'ERROR')).toHaveLength(50);
  });

  it('ends quarantines whose time is over as uncertain, and nobody is told', async () => {
    const { platform, release, nowMs } = start();
    const write = (id: string, dueAtMs: number | null, state: Anomaly['state']) =>
      anomalies.create(id, suspect(dueAtMs, state));
    await platform.catalogue.write([
      write('over', nowMs, 'quarantined'),
      write('waiting', nowMs + 60_001, 'quarantined'),
    ]);
    expect(await release()).toBe('ack');
    const stateOf = async (id: string) => (await anomalies.get(platform.catalogue, id))?.value;
    expect(await stateOf('over')).toMatchObject({
      state: 'expired',
      dueAtMs: null,
      decidedAtMs: nowMs,
      decision: { by: 'deadline', verdict: 'uncertain' },
    });
    expect((await stateOf('waiting'))?.state).toBe('quarantined');
    expect(platform.published).toEqual([]);
    platform.logged.length = 0;
    await release();
    expect(platform.logged).toEqual([]);
  });

  it('waits for the deadlines that come before its next run, and ends each quarantine at its own', async () => {
    const { platform, release, nowMs } = start({ autoAdvance: true });
    const { catalogue } = platform;
    const dueAtMs = { soon: nowMs + 7_000, later: nowMs + 60_000, next: nowMs + 60_001 };
    await catalogue.write(
      Object.entries(dueAtMs).map(([id, atMs]) => anomalies.create(id, suspect(atMs, 'quarantined'))),
    );
    expect(await release()).toBe('ack');
    const decided = await anomalies.getAll(catalogue, Object.keys(dueAtMs));
    expect(decided.map((each) => each?.value.decidedAtMs)).toEqual([dueAtMs.soon, dueAtMs.later, null]);
  });

  it('waits for nothing any more when its process is told to end', async () => {
    const { platform, nowMs } = start();
    const stops: (() => Promise<void>)[] = [];
    const receive = wire({ ...platform, onStop: (stop) => stops.push(stop) });
    await platform.catalogue.write([anomalies.create('open', suspect(nowMs + 50_000, 'quarantined'))]);
    const message = { id: 'm', topic: 'release-requested', text: '{}', attributes: {}, publishedAtMs: 0 };
    const released = receive(message);
    for (const stop of stops) await stop();
    expect(await released).toBe('ack');
    expect((await anomalies.get(platform.catalogue, 'open'))?.value.state).toBe('quarantined');
  });

  it('waits no longer than there is something to wait for', async () => {
    const { platform, release, nowMs } = start({ autoAdvance: true });
    await platform.catalogue.write([anomalies.create('seen', suspect(nowMs + 50_000, 'quarantined'))]);
    const released = release();
    await platform.catalogue.write([anomalies.update('seen', fields({ state: 'rejected', dueAtMs: null }))]);
    expect(await released).toBe('ack');
    expect(platform.clock.nowMs()).toBeLessThan(nowMs + 10_000);
  });
});
