import type { Observation } from '../observation/observation.ts';

/** What one visit to an offer's page brought. */
export type Look =
  | { readonly type: 'not-modified'; readonly checkedAtMs: number }
  | {
      readonly type: 'read';
      readonly checkedAtMs: number;
      readonly observation: Observation;
      readonly etag?: string;
      readonly lastModified?: string;
      /** A cheaper way to the page had been tried before and had shown no price. */
      readonly escalated?: boolean;
    };
