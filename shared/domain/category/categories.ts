import * as z from 'zod';

/** Our own few categories, whatever a shop calls its many. */
export const categoryIds = [
  'appliances',
  'audio',
  'automotive',
  'baby',
  'beauty',
  'cameras',
  'computers',
  'crafts',
  'electronics',
  'fashion',
  'furniture',
  'garden',
  'groceries',
  'health',
  'home',
  'instruments',
  'kitchen',
  'media',
  'office',
  'pets',
  'phones',
  'sports',
  'tools',
  'toys',
  'video-games',
] as const;
export type CategoryId = (typeof categoryIds)[number];

/** As people and programs name one: capital letters and surrounding spaces do not count. */
export const categoryId = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(categoryIds, { error: `one of ${categoryIds.join(', ')}` }));
