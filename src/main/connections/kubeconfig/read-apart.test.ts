import { describe, expect, it } from 'vitest'
import type { HelperProcess, Processes } from '../../ports/processes.ts'
import { answerReading, readApart, type Reading } from './read-apart.ts'

const kubeconfig = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: 'a-token' } }],
  contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'here'
})

/** A helper that does with a message what it is told to; says whether it was ended. */
function helper(take: (reading: Reading, say: (answer: unknown) => void, exit: () => void) => void) {
  const state = { killed: false }
  const listeners: ((message: unknown) => void)[] = []
  const exits: ((code: number | null) => void)[] = []
  const one: HelperProcess = {
    pid: 1,
    post: (message) =>
      take(
        message as Reading,
        (answer) => listeners.forEach((listener) => listener(answer)),
        () => exits.forEach((exit) => exit(1))
      ),
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void exits.push(listener),
    kill: () => void (state.killed = true)
  }
  const processes: Processes = { start: () => one }
  return { processes, state }
}

describe('what is pasted is read apart', () => {
  it('with the same answer, and the helper is ended', async () => {
    const { processes, state } = helper((reading, say) => void answerReading(reading).then(say))
    expect(await readApart(processes, { text: kubeconfig, env: {} })).toMatchObject({ currentContext: 'here' })
    expect(state.killed).toBe(true)
    await expect(readApart(processes, { text: 'a: [', env: {} })).rejects.toMatchObject({
      failure: { code: 'badInput' }
    })
  })

  it('and given up when it takes too long or ends the helper', async () => {
    const silent = helper(() => undefined)
    await expect(readApart(silent.processes, { text: kubeconfig, env: {} }, 20)).rejects.toThrow('within 0.02 s')
    expect(silent.state.killed).toBe(true)
    const dying = helper((_reading, _say, exit) => exit())
    await expect(readApart(dying.processes, { text: kubeconfig, env: {} })).rejects.toThrow('ended')
  })
})
