// A program that asks the tracker for its list again and again, and reports what it is told in a few numbers.
import type { StartProgram } from '../../host/program.ts'
import { TrackerClient } from '../../nodes/chunk/tracker-client.ts'
import type { FileListReply } from '../../wire/chunk-replies.ts'

/** The report, with how many peers of all files are `listed`, and how many of them have each chunk. */
export const LIST_SEEN = 'list-seen'

export interface TrackerWatcherOptions {
  readonly trackerHost: string
  readonly trackerPort: number
  readonly everyMs: number
  /** Chunks of a whole file. */
  readonly chunks: number
}

export function trackerWatcher({ trackerHost, trackerPort, everyMs, chunks }: TrackerWatcherOptions): StartProgram {
  return (host) => {
    const client = new TrackerClient(host, { host: trackerHost, port: trackerPort })
    const look = () => {
      client.list((reply) => {
        if (reply.ok) host.report(LIST_SEEN, { view: viewOf(reply.value, chunks) })
        host.clock.setTimeout(look, everyMs)
      })
    }
    look()
    return { interrupt: () => host.exit(0) }
  }
}

export function viewText(listed: number, whole: number): string {
  return `${listed} listed, ${whole} of them with all chunks`
}

function viewOf({ files }: FileListReply, chunks: number): string {
  const peers = Object.values(files).flatMap((holders) => Object.values(holders))
  return viewText(peers.length, peers.filter((held) => held.length === chunks).length)
}
