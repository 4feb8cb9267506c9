import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stopper } from '../../../scripts/setup/virtual-display.mjs'
import { cases, type Counted } from '../../../src/main/providers/prometheus/testing/counted.ts'
import { expectToBeRead } from '../../../src/main/providers/prometheus/testing/read-counted.ts'
import { hasBench } from '../bench.ts'
import { binariesFolder } from '../build.mjs'
import { freePort } from '../programs.mjs'

/** What a target says in Prometheus' text format, counted since a moment. */
function pageOf(series: readonly Counted[], sinceMs: number): string {
  const seconds = (Date.now() - sinceMs) / 1_000
  return series
    .map(({ labels: { __name__: name, ...labels }, perSecond }) => {
      const told = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      return `${name}{${told.join(',')}} ${perSecond * seconds}\n`
    })
    .join('')
}

/** One for each way to count, since a Prometheus that has several is read by the first. */
describe.skipIf(!hasBench)('requests are counted, as Prometheus itself answers, by', () => {
  const ends: (() => Promise<unknown>)[] = []
  const urls = new Map<string, string>()

  beforeAll(async () => {
    const sinceMs = Date.now() - 600_000
    const pages = createServer((request, response) => {
      const one = cases.find(({ meter }) => request.url === `/${meter}`)
      response.end(pageOf(one?.series ?? [], sinceMs))
    })
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
    const from = (pages.address() as AddressInfo).port
    const folder = await mkdtemp(join(tmpdir(), 'backout-meters-'))
    ends.push(
      () => rm(folder, { recursive: true, force: true }),
      () => new Promise((resolve) => pages.close(resolve).closeAllConnections())
    )
    const program = join(await binariesFolder(), 'prometheus')
    for (const { meter } of cases) {
      const file = join(folder, `${meter}.yaml`)
      const scrape = {
        job_name: 'page',
        honor_labels: true,
        metrics_path: `/${meter}`,
        static_configs: [{ targets: [`127.0.0.1:${from}`] }]
      }
      await writeFile(
        file,
        JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [scrape] })
      )
      const port = await freePort()
      const flags = [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, meter)}`,
        `--web.listen-address=127.0.0.1:${port}`
      ]
      ends.unshift(stopper(spawn(program, [...flags, '--log.level=error'], { stdio: 'ignore' })))
      urls.set(meter, `http://127.0.0.1:${port}`)
    }
  }, 30_000)
  afterAll(async () => {
    for (const end of ends) await end()
  })

  it.each(cases)(
    '$meter',
    async (one) => {
      const url = urls.get(one.meter) ?? ''
      const ask = async (path: string, query: Readonly<Record<string, string>>): Promise<string> =>
        (await fetch(`${url}${path}?${new URLSearchParams(query).toString()}`)).text()
      const counter = one.series[0]?.labels['__name__'] ?? ''
      const sampled = (): Promise<string> =>
        ask('/api/v1/query', { query: `min(count_over_time(${counter}[1m])) > 5` }).catch(() => '')
      await expect.poll(sampled, { timeout: 30_000, interval: 500 }).toContain('"value"')
      await expectToBeRead(ask, one, () => new Date())
    },
    40_000
  )
})
