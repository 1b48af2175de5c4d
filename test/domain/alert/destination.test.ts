import { expect, it } from 'vitest';
import { breakerOf, labelOf } from '../../../shared/domain/alert/destination.ts';

const webhook = (url: string) => ({ channel: 'webhook', url, secret: `whsec_${'A'.repeat(43)}=` }) as const;

it('has the breaker of its own host where anybody may run one, and no breaker names what opens it', () => {
  const [one, other] = [webhook('https://abc.hooks.example/1'), webhook('https://def.hooks.example/1')].map(breakerOf);
  expect(one).not.toBe(other);
  expect(breakerOf(webhook('https://abc.hooks.example/2'))).toBe(one);
  expect(one).not.toMatch(/abc|hooks/);
  expect(breakerOf({ channel: 'ntfy', url: 'https://ntfy.sh/my-topic' })).toBe('ntfy:ntfy.sh');
  expect(breakerOf({ channel: 'telegram', chatId: '-100123' })).toBe('telegram');
});

it('has a label that opens nothing, however short what opens it is', () => {
  expect(labelOf(webhook('https://token.hooks.example/path'))).toBe('….hooks.example/…');
  expect(labelOf({ channel: 'ntfy', url: 'https://ntfy.sh/abc' })).toBe('ntfy.sh/…');
  expect(labelOf({ channel: 'telegram', chatId: '1234567' })).toBe('chat …');
});
