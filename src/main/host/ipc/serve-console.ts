import type { App, IpcMain, WebContents } from 'electron'
import { asFailure, failed, failureOf, type FeedMessage, type Result } from '../../../contract/index.ts'
import type { Console } from '../../ports/console.ts'
import { channels } from '../../../preload/channels.ts'
import { createRequestCheck, type CheckedRequest } from './check-request.ts'
import { createBusyTime, type BusyTime } from './busy-time.ts'
import { createFeedFanout } from './feed-fanout.ts'
import { paced, type Paced } from '../../../preload/paced.ts'
import type { Rate } from '../../../preload/rate-limit.ts'
import { followInput } from './recent-input.ts'
import { isTrustedSender, type SenderFacts } from './trusted-sender.ts'

type RequestCheck = (name: unknown, input: unknown) => Result<CheckedRequest>

/** Each time a window begins to listen, the value of every feed is sent, and they may be many megabytes together. */
const listenRate: Rate = { burst: 20, perSecond: 10 }

/** The door between windows and the console. */
export interface ConsoleDoor {
  /** Takes messages from this window. */
  admit(contents: WebContents): void
  publish(message: FeedMessage): void
}

/**
 * Opens the two channels. Requests that arrive before the console is ready wait for it.
 * @param log gets what the window is not told
 */
export function serveConsole(
  app: App,
  ipc: IpcMain,
  ready: Promise<Console>,
  isStart: (url: string) => boolean,
  log: (line: string) => void
): ConsoleDoor {
  const windows = new Map<WebContents, RequestCheck>()
  // Of main, which all windows keep busy alike.
  const busy = createBusyTime(() => performance.now())
  const fanout = createFeedFanout()
  const listening = new Map<WebContents, Paced>()

  ipc.handle(channels.request, (event, ...message: unknown[]) => {
    if (!isTrustedSender(event, windows, isStart)) return refuseSender(event, log)
    const checked = windows.get(event.sender)?.(message[0], message[1])
    if (checked === undefined || message.length !== 2)
      return failed(failureOf('badInput', 'A request has a name and an input.'))
    return checked.ok ? answer(ready, checked.value, busy, log) : checked
  })
  ipc.on(channels.feed, (event) => {
    if (!isTrustedSender(event, windows, isStart)) return void refuseSender(event, log)
    const { sender } = event
    listening.get(sender)?.ask(() => {
      if (sender.isDestroyed()) return
      fanout.listen(sender, (messages) => {
        sender.send(channels.feed, messages)
      })
    })
  })

  return {
    admit(contents) {
      const nowMs = () => performance.now()
      windows.set(contents, createRequestCheck(nowMs, followInput(contents, app, nowMs)))
      const listens = paced(listenRate, nowMs)
      listening.set(contents, listens)
      forgetWithPage(contents, () => {
        listens.stop()
        fanout.forget(contents)
      })
      contents.once('destroyed', () => {
        windows.delete(contents)
        listening.delete(contents)
      })
    },
    publish: (message) => {
      fanout.publish(message)
    }
  }
}

async function answer(
  ready: Promise<Console>,
  { name, input }: CheckedRequest,
  busy: BusyTime,
  log: (line: string) => void
) {
  try {
    const console = await ready
    return busy.refusal(name) ?? (await busy.during(() => console.request(name, input as never)))
  } catch (error) {
    // The console answers with failures; what it throws is a fault of ours, and its text may hold paths.
    log(`request ${name} failed: ${asFailure(error).message}`)
    return failed(
      failureOf('internal', `${name} failed inside Backout.`, { remedy: 'Try again; if it stays, restart Backout.' })
    )
  }
}

function refuseSender({ sender }: SenderFacts, log: (line: string) => void): Result<never> {
  log(`a message from another sender was refused (web contents ${sender.id})`)
  return failed(failureOf('refused', 'This sender may not ask for anything.'))
}

function forgetWithPage(contents: WebContents, forget: () => void): void {
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) forget()
  })
  contents.on('render-process-gone', forget)
  contents.once('destroyed', forget)
}
