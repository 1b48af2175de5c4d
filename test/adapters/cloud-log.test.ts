import { Entry } from '@google-cloud/logging';
import { describe, expect, it } from 'vitest';
import { structuredLogLine } from '../../shared/adapters/cloud-log.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const entry = {
  atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  severity: 'ERROR',
  component: 'detect-anomaly',
  message: 'gave up on a message',
  correlationId: 'c-1',
  traceId: trace,
  context: { offerId: 'o-1', sequence: 3 },
  error: { message: 'boom', stack: 'Error: boom\n    at here', code: 'E_BOOM' },
} as const;

describe('a log line in the cloud', () => {
  const line: Record<string, unknown> = JSON.parse(structuredLogLine(entry, 'shop-watch'));

  it('has the special fields of the structured form that @google-cloud/logging writes', () => {
    const labels = { component: 'detect-anomaly', correlationId: 'c-1' };
    const theirs: Record<string, unknown> = {
      ...new Entry({ severity: 'ERROR', trace: `projects/shop-watch/traces/${trace}`, labels }, {}).toStructuredJSON(
        'shop-watch',
      ),
    };
    for (const field of ['severity', 'logging.googleapis.com/trace', 'logging.googleapis.com/labels']) {
      expect(theirs).toHaveProperty([field]);
      expect(line[field]).toEqual(theirs[field]);
    }
  });

  it('carries what PH-12 asks for', () => {
    expect(line).toMatchObject({
      timestamp: '2026-01-02T03:04:05.000Z',
      severity: 'ERROR',
      correlationId: 'c-1',
      component: 'detect-anomaly',
      context: { offerId: 'o-1', sequence: 3 },
      error: { message: 'boom', code: 'E_BOOM' },
    });
  });

  it('puts the stack into the message, by which Error Reporting groups', () => {
    expect(line.message).toBe('gave up on a message\nError: boom\n    at here');
  });

  it('is one line, whatever the message holds', () => {
    expect(structuredLogLine({ ...entry, message: 'a\nb\u2028c' }, 'p')).not.toContain('\n');
  });
});
