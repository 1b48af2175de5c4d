import { describe, expect, it } from 'vitest';
import { heartbeats } from '../../shared/documents/heartbeat.ts';
import { createHeartbeat } from '../../shared/runtime/heartbeat.ts';
import { InMemoryDocuments } from '../support/in-memory-documents.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('a heartbeat', () => {
  const start = () => {
    const clock = new ManualClock();
    const catalogue = new InMemoryDocuments();
    return {
      clock,
      catalogue,
      heartbeat: createHeartbeat({ functionName: 'api', catalogue, clock, version: '1.2.3' }),
    };
  };

  it('is written at most once a minute', async () => {
    const { clock, catalogue, heartbeat } = start();
    await heartbeat.beat();
    clock.advance(59_999);
    await heartbeat.beat();
    expect(catalogue.counts.writes).toBe(1);
    clock.advance(1);
    await heartbeat.beat();
    expect(catalogue.counts.writes).toBe(2);
    expect((await heartbeats.get(catalogue, 'api'))?.value).toEqual({ atMs: clock.nowMs(), version: '1.2.3' });
  });

  it('that could not be written is tried again with the next message', async () => {
    const { catalogue, heartbeat } = start();
    catalogue.failWith = new Error('down');
    await expect(heartbeat.beat()).rejects.toThrow('down');
    catalogue.failWith = undefined;
    await heartbeat.beat();
    expect(catalogue.counts.writes).toBe(1);
  });
});
