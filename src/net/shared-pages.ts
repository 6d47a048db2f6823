// Pages of a world's disks that have the same content, in memory once: in a swarm every host ends up with the same file. It
// knows no files; whoever gets a page here must never change it.

/** As most file systems have it. */
export const PAGE_BYTES = 4096
/** Pages that are looked through for an equal one: the last 64 MiB of different content. */
export const MAX_KNOWN_PAGES = 16_384

export class SharedPages {
  readonly #known = new Map<number, Uint8Array>()

  /** A page with the content of `bytes` (a whole page): one that is here already, or a copy. */
  pageOf(bytes: Uint8Array): Uint8Array {
    const hash = hashOf(bytes)
    const known = this.#known.get(hash)
    if (known !== undefined && Buffer.compare(known, bytes) === 0) return known
    const page = new Uint8Array(bytes)
    // Files keep the pages that they have; these are only not found any more.
    if (this.#known.size >= MAX_KNOWN_PAGES) this.#known.clear()
    this.#known.set(hash, page)
    return page
  }
}

/** FNV-1a (its prime and offset), but over words: content that collides is compared, and then only not shared. */
function hashOf(bytes: Uint8Array): number {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hash = 0x811c9dc5
  for (let at = 0; at < PAGE_BYTES; at += 4) hash = Math.imul(hash ^ words.getInt32(at, true), 0x01000193)
  return hash
}
