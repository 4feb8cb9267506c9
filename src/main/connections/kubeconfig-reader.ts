import '../lib/no-inspector.ts'
import { answerReading, type Reading } from './kubeconfig/read-apart.ts'

/** The program that reads what was pasted, once, and is ended then. */

/** Electron gives a utility process this port; a forked Node process has `process.send` instead. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}
const parentPort = (process as NodeJS.Process & { readonly parentPort?: ParentPort }).parentPort

async function answer(message: unknown): Promise<void> {
  const result = await answerReading(message as Reading)
  if (parentPort) parentPort.postMessage(result)
  else process.send?.(result)
}

if (parentPort) parentPort.on('message', ({ data }) => void answer(data))
else process.on('message', (message) => void answer(message))
