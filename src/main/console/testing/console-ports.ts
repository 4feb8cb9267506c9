import { join, resolve } from 'node:path'
import { answerReading, type Reading } from '../../connections/index.ts'
import { createClock } from '../../lib/clock.ts'
import { answerApprovals } from '../../autopilot/answer-approvals.ts'
import type { ConsolePorts } from '../../ports/console.ts'
import type { HelperProcess } from '../../ports/processes.ts'
import { createMemoryStore } from '../../secrets/memory.ts'

/** The person in front of a window agrees to everything that is asked outside it. */
export const agreeingDialogs: ConsolePorts['dialogs'] = {
  chooseKubeconfig: async () => null,
  chooseFile: async () => null,
  confirmTrust: async () => true,
  saveReport: async () => null,
  saveZip: async () => null
}

/** A host without a window and without helpers, whose journal is in a folder; nobody answers its dialogs. */
export function consolePorts(folder: string, more: Partial<ConsolePorts> = {}): ConsolePorts {
  return {
    createClock,
    secrets: createMemoryStore('a test'),
    journalDir: join(folder, 'journal'),
    anyJournalPlace: true,
    processes: {
      start(program) {
        if (program === 'kubeconfig-reader') return readerInHere()
        throw new Error('nothing is started here')
      }
    },
    approvals: answerApprovals,
    resourcesDir: resolve(import.meta.dirname, '../../../../resources'),
    operator: 'me',
    env: { KUBECONFIG: join(folder, 'default'), PATH: folder },
    dialogs: {
      chooseKubeconfig: async () => null,
      chooseFile: async () => null,
      confirmTrust: async () => false,
      saveReport: async () => null,
      saveZip: async () => null
    },
    clipboard: { write: () => undefined },
    preferences: { read: () => null, write: () => undefined },
    version: '0',
    sandboxed: true,
    launch: { kind: 'last' },
    ...more
  }
}

/** The helper that reads what is pasted, without a process of its own. */
function readerInHere(): HelperProcess {
  let hear: (message: unknown) => void = () => undefined
  return {
    pid: undefined,
    post: (message) => void answerReading(message as Reading).then((answer) => hear(answer)),
    onMessage: (listener) => void (hear = listener),
    onExit: () => undefined,
    kill: () => undefined
  }
}
