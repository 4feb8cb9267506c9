import { createInterface } from 'node:readline'
import type { SealedDrill } from './sealed-drill.ts'

/** A child process, of Node or of Electron. */
interface Heard {
  on(event: 'message', listener: (message: unknown) => void): unknown
  readonly stdout: NodeJS.ReadableStream | null
}

/** Hears a program's messages; what it prints on standard output as lines of JSON arrives like them. */
export function hearProgram(child: Heard, seal: SealedDrill, listener: (message: unknown) => void): void {
  const hear = (message: unknown): void => listener(seal.open(message))
  child.on('message', hear)
  if (child.stdout === null) return
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parsedLine(line)
    if (message !== undefined) hear(message)
  })
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
