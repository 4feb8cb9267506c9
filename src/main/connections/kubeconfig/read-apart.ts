import { asFailure, FailureError, failureOf, type Result } from '../../../contract/index.ts'
import type { Processes } from '../../ports/processes.ts'
import { readKubeconfig, type ReadKubeconfig } from './read-kubeconfig.ts'

/** What the helper is asked: text that came from a window, and the variables that programs are looked for with. */
export interface Reading {
  readonly text: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Real milliseconds. A kubeconfig of a thousand clusters takes a second. */
const deadlineMs = 10_000

/** In the helper. */
export async function answerReading({ text, env }: Reading): Promise<Result<ReadKubeconfig>> {
  try {
    return { ok: true, value: await readKubeconfig([{ text }], env) }
  } catch (error) {
    return { ok: false, failure: asFailure(error) }
  }
}

/**
 * Reads pasted text as `readKubeconfig` does, in a process of its own that is ended when it takes too long: text can be
 * written so that reading it takes minutes, and nothing else would be done meanwhile.
 * @throws FailureError as `readKubeconfig`, and `badInput` when it took too long or ended the helper
 */
export async function readApart(processes: Processes, reading: Reading, ms = deadlineMs): Promise<ReadKubeconfig> {
  const helper = processes.start('kubeconfig-reader', [])
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const answer = await new Promise<Result<ReadKubeconfig>>((resolve, reject) => {
      const remedy = 'Import it as a file, or leave out what is not needed.'
      const tooMuch = (why: string) => reject(new FailureError(failureOf('badInput', why, { remedy })))
      timer = setTimeout(() => tooMuch(`What was pasted could not be read within ${ms / 1_000} s.`), ms)
      helper.onMessage((message) => resolve(message as Result<ReadKubeconfig>))
      helper.onExit(() => tooMuch('What was pasted could not be read: the helper that reads it ended.'))
      helper.post(reading)
    })
    if (answer.ok) return answer.value
    throw new FailureError(answer.failure)
  } finally {
    clearTimeout(timer)
    helper.kill()
  }
}
