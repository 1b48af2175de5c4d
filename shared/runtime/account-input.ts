import * as z from 'zod';
import { normaliseEmail } from '../domain/account/email-address.ts';
import { isPlainName } from '../domain/account/plain-name.ts';

/** An email address, given in any form, in its normalised one. */
export const emailInput = z
  .string()
  .max(320)
  .transform((text, context) => {
    const email = normaliseEmail(text);
    if (email === undefined) context.addIssue('an email address, such as ada@example.com');
    return email ?? z.NEVER;
  });

export const nameInput = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isPlainName, 'a name without control characters, line breaks and marks that turn the direction of text');
