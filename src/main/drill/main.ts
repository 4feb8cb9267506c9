import { randomInt } from 'node:crypto'
import { fstatSync, writeSync } from 'node:fs'
import { readCommandLine } from './command-line.ts'
import { scenarios } from './scenarios/list.ts'
import { serveDrill } from './serve.ts'

// Node would open its inspector for every user of the computer (node src/inspector_agent.cc, StartIoThreadWakeup).
if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined)

/** Electron's channel to the process that forked this one (Electron utilityProcess, process.parentPort). */
interface ParentPort {
  postMessage(message: unknown): void
}

function parentPort(): ParentPort | undefined {
  return (process as unknown as { readonly parentPort?: ParentPort }).parentPort
}

/**
 * Calls back once when whoever started this process is gone: its message channel or its standard input closes. Being
 * handed to another parent is no reason to end, because a script may start the drill in the background and go on.
 */
function whenAbandoned(isReady: () => boolean, end: () => void): void {
  process.once('disconnect', end)
  try {
    const stdin = fstatSync(0)
    if (!stdin.isFIFO() && !stdin.isSocket()) return
  } catch {
    return
  }
  process.stdin.on('error', () => undefined)
  process.stdin.on('end', () => {
    // A pipe that was closed from the start never belonged to anybody who waits for this process.
    if (isReady()) end()
  })
  process.stdin.resume()
}

async function serve(options: Parameters<typeof serveDrill>[0]): Promise<void> {
  let ending = false
  let close = async (): Promise<void> => undefined
  const end = (): void => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(0), 2000).unref()
    void close().finally(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
  process.stdout.on('error', end)
  let isReady = false
  whenAbandoned(() => isReady, end)

  const drill = await serveDrill(options)
  close = () => drill.close()
  process.once('exit', () => void drill.close())
  try {
    writeSync(1, `${JSON.stringify(drill.ready)}\n`)
  } catch (error) {
    // Without a standard output the ready line goes over the channel below; a closed one means that nobody is left.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return end()
  }
  isReady = true
  parentPort()?.postMessage(drill.ready)
  process.send?.(drill.ready)
}

const command = readCommandLine(process.argv.slice(2), () => randomInt(1, 2 ** 31))
switch (command.kind) {
  case 'list':
    // A reader that has seen enough (head) closes the pipe; that is no error.
    process.stdout.on('error', () => process.exit(0))
    for (const { id, title, levers, teaches, expects } of scenarios)
      process.stdout.write(`${JSON.stringify({ id, title, levers, teaches, expects })}\n`)
    break
  case 'help':
    process.stdout.write(`${command.text}\n`)
    break
  case 'badUsage':
    process.stderr.write(`backout: ${command.message}\n`)
    process.exitCode = 2
    break
  case 'serve':
    await serve(command)
}
