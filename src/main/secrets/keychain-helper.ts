import '../lib/no-inspector.ts'
import type Keytar from 'keytar'
import { serviceArgument, type HelperAnswer, type HelperRequest } from './helper-protocol.ts'

/**
 * The only program that loads keytar. A keychain call can hang for ever, and hung calls block every file operation and
 * the exit of their process; so they live here, where the parent can kill them.
 */

/** Electron gives a utility process this port; a forked Node process has `process.send` instead. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}
const parentPort = (process as NodeJS.Process & { readonly parentPort?: ParentPort }).parentPort

const service = process.argv.find((argument) => argument.startsWith(serviceArgument))?.slice(serviceArgument.length)

let keytar: Promise<typeof Keytar> | undefined

function loadKeytar(): Promise<typeof Keytar> {
  keytar ??= import('keytar').then((module) => ('default' in module ? (module.default as typeof Keytar) : module))
  return keytar
}

async function answer(request: HelperRequest): Promise<HelperAnswer> {
  const { id, account } = request
  try {
    if (service === undefined || service === '')
      throw new Error(`the helper was started without ${serviceArgument}NAME`)
    const { getPassword, setPassword, deletePassword } = await loadKeytar()
    switch (request.op) {
      case 'get':
        return { id, ok: true, value: await getPassword(service, account), deleted: false }
      case 'set':
        await setPassword(service, account, request.value)
        return { id, ok: true, value: null, deleted: false }
      case 'delete':
        return { id, ok: true, value: null, deleted: await deletePassword(service, account) }
    }
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

// The parent sends one request at a time and is our own program: its messages are not checked again here.
if (parentPort === undefined) {
  process.on('message', (message) => {
    void answer(message as HelperRequest).then((reply) => process.send?.(reply))
  })
  // Exiting in the usual way waits for hung calls.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
} else {
  parentPort.on('message', ({ data }) => {
    void answer(data as HelperRequest).then((reply) => parentPort.postMessage(reply))
  })
}
