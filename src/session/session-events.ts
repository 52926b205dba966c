/** What Session.next() hands out. request and notification: the message is in `conversation.message`. */
export const sessionEvents = Object.freeze({ none: 0, online: 1, offline: 2, request: 3, notification: 4 } as const);
export type SessionEvent = (typeof sessionEvents)[keyof typeof sessionEvents];
