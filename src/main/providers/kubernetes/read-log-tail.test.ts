import { expect, it } from 'vitest'
import { openTest } from '../../connections/testing/open-connection.ts'
import { kubePath } from './kube-path.ts'
import { readLogTail, type LogTail } from './read-log-tail.ts'

const path = kubePath({
  group: '',
  version: 'v1',
  resource: 'pods',
  namespace: 'shop',
  name: 'cart-1',
  subresource: 'log'
})
const mostBytes = 1_000

/** A node's answer: the tail is chosen first, and then its beginning, as `ReadLogs` of the kubelet does it. */
async function tailOf(log: readonly string[], lines: number): Promise<LogTail & { readonly asked: number }> {
  const opened = await openTest((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'https://x')
    const tail = log.slice(-Number(searchParams.get('tailLines')))
    const text = Buffer.from(tail.map((line) => `${line}\n`).join('')).subarray(
      0,
      Number(searchParams.get('limitBytes'))
    )
    response.writeHead(200, { 'content-type': 'text/plain' }).end(text)
  })
  try {
    const options = { tries: 1, abort: new AbortController().signal }
    const read = await readLogTail(opened.connection.reader, path, { lines, mostBytes }, options)
    return { ...read, asked: opened.server.requests.filter(({ url }) => url?.includes('/log') === true).length }
  } finally {
    await opened.close()
  }
}

const lineOf = (at: number, bytes: number): string => `${at} `.padEnd(bytes, 'x')

it('is read at once where it is short', async () => {
  const read = await tailOf(['one', 'two', 'panic'], 2)
  expect(read).toEqual({ text: 'two\npanic\n', isCut: false, asked: 1 })
})

it('has the newest lines where all of them are too many bytes', async () => {
  const log = [...Array.from({ length: 40 }, (_, at) => lineOf(at, 79)), 'panic: nil map']
  const { text, isCut } = await tailOf(log, 200)
  expect(text).toMatch(/panic: nil map\n$/)
  expect(isCut).toBe(true)
  expect(Buffer.byteLength(text)).toBeLessThan(mostBytes)
})

it('has the last line where those before it are huge', async () => {
  const log = [lineOf(1, 5_000), lineOf(2, 900), lineOf(3, 900), 'panic: last']
  const { text, isCut, asked } = await tailOf(log, 200)
  expect(text).toMatch(/panic: last\n$/)
  expect(isCut).toBe(true)
  expect(asked).toBeLessThanOrEqual(4)
})

it('says that one line is longer than what is read', async () => {
  const { text, isCut } = await tailOf([lineOf(1, 5_000)], 200)
  expect([Buffer.byteLength(text), isCut]).toEqual([mostBytes, true])
})
