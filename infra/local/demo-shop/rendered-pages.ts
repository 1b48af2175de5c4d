import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A page ready to be sent: both encodings and the validator that goes with them. */
export interface RenderedPage {
  readonly body: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  readonly contentType: string;
}

/** Room for every product in several states. */
const KEPT_PAGES = 400;

/** Pages by what they show, drawn once: the demo's shops share the machine with the service that watches them. */
export class RenderedPages {
  readonly #pages = new Map<string, RenderedPage>();

  get(key: string, contentType: string, render: () => string): RenderedPage {
    const known = this.#pages.get(key);
    if (known !== undefined) {
      return known;
    }
    const body = Buffer.from(render());
    // Weak, because the same validator stands for the plain and the compressed form (RFC 9110, 8.8.3).
    const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const page = { body, gzipped: gzipSync(body), etag, contentType };
    const oldest = this.#pages.keys().next();
    if (this.#pages.size >= KEPT_PAGES && oldest.done !== true) {
      this.#pages.delete(oldest.value);
    }
    this.#pages.set(key, page);
    return page;
  }
}
