// Numbers and times for people. Without Intl, whose start costs more than a short run.

/** 1234567.89 as `1,234,567.89`: at most three digits after the point. */
export function grouped(value: number): string {
  const [whole = '', fraction = ''] = value.toFixed(3).split('.')
  const digits = fraction.replace(/0+$/, '')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return digits === '' ? groups : `${groups}.${digits}`
}

/** Milliseconds, or seconds when there are many. */
export function duration(ms: number): string {
  return ms < 10_000 ? `${grouped(ms)} ms` : `${grouped(ms / 1000)} s`
}
