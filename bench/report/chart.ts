import { ratioOf } from '../figures.ts'
import { wantedRows } from '../measure.ts'
import type { Report } from './figures.ts'

const WIDTH = 860
const LABEL = 300
const BAR = 22

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const text = (x: number, y: number, words: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escapeXml(words)}</text>`

/** How many times the CPU of ours theirs takes, a bar for each row. */
const ratioBars = (report: Report) => {
  const rows = wantedRows(report.args).flatMap(({ name, subjects: [own] }) => {
    const results = report.measured.results.get(name)
    const ratio = ratioOf(results?.get('theirs'), results?.get(own))
    return Number.isFinite(ratio) ? [{ name, ratio }] : []
  })
  const most = Math.max(1, ...rows.map(({ ratio }) => ratio))
  const scale = (WIDTH - LABEL - 70) / most
  const bars = rows.map(({ name, ratio }, turn) => {
    const y = 40 + turn * BAR
    return (
      text(LABEL - 10, y + 13, name, 'text-anchor="end"') +
      `<rect x="${LABEL}" y="${y}" width="${(ratio * scale).toFixed(1)}" height="${BAR - 6}" class="bar"/>` +
      text(LABEL + ratio * scale + 6, y + 13, `${ratio.toFixed(2)} ×`)
    )
  })
  const bottom = 40 + rows.length * BAR
  const x = (LABEL + scale).toFixed(1)
  const line = `<line x1="${x}" y1="34" x2="${x}" y2="${bottom}" class="line"/>`
  const title = text(
    0,
    18,
    'CPU of oidc-provider, as times of ours (the line: the same)',
    'class="title"',
  )
  return { svg: title + bars.join('') + line, bottom }
}

const COLOURS: Readonly<Record<string, string>> = { ours: 'ours', theirs: 'theirs' }
const HEIGHT = 220

/** p50 and p99 of a flow against the load, each subject a pair of lines. */
const latencyLines = ({ observations }: Report, top: number) => {
  const points = observations.filter(({ scenario }) => scenario.includes('% of the most'))
  const loads = points.map(({ figures }) => figures.per_second ?? 0)
  const times = points.map(({ figures }) => figures.whole_p99_ms ?? 0)
  const [low, high] = [0.1, Math.max(10, ...times)].map(Math.log10) as [number, number]
  const x = (load: number) => 60 + (load / Math.max(1, ...loads)) * (WIDTH - 200)
  const y = (ms: number) =>
    top + HEIGHT - ((Math.log10(Math.max(ms, 0.1)) - low) / (high - low)) * (HEIGHT - 40)
  const lines = Object.keys(COLOURS).flatMap((subject) =>
    ['p50', 'p99'].flatMap((figure) => {
      const own = points.filter((point) => point.subject === subject)
      const path = own.map(
        ({ figures }) =>
          [x(figures.per_second ?? 0), y(figures[`whole_${figure}_ms`] ?? 0)] as const,
      )
      const last = path.at(-1)
      if (last === undefined) return []
      const list = path.map((point) => point.map((at) => at.toFixed(1)).join(',')).join(' ')
      return [
        `<polyline points="${list}" class="${subject} ${figure}"/>`,
        text(last[0] + 6, last[1] + 4, `${subject} ${figure}`),
      ]
    }),
  )
  const ticks = [0.1, 1, 10, 100, 1000]
    .filter((ms) => Math.log10(ms) <= high)
    .map(
      (ms) =>
        `<line x1="60" x2="${WIDTH - 130}" y1="${y(ms).toFixed(1)}" y2="${y(ms).toFixed(1)}" class="grid"/>${text(52, y(ms) + 4, `${ms} ms`, 'text-anchor="end"')}`,
    )
  const marks = loads.map((load) =>
    text(x(load), top + HEIGHT + 18, load.toFixed(0), 'text-anchor="middle" class="small"'),
  )
  const title = text(
    0,
    top + 4,
    'Latency of a code id_token flow (ES256) against flows a second',
    'class="title"',
  )
  return {
    svg: title + ticks.join('') + lines.join('') + marks.join(''),
    bottom: top + HEIGHT + 30,
  }
}

const STYLE =
  'text{font:12px system-ui,sans-serif;fill:#1b2030}.title{font-weight:600;font-size:14px}.small{font-size:10px}.bar{fill:#4150d0}' +
  '.line{stroke:#b3261e;stroke-width:1.5}.grid{stroke:#d5d9e3}polyline{fill:none;stroke-width:2}' +
  '.ours{stroke:#4150d0}.theirs{stroke:#b3261e}.p50{stroke-dasharray:4 3}'

/** docs/performance.svg. */
export const asChart = (report: Report): string => {
  const ratios = ratioBars(report)
  const latencies = latencyLines(report, ratios.bottom + 40)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 ${WIDTH + 20} ${latencies.bottom}" role="img" aria-label="Ratios of CPU, and latency against load">` +
    `<style>${STYLE}</style><rect x="-10" width="${WIDTH + 20}" height="${latencies.bottom}" fill="#fff"/>` +
    `${ratios.svg}${latencies.svg}</svg>\n`
  )
}
