/**
 * Most recipients of one dispatch. A dispatch keeps what is sent to each in its document of at most 1 MiB, and a mail
 * takes 11 KB, or 30 KB with the longest texts and addresses it may carry. A push is one request with an outcome of its own.
 */
export const recipientsPerDispatch = { email: 32, push: 1 } as const;
