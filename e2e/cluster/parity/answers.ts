import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { send } from '../../drill/client.ts'
import type { Exception } from '../../drill/compare.ts'
import { differences, parseAnswer } from '../../drill/compare.ts'
import type { Condition, Json, Seen, Step } from './steps/step.ts'
import type { Target } from './target.ts'

/** What a target answered to one step; `text` for kubectl, normalised for names and times. */
export interface Answer {
  readonly title: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Where the answers of the real cluster are kept. */
export const answersFile = join(import.meta.dirname, 'answers.jsonl')

export function readAnswers(): readonly Answer[] {
  const lines = readFileSync(answersFile, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Answer)
}

/** A difference between the drill and the cluster that is known, with its reason. */
export interface Known extends Pick<Exception, 'treatment' | 'paths'> {
  readonly titles: readonly string[]
  readonly reason: string
}

export function readKnown(): readonly Known[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'known-differences.json'), 'utf8')) as readonly Known[]
}

const patienceMs = 60_000
const listed = ['content-type', 'warning', 'audit-id', 'retry-after']

/** Plays steps one at a time; answers come in the order of the steps. */
export function createPlayer(target: Target): { play(step: Step): Promise<Answer | undefined> } {
  const newest = new Map<string, Json>()
  const seen: Seen = (title) => newest.get(title) ?? ({} as Json)
  const { admin, stranger } = target.tokens
  const read = async (path: string): Promise<Json> => (await send(target, { path, token: admin })).json<Json>()
  const wait = async ({ path, holds }: Condition): Promise<void> => {
    const giveUpAt = Date.now() + patienceMs
    while (!holds(await read(path))) {
      if (Date.now() > giveUpAt) throw new Error(`${path} did not settle within ${patienceMs / 1000} s`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return {
    async play({ title, user = 'admin', after, request, kubectl, input }) {
      if (after) await wait(after)
      if (title.includes('log')) newest.set('pods', await read('/api/v1/namespaces/shop/pods'))
      if (kubectl) {
        if (!target.kubectl) return undefined
        const { code, stdout, stderr } = await target.kubectl(user, kubectl, input)
        const text = plainText(`${stdout}${stderr}`, target)
        return { title, status: code ?? -1, headers: {}, body: comparable(kubectl[0] ?? '', text) }
      }
      if (!request) throw new Error(`${title}: neither a request nor a command`)
      const answer = await send(target, { token: user === 'admin' ? admin : stranger, ...request(seen) })
      const named = answer.body
        .replaceAll(target.strangerName, 'stranger')
        .replaceAll(/\bnode-\d\b/g, 'node')
        .replaceAll(/\b10\.96\.\d+\.\d+\b/g, '10.0.0.1')
      const body = title.startsWith('watch') ? withoutPeriodicBookmarks(named) : named
      newest.set(title, parseAnswer(body) as Json)
      const headers = listed.flatMap((name) => {
        const value = answer.headers[name]
        return value === undefined || name === 'audit-id' ? [] : [[name, String(value)] as const]
      })
      return { title, status: answer.status, headers: Object.fromEntries(headers), body }
    }
  }
}

/** kubectl's text without what two runs never have in common; the width of columns follows names and ages. */
function plainText(text: string, { strangerName }: Target): string {
  return text
    .replaceAll(strangerName, 'stranger')
    .replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, '<server>')
    .replaceAll(/\bcheckout-[0-9a-z]{6,10}-[a-z0-9]{5}\b/g, 'checkout-<hash>-<suffix>')
    .replaceAll(/\bcheckout-[0-9a-z]{6,10}\b/g, 'checkout-<hash>')
    .replaceAll(/pod-template-hash=[0-9a-z]{6,10}/g, 'pod-template-hash=<hash>')
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<date>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replaceAll(/\b(\d+[dhms]){1,2}\b(?! must)/g, '<age>')
    .replaceAll(/ {2,}/g, '  ')
    .replaceAll(/-{4,}/g, '----')
}

/** Bookmarks that no one waits for come when the server finds the time. */
function withoutPeriodicBookmarks(body: string): string {
  const lines = body.split('\n')
  return lines.filter((line) => !line.includes('"BOOKMARK"') || line.includes('initial-events-end')).join('\n')
}

/** Rows are ordered by names, parts of which are drawn; events of one second have no order and are counted together. */
function comparable(command: string, text: string): string {
  if (command === 'describe') return text.replace(/^Events:[\s\S]*/m, 'Events: …')
  if (command !== 'get') return text
  const [head = '', ...rows] = text.trimEnd().split('\n')
  return [head, ...rows.toSorted()].join('\n')
}

/** Every difference between the cluster's answer and another one; empty when they agree. */
export function unlike(expected: Answer, actual: Answer, known?: Known): readonly string[] {
  const exchange = {
    index: 0,
    label: expected.title,
    method: '',
    url: '',
    request: { headers: {} },
    response: { status: expected.status, headers: expected.headers, ended: '', body: expected.body }
  }
  return differences(exchange, actual, known && { ...known, exchanges: [0] })
}
