import { afterEach, expect, it } from 'vitest'
import { openTest } from './testing/open-connection.ts'
import { sendStatus } from './testing/tls-server.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function told(user: object): Promise<{ readonly secrets: readonly string[]; readonly texts: readonly string[] }> {
  const secrets: string[] = []
  const texts: string[] = []
  const connect = {
    onSecret: (value: string) => secrets.push(value),
    onOrdinarySecret: (text: string) => texts.push(text)
  }
  const opened = await openTest((_, response) => sendStatus(response, 404, 'NotFound', 'nothing'), { user, connect })
  closing.push(opened.close)
  return { secrets, texts }
}

it('names a password that is a word, and opens all the same', async () => {
  const { secrets, texts } = await told({ username: 'ann', password: 'logistics' })
  expect(secrets).toEqual([])
  expect(texts).toEqual([
    'The password of user test in context test is too ordinary to be looked for: records are not searched for it.'
  ])
})

it('looks for a token that could be nothing else', async () => {
  const { secrets, texts } = await told({ token: 'hunter2-hunter2-hunter2' })
  expect(secrets).toEqual(['hunter2-hunter2-hunter2'])
  expect(texts).toEqual([])
})

it('does not look for what the user or the environment is called', async () => {
  const { secrets, texts } = await told({ username: 'robot-4f9a1c7e', password: 'Robot-4f9A1c7e' })
  expect(secrets).toEqual([])
  expect(texts).toHaveLength(1)
})
