// How the server speaks to a client about one of its downloads: in the seed's plain texts, or with the download's number.
import {
  type Announcement,
  DOWNLOAD_STOPPED,
  encodeAnnouncement,
  encodeNumberedReply,
} from '../../wire/datagram-chat/replies.ts'

export interface UploadVoice {
  announce(packets: number, sizeBytes: number, sha256: string, pauseAt: number): void
  /** All that was asked for is out: packets below `upTo`. */
  sent(upTo: number): void
  /** No more comes before the client says so. */
  paused(percent: number): void
  /** A message was wrong; the download goes on. */
  complain(text: string): void
  refused(text: string): void
  /** `reason`: null when the client wanted it so. */
  stopped(reason: string | null): void
  done(text: string): void
}

/** An old client counts its packets, and is told nothing that the seed does not tell it. */
export function plainVoice(send: (text: string) => void): UploadVoice {
  return {
    announce: (packets) => send(encodeAnnouncement({ packets, numbered: null })),
    sent: () => undefined,
    paused: () => undefined,
    complain: send,
    refused: send,
    stopped: (reason) => send(stoppedText(reason)),
    done: send,
  }
}

export function numberedVoice(send: (text: string) => void, id: number): UploadVoice {
  return {
    announce(packets, sizeBytes, sha256, pauseAt) {
      const announcement: Announcement = { packets, numbered: { id, sizeBytes, sha256, pauseAt } }
      send(encodeAnnouncement(announcement))
    },
    sent: (upTo) => send(encodeNumberedReply(id, { kind: 'sent', upTo })),
    paused: (percent) => send(encodeNumberedReply(id, { kind: 'paused', percent })),
    complain: send,
    refused: (text) => send(encodeNumberedReply(id, { kind: 'refused', text })),
    stopped: (reason) => send(encodeNumberedReply(id, { kind: 'stopped', text: stoppedText(reason) })),
    done: (text) => send(encodeNumberedReply(id, { kind: 'done', text })),
  }
}

function stoppedText(reason: string | null): string {
  return reason === null ? DOWNLOAD_STOPPED : `${DOWNLOAD_STOPPED}: ${reason}`
}
