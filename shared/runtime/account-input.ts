import * as z from 'zod';
import { normaliseEmail } from '../domain/account/email-address.ts';

/** An email address, given in any form, in its normalised one. */
export const emailInput = z
  .string()
  .max(320)
  .transform((text, context) => {
    const email = normaliseEmail(text);
    if (email === undefined) context.addIssue('not an email address');
    return email ?? z.NEVER;
  });

export const nameInput = z.string().trim().min(1).max(100);
