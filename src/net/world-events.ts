// What a machine tells its world.
import type { ProgramEnd } from '../host/backing.ts'
import type { ReportDetails } from '../host/report.ts'

export interface WorldEvents {
  onStart(host: number): void
  onEnd(host: number, end: ProgramEnd): void
  onReport(host: number, event: string, details: ReportDetails): void
  onOutput(host: number, text: string): void
  onInput(host: number, line: string | null): void
}
