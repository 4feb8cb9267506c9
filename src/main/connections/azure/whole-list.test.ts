import { expect, it } from 'vitest'
import type { ArmGet } from './arm-get.ts'
import { wholeList } from './whole-list.ts'

const endpoint = 'https://management.azure.com'
const list = `${endpoint}/subscriptions/s/servers?api-version=1`
const page = (at: number): string => `${list}&$skiptoken=${at}`

/** Answers by address; what is not there is a 404. */
function pages(all: Readonly<Record<string, unknown>>) {
  const asked: string[] = []
  const get: ArmGet = async (url) => {
    asked.push(url)
    const found = all[url]
    return {
      status: found === undefined ? 404 : 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(found ?? {})
    }
  }
  const read = async (): Promise<unknown> => {
    return JSON.parse((await wholeList(get, endpoint)(list, new AbortController().signal)).body)
  }
  return { asked, read }
}

it('reads all pages as one answer', async () => {
  const { read } = pages({
    [list]: { value: [1], nextLink: page(2) },
    [page(2)]: { value: [2, 3], nextLink: page(3) },
    [page(3)]: { value: [4] }
  })
  expect(await read()).toEqual({ value: [1, 2, 3, 4] })
})

it('leaves an answer of one page as it came', async () => {
  const { asked, read } = pages({ [list]: { value: [1], of: 'it' } })
  expect(await read()).toEqual({ value: [1], of: 'it' })
  expect(asked).toEqual([list])
})

it.each([
  ['to another host', 'https://evil.example/next'],
  ['past the origin', 'https://management.azure.com.evil.example/next'],
  ['without TLS', 'http://management.azure.com/next'],
  ['nowhere', 'next']
])('follows no link %s, where the token would go with it, and says that there is more', async (_what, nextLink) => {
  const { asked, read } = pages({ [list]: { value: [1], nextLink }, [nextLink]: { value: [2] } })
  expect(await read()).toEqual({ value: [1], nextLink })
  expect(asked).toEqual([list])
})

it('says that there is more where a page cannot be read, and where pages never end', async () => {
  const broken = pages({ [list]: { value: [1], nextLink: page(2) } })
  expect(await broken.read()).toEqual({ value: [1], nextLink: page(2) })
  const endless = pages({ [list]: { value: [1], nextLink: list } })
  expect(await endless.read()).toMatchObject({ nextLink: list })
  expect(endless.asked).toHaveLength(20)
})
