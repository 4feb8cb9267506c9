import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { launchElectron } from '../e2e/launch-electron.ts'
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
  const leave = async (): Promise<void> => {
    await keychain.stop()
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const { electron, startedAt } = await launchElectron({
      executablePath: context.electron,
      args: [...sandbox, target.app, `--user-data-dir=${join(scratch, 'profile')}`, ...(target.args ?? [])],
      env,
      chromiumSandbox: sandbox.length === 0
    })
    const close = (): Promise<void> => electron.close()
    try {
      const page = await electron.firstWindow()
      await target.usable(page)
      const startMs = performance.now() - startedAt
      return { electron, page, startMs, close: () => close().then(leave, leave) }
    } catch (error) {
      await close()
      throw error
    }
  } catch (error) {
    // What is left running would keep the measuring process alive for ever.
    await leave()
    throw error
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
