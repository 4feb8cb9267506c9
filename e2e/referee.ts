import { readFile } from 'node:fs/promises'

/** What the drill itself counted, as its control port reports it. */
export interface RefereeReport {
  readonly scenario: string
  readonly seed: number
  readonly effects: readonly { readonly method: string; readonly path: string; readonly status: number }[]
  readonly userErrors: Readonly<
    Record<'before' | 'during' | 'after', { readonly requests: number; readonly errors: number }>
  >
  readonly usersRecovered: boolean
}

/**
 * Asks a drill what its users saw.
 *
 * @param control the address in its ready line
 */
export async function readReferee(control: string): Promise<RefereeReport> {
  const response = await fetch(`${control}/report`)
  if (!response.ok) throw new Error(`the drill's control port answered HTTP ${response.status}`)
  return (await response.json()) as RefereeReport
}

/**
 * Asks the drill that an app started by itself. The app never learns the address: its host writes it to the file that
 * BACKOUT_DRILL_CONTROL_FILE names, and hands the console the rest of the ready line.
 */
export async function readRefereeOfApp(controlFile: string): Promise<RefereeReport> {
  return readReferee((await readFile(controlFile, 'utf8')).trim())
}
