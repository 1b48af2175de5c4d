import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { readPrice } from '../../shared/domain/money/read-price.ts';
import { readBenchArguments } from './arguments.ts';

const priceTexts = z.array(
  z.object({
    id: z.string(),
    text: z.string().nullable(),
    currencyHint: z.string().nullish(),
    locale: z.string().nullish(),
    decimalSeparatorHint: z.enum(['.', ',']).nullish(),
  }),
);

const files = readBenchArguments(process.argv.slice(2));
const lines = priceTexts.parse(JSON.parse(readFileSync(files.in, 'utf8'))).map(({ id, text, ...hints }) => {
  const { amount, currency } = readPrice(text ?? '', {
    ...(hints.currencyHint && { currencyHint: hints.currencyHint }),
    ...(hints.locale && { locale: hints.locale }),
    ...(hints.decimalSeparatorHint && { decimalSeparatorHint: hints.decimalSeparatorHint }),
  });
  return JSON.stringify({ id, amount, currency });
});
writeFileSync(files.out, `${lines.join('\n')}\n`);
