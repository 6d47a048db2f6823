// How a partition treats packets: they pass, they are lost, they wait for its end.
export const none = 0
export const drop = 1
export const hold = 2

/** One of them. */
export type CutKind = 0 | 1 | 2
