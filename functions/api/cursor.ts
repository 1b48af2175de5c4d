import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
import { isDocumentId } from '../../shared/ports/document-rules.ts';
import { problem } from '../../shared/runtime/http.ts';

const position = z.tuple([z.number(), z.string().refine(isDocumentId)]);

/** Where a page ended, as opaque text: the order field's value and the id of its last row. */
export function cursorOf(value: number, id: string): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

/** The position behind a cursor, or a 400. */
export function readCursor(cursor: string): [number, string] {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new HTTPException(400, { res: problem(400, 'invalid-cursor', 'cursor: take it from nextCursor, unchanged') });
  }
}
