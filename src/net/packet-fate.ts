// What became of a packet.
export const sent = 0
export const delivered = 1
export const lost = 2
export const queueFull = 3
export const partitioned = 4
export const held = 5
export const hostDown = 6
export const duplicated = 7
export const corrupted = 8
export const unreachable = 9

/** One of them. */
export type Fate = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
