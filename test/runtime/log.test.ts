import { describe, expect, it } from 'vitest';
import { createLog, type LogEntry, localLogLine } from '../../shared/runtime/log.ts';

describe('the log', () => {
  const start = (debug = false) => {
    const entries: LogEntry[] = [];
    let debugEnabled = debug;
    const log = createLog({
      component: 'api',
      sink: (entry) => entries.push(entry),
      nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
      debugEnabled: () => debugEnabled,
    });
    return { log, entries, switchDebug: (on: boolean) => (debugEnabled = on) };
  };

  it('writes a line of JSON with time, severity, component, message, trace, context and error', () => {
    const { log, entries } = start();
    const error = Object.assign(new Error('no'), { code: 'ENOENT' });
    log.for({ correlationId: 'c-1', traceId: 'f'.repeat(32) }).warn('went\nwrong', { offerId: 'o', n: 2 }, error);
    const [line = ''] = entries.map(localLogLine);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      timestamp: '2026-01-02T03:04:05.006Z',
      severity: 'WARNING',
      component: 'api',
      message: 'went\nwrong',
      correlationId: 'c-1',
      traceId: 'f'.repeat(32),
      context: { offerId: 'o', n: 2 },
      error: { message: 'no', code: 'ENOENT', stack: expect.stringContaining('Error: no') },
    });
  });

  it('takes anything that was thrown', () => {
    const { log, entries } = start();
    log.error('failed', {}, 'a text');
    log.error('failed', {}, null);
    expect(entries.map(({ error }) => error)).toEqual([{ message: 'a text' }, { message: 'null' }]);
  });

  it('can be told at run time to write DEBUG lines', () => {
    const { log, entries, switchDebug } = start();
    log.debug('unseen');
    switchDebug(true);
    log.debug('seen');
    log.info('seen too');
    expect(entries.map(({ severity, message }) => `${severity} ${message}`)).toEqual(['DEBUG seen', 'INFO seen too']);
  });
});
