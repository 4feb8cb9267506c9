import { expect, it, onTestFinished } from 'vitest'
import { makeJournalFolder } from '../../src/main/journal/testing/journal-folder.ts'
import { writtenBytes } from '../../src/main/journal/testing/written-bytes.ts'
import { createCommandLog, renderReport, timelineEntry } from '../../src/main/report/index.ts'
import { dumps } from './dumped-secrets.ts'

const ways: readonly ((text: string) => string)[] = [(text) => text, (text) => JSON.stringify({ message: text })]

it('of 300 kinds, in text and in JSON, reach neither journal nor feeds nor report', { timeout: 120_000 }, async () => {
  const planted = Object.entries(dumps).flatMap(([kind, make]) =>
    ways.map((way) => {
      const [text, ...secrets] = make()
      return { kind, text: way(text), secrets }
    })
  )
  expect(planted.length).toBeGreaterThan(600)
  const folder = await makeJournalFolder()
  onTestFinished(() => folder.remove())
  const journal = await folder.open()
  for (const { text } of planted) {
    await journal.append('keep', { what: 'log', text, lines: text.split('\n') })
    await journal.append('command', { label: 'read', command: text, result: text, detail: text })
  }
  const records = journal.records()
  const commands = createCommandLog()
  for (const record of records) commands.take(record)
  const environment = null
  const service = { namespace: 'shop', name: 'cart' }
  const { markdown } = renderReport({
    records,
    environment,
    service,
    operator: 'robin',
    now: new Date(),
    offsetMinutes: 0,
    notices: []
  })
  const places = {
    journal: (await writtenBytes(folder.dir)).toString('utf8'),
    feeds: JSON.stringify([commands.lines(), records.map(timelineEntry)]),
    report: markdown
  }
  const found = planted.flatMap(({ kind, secrets }) =>
    Object.entries(places).flatMap(([place, said]) =>
      secrets.some((one) => said.includes(one)) ? [`${kind} in ${place}`] : []
    )
  )
  expect(found).toEqual([])
})
