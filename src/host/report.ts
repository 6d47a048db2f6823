// What nodes say of themselves, for tables, checks and traces.

export type ReportDetails = { readonly [field: string]: string | number | boolean }

/** One thing that a program reported. */
export interface Report {
  /** Milliseconds since the run began, with fractions. */
  readonly atMs: number
  readonly host: string
  readonly event: string
  readonly details: ReportDetails
}
