import * as z from 'zod';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Snapshot, snapshotBlob, snapshotSchema, snapshots } from '../../shared/documents/snapshot.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { iso, isoInstant, pageOf } from '../../shared/runtime/views.ts';

export const snapshotAnswer = snapshotSchema
  .omit({ takenAtMs: true, expiresAtMs: true })
  .extend({ id: z.string(), takenAt: isoInstant, expiresAt: isoInstant, source: z.string(), page: z.string() });

const listSnapshots = {
  method: 'GET',
  path: '/admin/snapshots',
  action: 'see-operations',
  summary: 'Pages kept because they could not be read or may show a suspect price, newest first.',
  query: z.strictObject({
    shopId: z.string().min(1).max(200).optional(),
    ...pageParameters({ usual: 20, most: 100 }),
  }),
  answer: pageOf(snapshotAnswer),
} as const satisfies Endpoint;

const getSnapshot = {
  method: 'GET',
  path: '/admin/snapshots/:id',
  action: 'see-operations',
  summary: 'What a kept page is of, and why it is kept.',
  params: idInPath,
  answer: snapshotAnswer,
} as const satisfies Endpoint;

const getSource = {
  method: 'GET',
  path: '/admin/snapshots/:id/source',
  action: 'see-operations',
  summary: 'The redacted markup of a kept page, as text.',
  params: idInPath,
  contentType: 'text/plain',
} as const satisfies Endpoint;

const getPage = {
  method: 'GET',
  path: '/admin/snapshots/:id/page',
  action: 'see-operations',
  summary: 'A kept page to look at, without anything that runs, loads, sends or leads elsewhere.',
  params: idInPath,
  contentType: 'text/html',
} as const satisfies Endpoint;

/** A kept page is a stranger's: it may show itself and nothing else. */
const sandboxed = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** How kept pages are had. */
export interface ReadSnapshot {
  readonly blobs: Platform['blobs'];
  unpack(packed: Uint8Array): Promise<string>;
}

/** Pages kept for the operator: `GET /admin/snapshots`, and each of them as text or to look at. */
export function snapshotEndpoints(server: EndpointServer, deps: ReadSnapshot & Pick<Platform, 'catalogue'>): void {
  const { catalogue } = deps;

  server.add(listSnapshots, async ({ query: { shopId, limit, cursor } }) => {
    const { items, next } = await (shopId === undefined
      ? snapshots.page(catalogue, 'newest', { limit, ...behind(cursor) })
      : snapshots.page(catalogue, 'newestOfShop', { equal: { shopId }, limit, ...behind(cursor) }));
    return { body: { items: items.map(snapshotView), nextCursor: cursorOf(next) } };
  });

  server.add(getSnapshot, async ({ params: { id } }) => {
    const snapshot = await snapshots.get(catalogue, id);
    return snapshot ? { body: snapshotView(snapshot) } : missing();
  });

  const shown = async (id: string, contentType: string, show: (html: string) => string | Promise<string>) => {
    const html = await readSnapshot(deps, id);
    if (html === undefined) return missing();
    const headers = { 'content-type': `${contentType}; charset=utf-8`, 'content-security-policy': sandboxed };
    return new Response(await show(html), { headers });
  };
  server.add(getSource, ({ params: { id } }) => shown(id, 'text/plain', (html) => html));
  server.add(getPage, ({ params: { id } }) => shown(id, 'text/html', inert));
}

/** Its parser is much code, and pages are seldom looked at. */
async function inert(html: string): Promise<string> {
  const { inertPage } = await import('../../shared/domain/snapshot/inert-page.ts');
  return inertPage(html);
}

/** A kept page's markup; undefined where it has expired, or never was. */
export async function readSnapshot({ blobs, unpack }: ReadSnapshot, id: string): Promise<string | undefined> {
  const blob = await blobs.get(snapshotBlob(id));
  return blob && (await unpack(blob.bytes));
}

export function snapshotView({ id, value }: Stored<Snapshot>): z.input<typeof snapshotAnswer> {
  const { takenAtMs, expiresAtMs, ...snapshot } = value;
  const path = `/admin/snapshots/${id}`;
  const times = { takenAt: iso(takenAtMs), expiresAt: iso(expiresAtMs) };
  return { id, ...snapshot, ...times, source: `${path}/source`, page: `${path}/page` };
}

const missing = () => problem(404, 'not-found', 'there is no such page, or it has expired (they are kept 30 days)');
