import * as z from 'zod';

/** What can become of a mail once its service has taken it. */
export const mailEvents = ['delivered', 'opened', 'clicked', 'delayed', 'bounced', 'complained', 'failed'] as const;
export const mailEvent = z.enum(mailEvents);
export type MailEvent = z.infer<typeof mailEvent>;
