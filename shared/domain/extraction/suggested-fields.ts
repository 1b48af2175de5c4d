/** Fields for which selectors can be proposed: what they are to give is known from a page's data. */
export const suggestedFields = ['price', 'listPrice', 'title', 'brand', 'sku'] as const;
export type SuggestedField = (typeof suggestedFields)[number];
