import { expect, test } from 'vitest';
import { type Anomaly, groupAlike, newsAtMs } from '../../../infra/local/pages/assets/anomalies.js';

function anomaly(id: string, difference: Partial<Anomaly> = {}): Anomaly {
  return {
    id,
    state: 'rejected',
    title: `Product ${id}`,
    retailerName: 'Kaufwerk',
    url: `http://kaufwerk.demo.localhost/${id}`,
    price: { minor: 190, currency: 'EUR' },
    medianMinor: 18_999,
    kind: 'decimal-slip',
    observedAt: '2026-01-02T09:00:00.000Z',
    decidedAt: null,
    reasons: [],
    ...difference,
  };
}

test('many wrong prices of one kind at one shop become one entry', () => {
  const groups = groupAlike(['a', 'b', 'c'].map((id) => anomaly(id)));
  expect(groups.map((group) => group.members.map((member) => member.id))).toEqual([['a', 'b', 'c']]);
});

test('two alike stay two entries', () => {
  expect(groupAlike([anomaly('a'), anomaly('b')]).map((group) => group.key)).toEqual(['a', 'b']);
});

test('another shop, kind or state is another group, in the order of the newest', () => {
  const groups = groupAlike([
    anomaly('a'),
    anomaly('x', { retailerName: 'Larkspur' }),
    anomaly('b'),
    anomaly('y', { kind: 'glitch' }),
    anomaly('c'),
    anomaly('z', { state: 'expired' }),
  ]);
  expect(groups.map((group) => group.members.length)).toEqual([3, 1, 1, 1]);
});

test('the news of an anomaly is its decision, or its first sight while there is none', () => {
  expect(newsAtMs(anomaly('a'))).toBe(Date.UTC(2026, 0, 2, 9));
  expect(newsAtMs(anomaly('a', { decidedAt: '2026-01-02T09:00:30.000Z' }))).toBe(Date.UTC(2026, 0, 2, 9, 0, 30));
});
