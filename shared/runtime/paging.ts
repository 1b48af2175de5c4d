import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
import { isDocumentId } from '../ports/document-rules.ts';
import type { Scalar } from '../ports/documents.ts';
import { problem } from './problem.ts';

/** The query parameters of a list that is read page by page: `limit`, and `cursor` as the page before gave it. */
export const pageParameters = (limits: { readonly usual: number; readonly most: number }) => ({
  limit: z.coerce.number().int().min(1).max(limits.most).default(limits.usual),
  cursor: z.string().max(500).optional(),
});

const position = z.tuple([z.number(), z.string().refine(isDocumentId)]);

/** Where the next page begins as opaque text, null behind the last. Lists are ordered by one number, then the id. */
export function cursorOf(next: readonly Scalar[] | null): string | null {
  return next && Buffer.from(JSON.stringify(next)).toString('base64url');
}

/** The part of a query that continues behind a cursor; a cursor we did not make is a 400. */
export function behind(cursor: string | undefined): { readonly after?: readonly Scalar[] } {
  if (cursor === undefined) return {};
  try {
    return { after: position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())) };
  } catch {
    throw new HTTPException(400, { res: problem(400, 'invalid-cursor', 'cursor: take it from nextCursor, unchanged') });
  }
}
