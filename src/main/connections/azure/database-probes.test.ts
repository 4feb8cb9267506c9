import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabaseProbes } from './database-probes.ts'

const never = new AbortController().signal
const { probeSql: probe, probePostgres } = createDatabaseProbes(async (host) => {
  if (host === 'nowhere') throw new Error('There is no such name.')
  return '127.0.0.1'
})

/** A server that answers the first message so; its port, and what it was sent. */
async function door(answer: readonly number[] | null): Promise<{ readonly port: number; readonly heard: Buffer[] }> {
  const heard: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (data: Buffer) => {
      heard.push(data)
      if (answer) socket.end(Buffer.from(answer))
      else socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, heard }
}

test('a server of SQL answers the first message of a client, which is as the protocol has it', async () => {
  const { port, heard } = await door([0x04, 0x01, 0, 8, 0, 0, 1, 0])
  expect(await probe('sql-a', port, never)).toEqual({ isWell: true, text: 'answers' })
  const [sent = Buffer.alloc(0)] = heard
  expect([sent[0], sent.readUInt16BE(2)]).toEqual([0x12, sent.length])
  // Each option says where its value is, and the last ends the message.
  const optionAt = (at: number) => [sent[at], sent.readUInt16BE(at + 1), sent.readUInt16BE(at + 3)]
  expect([optionAt(8), optionAt(13), sent[18]]).toEqual([[0, 11, 6], [1, 17, 1], 0xff])
  expect(8 + 17 + 1).toBe(sent.length)
})

test('a server of PostgreSQL answers one byte to who asks for encryption', async () => {
  for (const answer of ['S', 'N']) {
    const { port, heard } = await door([answer.charCodeAt(0)])
    expect(await probePostgres('pg-a', port, never)).toEqual({ isWell: true, text: 'answers' })
    const [sent = Buffer.alloc(0)] = heard
    // 1234 and 5679, which no version of the protocol is.
    expect([sent.length, sent.readInt32BE(0), sent.readUInt16BE(4), sent.readUInt16BE(6)]).toEqual([8, 8, 1234, 5679])
  }
  const { port } = await door([0x04])
  expect(await probePostgres('pg-a', port, never)).toMatchObject({
    isWell: false,
    text: 'answers, and not as PostgreSQL does'
  })
})

test.each<[string, readonly number[] | null, RegExp]>([
  ['speaks something else', [0x48, 0x54], /not as Azure SQL does/],
  ['hangs up', null, /cannot be reached|closes connections/]
])('one that %s is none', async (_what, answer, text) => {
  const { port } = await door(answer)
  expect(await probe('sql-a', port, never)).toMatchObject({
    isWell: false,
    text: expect.stringMatching(text) as string
  })
})

test('a port that nobody listens at, and a name that nobody knows, are said', async () => {
  const { port } = await door(null)
  expect(await probe('nowhere', port, never)).toMatchObject({ isWell: false, text: 'is not known to DNS as nowhere' })
  expect(await probe('sql-a', 1, never)).toMatchObject({ isWell: false, text: 'takes no connections' })
  await expect(probe('sql-a', port, AbortSignal.abort())).rejects.toThrow()
})
