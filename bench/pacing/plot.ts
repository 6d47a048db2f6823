// Wanted against achieved rate as an SVG: both on a scale of powers of ten, and below it their quotient, where one sees what
// the first cannot show.

export interface Series {
  readonly name: string
  /** [wanted, achieved] in bytes a second. */
  readonly points: ReadonlyArray<readonly [wanted: number, achieved: number]>
}

const WIDTH = 860
const LEFT = 90
const RIGHT = 620
const UPPER = { top: 50, bottom: 380 }
const LOWER = { top: 440, bottom: 640 }
const HEIGHT = 700
const [LEAST_RATE, MOST_RATE] = [2.8, 8.2]
/** What the lower part shows; what lies outside is drawn at its edge. */
const [LEAST_QUOTIENT, MOST_QUOTIENT] = [0.9, 1.05]
const COLOURS = ['#1b6ca8', '#d1495b', '#2e8b57', '#8a5fbf', '#e08e0b', '#4a4a4a', '#0aa5a5', '#b03a8c']
const RATE_NAMES: readonly (readonly [number, string])[] = [
  [1e3, '1 kB/s'],
  [1e4, '10 kB/s'],
  [1e5, '100 kB/s'],
  [1e6, '1 MB/s'],
  [1e7, '10 MB/s'],
  [1e8, '100 MB/s'],
]

export function plotOf(series: readonly Series[]): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 28, 'Paced transfers: wanted and achieved rate', 'start', 16),
    ...axes(),
    ...series.flatMap((one, index) => drawn(one, index, series.length)),
    ...series.flatMap((one, index) => legend(one, index)),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function axes(): string[] {
  const parts: string[] = []
  for (const [rate, name] of RATE_NAMES) {
    const x = across(rate)
    parts.push(line(x, UPPER.top, x, UPPER.bottom, '#ddd'), line(x, LOWER.top, x, LOWER.bottom, '#ddd'))
    parts.push(text(x, LOWER.bottom + 20, name, 'middle'), text(LEFT - 10, upperY(rate) + 4, name, 'end'))
    parts.push(line(LEFT, upperY(rate), RIGHT, upperY(rate), '#ddd'))
  }
  const band = [lowerY(1.01), lowerY(0.99)] as const
  parts.push(`<rect x="${LEFT}" y="${band[0]}" width="${RIGHT - LEFT}" height="${band[1] - band[0]}" fill="#e6f4e6"/>`)
  for (const quotient of [0.9, 0.95, 0.99, 1, 1.01, 1.05]) {
    const y = lowerY(quotient)
    parts.push(line(LEFT, y, RIGHT, y, quotient === 1 ? '#888' : '#ddd'))
    if (quotient !== 0.99 && quotient !== 1.01) parts.push(text(LEFT - 10, y + 4, quotient.toFixed(2), 'end'))
  }
  parts.push(line(LEFT, upperY(10 ** LEAST_RATE), RIGHT, upperY(10 ** MOST_RATE), '#888'))
  parts.push(text(LEFT, UPPER.top - 6, 'achieved', 'start'), text(LEFT, LOWER.top - 10, 'achieved ÷ wanted', 'start'))
  parts.push(text((LEFT + RIGHT) / 2, LOWER.bottom + 44, 'wanted, all transfers together', 'middle'))
  return parts
}

/** Points of equal rates are moved apart a little, so that none hides another. */
function drawn({ points }: Series, index: number, count: number): string[] {
  const colour = COLOURS[index % COLOURS.length] ?? '#000'
  const shift = (index - (count - 1) / 2) * 5
  const places = points.map(([wanted, achieved]) => {
    const quotient = Math.min(MOST_QUOTIENT, Math.max(LEAST_QUOTIENT, achieved / wanted))
    return { x: across(wanted) + shift, above: upperY(achieved), below: lowerY(quotient) }
  })
  const path = places.map(({ x, below }) => `${x.toFixed(1)},${below.toFixed(1)}`).join(' ')
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-opacity="0.5"/>`,
    ...places.map(({ x, above }) => dot(x, above, colour)),
    ...places.map(({ x, below }) => dot(x, below, colour)),
  ]
}

function legend({ name }: Series, index: number): string[] {
  const y = UPPER.top + 14 + index * 22
  return [dot(RIGHT + 24, y - 4, COLOURS[index % COLOURS.length] ?? '#000'), text(RIGHT + 36, y, name, 'start')]
}

function across(rate: number): number {
  return LEFT + ((Math.log10(rate) - LEAST_RATE) / (MOST_RATE - LEAST_RATE)) * (RIGHT - LEFT)
}

function upperY(rate: number): number {
  const part = (Math.log10(rate) - LEAST_RATE) / (MOST_RATE - LEAST_RATE)
  return UPPER.bottom - part * (UPPER.bottom - UPPER.top)
}

function lowerY(quotient: number): number {
  const part = (quotient - LEAST_QUOTIENT) / (MOST_QUOTIENT - LEAST_QUOTIENT)
  return LOWER.bottom - part * (LOWER.bottom - LOWER.top)
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  const places = [x1, y1, x2, y2].map((place) => place.toFixed(1))
  return `<line x1="${places[0]}" y1="${places[1]}" x2="${places[2]}" y2="${places[3]}" stroke="${colour}"/>`
}

function dot(x: number, y: number, colour: string): string {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colour}"/>`
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', size = 12): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}">${content}</text>`
}
