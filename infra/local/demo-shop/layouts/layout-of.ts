import type { Shop } from '../catalogue.ts';
import { embeddedStateLayout } from './embedded-state.ts';
import { jsonLdLayout } from './json-ld.ts';
import { microdataLayout } from './microdata.ts';
import { openGraphLayout } from './open-graph.ts';
import type { Layout } from './product-page.ts';
import { scriptRenderedLayout } from './script-rendered.ts';

export const layoutOf: Readonly<Record<Shop['layout'], Layout>> = {
  'json-ld': jsonLdLayout,
  microdata: microdataLayout,
  'open-graph': openGraphLayout,
  'embedded-state': embeddedStateLayout,
  'script-rendered': scriptRenderedLayout,
};
