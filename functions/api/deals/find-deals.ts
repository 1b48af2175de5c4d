import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type Deal, deals } from '../../../shared/documents/deal.ts';
import { categoryId } from '../../../shared/domain/category/categories.ts';
import { nameMatcher, tokenOf } from '../../../shared/domain/deal/deal-tokens.ts';
import { stableId } from '../../../shared/domain/identity/stable-id.ts';
import { isCurrencyCode } from '../../../shared/domain/money/currencies.ts';
import { toMoney } from '../../../shared/domain/money/to-money.ts';
import { isDocumentId } from '../../../shared/ports/document-rules.ts';
import type { Documents, Scalar } from '../../../shared/ports/documents.ts';
import { pageParameters } from '../../../shared/runtime/paging.ts';
import { problem } from '../../../shared/runtime/problem.ts';

const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,3})?$/, 'an amount like 19.99')
  .transform(Number);

const filters = {
  text: z.string().trim().min(1).max(200).optional(),
  category: categoryId.optional(),
  brand: z.string().trim().min(1).max(100).optional(),
  retailer: z.string().min(1).max(100).optional(),
  kind: z.enum(['deal', 'glitch']).optional(),
  /** `ended`: its price is asked no more. */
  status: z.enum(['live', 'ended']).default('live'),
  /** Share below the usual price, 0–1. */
  minDiscount: z.coerce.number().min(0).max(1).optional(),
  /** Main units of `currency`. */
  maxPrice: amount.optional(),
  currency: z.string().refine(isCurrencyCode, 'an ISO 4217 code').optional(),
  minScore: z.coerce.number().min(0).max(100).optional(),
  sort: z.enum(['score', 'newest', 'discount', 'price']).default('score'),
} as const;

const needsCurrency = { message: 'currency: give it with maxPrice and sort=price; prices are compared in one only' };
const hasCurrency = ({
  maxPrice,
  sort,
  currency,
}: {
  maxPrice?: number | undefined;
  sort: string;
  currency?: string | undefined;
}) => currency !== undefined || (maxPrice === undefined && sort !== 'price');

export const dealQuery = z
  .strictObject({ ...filters, ...pageParameters({ usual: 20, most: 100 }) })
  .refine(hasCurrency, needsCurrency);
/** A feed shows what is on top, and has no pages. */
export const feedQuery = z.strictObject(filters).refine(hasCurrency, needsCurrency);

export type DealQuery = Omit<z.output<typeof dealQuery>, 'cursor' | 'limit'>;

/** Documents read for one page at most; where they hold too few matches the page is short, and goes on behind them. */
const mostReads = 200;

const orderField = { score: 'score', newest: 'confirmedAtMs', discount: 'discount', price: 'priceMinor' } as const;

/** Deals that match, in order, and where to go on behind the last one looked at. Nothing is skipped or told twice. */
export async function findDeals(
  catalogue: Documents,
  query: DealQuery,
  limit: number,
  cursor: string | undefined,
): Promise<{ readonly items: readonly Stored<Deal>[]; readonly nextCursor: string | null }> {
  const plan = planOf(query);
  const isNamed = nameMatcher(query);
  const items: Stored<Deal>[] = [];
  let after: readonly Scalar[] | undefined = cursor === undefined ? undefined : readCursor(cursor, query);
  for (let read = 0; read < mostReads; ) {
    const atOnce = Math.min(plan.isExact ? limit : Math.max(50, 2 * limit), mostReads - read);
    const page = await deals.page(catalogue, plan.name, {
      ...plan.arguments,
      limit: atOnce,
      ...(after ? { after } : {}),
    });
    for (const deal of page.items) {
      if (!isWithin(query, deal.value) || !isNamed(deal.value)) continue;
      items.push(deal);
      if (items.length === limit) {
        const isLast = deal === page.items.at(-1) && page.next === null;
        return { items, nextCursor: isLast ? null : cursorBehind(query, positionOf(query, deal)) };
      }
    }
    read += atOnce;
    if (!page.next) return { items, nextCursor: null };
    after = page.next;
  }
  return { items, nextCursor: after ? cursorBehind(query, after) : null };
}

const minorOf = (amount: number, currency: string): number => toMoney(amount, currency).minor;

/** The declared query that leaves the fewest deals to be read in vain. */
function planOf(query: DealQuery) {
  const { sort, status, currency, minDiscount, minScore, maxPrice } = query;
  const token = tokenOf(query);
  const equal = { status, ...(sort === 'price' ? { currency: currency ?? '' } : {}) };
  const range =
    sort === 'discount' && minDiscount !== undefined
      ? { min: minDiscount }
      : sort === 'score' && minScore !== undefined
        ? { min: minScore }
        : sort === 'price' && maxPrice !== undefined
          ? { max: minorOf(maxPrice, currency ?? '') }
          : undefined;
  const hasRefinements =
    query.text !== undefined ||
    query.category !== undefined ||
    [minDiscount, minScore, maxPrice].filter((each) => each !== undefined).length > (range ? 1 : 0) ||
    (currency !== undefined && sort !== 'price');
  return {
    name: token === undefined ? sort : (`${sort}WithToken` as const),
    isExact: !hasRefinements,
    arguments: { equal, ...(token === undefined ? {} : { arrayContains: token }), ...(range ? { range } : {}) },
  };
}

function isWithin(query: DealQuery, deal: Deal): boolean {
  const { minDiscount = 0, minScore = 0, currency, maxPrice } = query;
  if (deal.discount < minDiscount || (deal.score ?? 0) < minScore) return false;
  if (currency !== undefined && deal.price.currency !== currency) return false;
  return maxPrice === undefined || deal.price.minor <= minorOf(maxPrice, deal.price.currency);
}

const positionOf = ({ sort }: DealQuery, { id, value }: Stored<Deal>): Scalar[] => [value[orderField[sort]] ?? 0, id];

/** A cursor belongs to the query it was given for: under another it would skip or repeat. */
const marked = (query: DealQuery): string =>
  stableId('deal-query', JSON.stringify(Object.entries(query).toSorted())).slice(0, 8);

const position = z.tuple([z.string(), z.number(), z.string().refine(isDocumentId)]);

const cursorBehind = (query: DealQuery, after: readonly Scalar[]): string =>
  Buffer.from(JSON.stringify([marked(query), ...after])).toString('base64url');

function readCursor(cursor: string, query: DealQuery): Scalar[] {
  try {
    const [mark, ...after] = position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (mark === marked(query)) return after;
  } catch {
    // Answered below, like one of another query.
  }
  const detail = 'cursor: take it from nextCursor, unchanged, with the same filters and sort';
  throw new HTTPException(400, { res: problem(400, 'invalid-cursor', detail) });
}
