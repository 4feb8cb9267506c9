import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stopper } from '../../../scripts/setup/virtual-display.mjs'
import { cases, type Counted } from '../../meters/counted.ts'
import { expectToBeRead } from '../../meters/read-all.ts'
import { prometheusProgram } from '../prometheus.mjs'
import { freePort } from '../ports.mjs'

const program = await prometheusProgram()

/** What targets say in Prometheus' text format, counted since the start. */
function page(series: readonly Counted[], sinceMs: number): string {
  const seconds = (Date.now() - sinceMs) / 1_000
  return series
    .map(({ labels: { __name__: name, ...labels }, perSecond }) => {
      const told = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      return `${name}{${told.join(',')}} ${perSecond * seconds}\n`
    })
    .join('')
}
