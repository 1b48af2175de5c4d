/** Whether two positive amounts agree within `tolerance` in ln, that is about that share either way. */
export const agrees = (a: number, b: number, tolerance: number): boolean => Math.abs(Math.log(a / b)) <= tolerance;

/** Within this a price counts as one the offer had before. */
export const sameLevelLog = 0.03;

/** Within this a price is too near to an accepted one for any fault to be told from its number. */
export const nearLevelLog = Math.log(1.25);
