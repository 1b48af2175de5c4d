/** The tag under which Resend is given, and gives back, the id of a mail's notification. */
export const notificationTag = 'notification';
