import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** One answer that a user got. */
export interface Answer {
  /** When the request was sent, Unix milliseconds. */
  readonly sentAt: number
  readonly tookMs: number
  /** 0 where the connection broke. */
  readonly status: number
  /** The tag of the image that answered; empty where none did. */
  readonly version: string
  readonly cookies: readonly string[]
}

/** How requests are sent: to a host of the mesh, at its port. */
export interface Call {
  readonly host: string
  readonly port: number
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A client whose requests go through an Envoy of its own, which the mesh configures. */
export interface Client {
  call(wanted: Call): Promise<Answer>
  /** Users who come at a rate until they are stopped. @param besides what they call in turn with it */
  users(wanted: Call, perSecond: number, besides?: readonly Call[]): Users
  /** Waits until a request is answered by a version. @throws Error after a minute */
  reaches(wanted: Call, version: string): Promise<void>
  /** Waits until a hundred requests in a row reached a version: every pod is listened for. @throws Error after a minute */
  isWell(wanted: Call): Promise<void>
  /** What its Envoy says of itself under a path of its own page. */
  admin(path: string): Promise<string>
}

export interface Users {
  /** Everything that was answered so far, in the order of the answers. */
  readonly answers: readonly Answer[]
  /** Ends them, and waits for what is under way. */
  stop(): Promise<readonly Answer[]>
}

const patienceMs = 60_000

/** @param admin port of the Envoy's own page */
export function createClient(admin: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const call = (wanted: Call): Promise<Answer> => send(agent, wanted)
  return {
    call,
    users(wanted, perSecond, besides = []) {
      const calls = [wanted, ...besides]
      let count = 0
      return startUsers(() => call(calls[count++ % calls.length] ?? wanted), perSecond)
    },
    async reaches(wanted, version) {
      const giveUpAt = Date.now() + patienceMs
      let last: Answer | undefined
      while (Date.now() < giveUpAt) {
        last = await call(wanted)
        if (last.version === version) return
        await delay(20)
      }
      throw new Error(`${wanted.host}:${wanted.port} does not reach ${version}: ${JSON.stringify(last)}`)
    },
    async isWell(wanted) {
      const giveUpAt = Date.now() + patienceMs
      for (let inARow = 0; inARow < 100;) {
        inARow = (await call(wanted)).version === '' ? 0 : inARow + 1
        if (Date.now() > giveUpAt) throw new Error(`${wanted.host}:${wanted.port} does not answer every request`)
      }
    },
    admin: async (path) => (await fetch(`http://127.0.0.1:${admin}${path}`)).text()
  }
}

function startUsers(call: () => Promise<Answer>, perSecond: number): Users {
  const answers: Answer[] = []
  const underWay = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const one: Promise<void> = call().then((answer) => {
      answers.push(answer)
      underWay.delete(one)
    })
    underWay.add(one)
  }, 1_000 / perSecond)
  return {
    answers,
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      return answers
    }
  }
}

function send(agent: Agent, { host, port, path = '/', headers = {} }: Call): Promise<Answer> {
  const sentAt = Date.now()
  const started = performance.now()
  return new Promise((resolve) => {
    const done = (status: number, version = '', cookies: readonly string[] = []): void =>
      resolve({ sentAt, tookMs: performance.now() - started, status, version, cookies })
    const sent = request(
      { host: '127.0.0.1', port, path, agent, headers: { ...headers, host }, timeout: 15_000 },
      (response) => {
        response.resume()
        const version = response.headers['x-version']
        response.on('end', () =>
          done(response.statusCode ?? 0, typeof version === 'string' ? version : '', response.headers['set-cookie'])
        )
        response.on('error', () => done(0))
      }
    )
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => done(0))
    sent.end()
  })
}

/** How many answers each version gave, and each status that none gave. */
export function countByVersion(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { version, status } of answers) {
    const name = version === '' ? String(status) : version
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
