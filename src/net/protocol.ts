// What a packet is.
export const tcp = 0
export const udp = 1
