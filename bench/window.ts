import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { startPrivateKeychain } from '../scripts/setup/private-keychain.mjs'
import type { BenchContext } from './measure.ts'

/** A started window, and how long it took from the start of the process until its `usable` part was there. */
export interface MeasuredWindow {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly startMs: number
  readonly close: () => Promise<void>
}

/** The empty window of this folder and our app are started in the same way, so that they differ only in themselves. */
export async function openWindow(
  context: BenchContext,
  target: { readonly app: string; readonly args?: readonly string[]; readonly usable: (page: Page) => Promise<void> }
): Promise<MeasuredWindow> {
  const scratch = await mkdtemp(join(tmpdir(), 'backout-bench-'))
  const keychain = await startPrivateKeychain()
  const env = environment({ ...keychain.env, HOME: scratch, BACKOUT_E2E: '1' })
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const startedAt = performance.now()
  const electron = await _electron.launch({
    executablePath: context.electron,
    args: [...sandbox, target.app, `--user-data-dir=${join(scratch, 'profile')}`, ...(target.args ?? [])],
    env,
    chromiumSandbox: sandbox.length === 0
  })
  const page = await electron.firstWindow()
  await target.usable(page)
  return {
    electron,
    page,
    startMs: performance.now() - startedAt,
    async close() {
      await electron.close()
      await keychain.stop()
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

export function openEmptyWindow(context: BenchContext): Promise<MeasuredWindow> {
  return openWindow(context, {
    app: join(context.root, 'bench', 'empty-window'),
    usable: (page) => page.getByRole('heading').waitFor()
  })
}

function environment(added: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE' && entry[0] !== 'KUBECONFIG'
  )
  return { ...Object.fromEntries(kept), ...added }
}
