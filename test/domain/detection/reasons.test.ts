import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeReasons } from '../../../shared/domain/detection/describe-reasons.ts';
import { reasonTexts } from '../../../shared/domain/detection/reasons.ts';

it('every reason is a sentence that an operator can read', () => {
  for (const [code, text] of Object.entries(reasonTexts)) {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(text).toMatch(/^[A-Z].{15,}\.$/);
  }
});

it('a code of another release stands for itself', () => {
  expect(describeReasons(['decimal-shift', 'from-the-future'])).toEqual([
    { code: 'decimal-shift', text: reasonTexts['decimal-shift'] },
    { code: 'from-the-future', text: 'from-the-future' },
  ]);
});

it('every reason is given somewhere', () => {
  const folder = new URL('../../../shared/domain/detection/', import.meta.url);
  const files = ['judge', 'support', 'fingerprint', 'detect', 'shop-watch'];
  const sources = files.map((name) => readFileSync(new URL(`${name}.ts`, folder), 'utf8')).join('\n');
  const givenElsewhere = ['second-look-agrees', 'second-look-differs', 'gap'];
  for (const code of Object.keys(reasonTexts)) {
    if (!givenElsewhere.includes(code)) expect(sources, code).toContain(`'${code}'`);
  }
});
