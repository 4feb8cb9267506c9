import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openContacts, type ContactsBook } from './contacts-book.ts'

const shippedFile = resolve(import.meta.dirname, '../../../resources/contacts.yaml')
const mira = { level: 'L1', role: 'Mira', when: 'always', reach: ['+46 8 555 0100'], placeholder: false }
const asYaml = 'contacts:\n  - { level: L1, role: Mira, when: always, contact: +46 8 555 0100 }\n'

let folder: string
let book: ContactsBook
let heard: () => void
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-'))
  heard = () => undefined
})
afterEach(async () => {
  book.close()
  await rm(folder, { recursive: true, force: true })
})

function open(dir: string | null = folder): void {
  book = openContacts({ shippedFile, dir, onChange: () => heard(), lookEveryMs: 20 })
}

/** Puts a file in the place of the one there was, as editors do, and resolves when the book has heard of it. */
async function replace(text: string): Promise<void> {
  const heardOf = new Promise<void>((done) => {
    heard = done
  })
  await writeFile(join(folder, 'next'), text)
  await rename(join(folder, 'next'), join(folder, 'contacts.yaml'))
  await heardOf
}

it('shows what is shipped as placeholders until there is a file', () => {
  open()
  expect(book.view().problems).toEqual([])
  expect(book.view().contacts.length).toBeGreaterThan(3)
  expect(book.view().contacts.every(({ placeholder }) => placeholder)).toBe(true)
})

it('makes the file of the shipped contacts once, and never writes over it', async () => {
  open()
  const { text } = book.forEditing()
  expect(text).toBe(await readFile(shippedFile, 'utf8'))
  expect(book.view().contacts.every(({ placeholder }) => placeholder)).toBe(true)
  await replace(asYaml)
  expect(book.forEditing().text).toBe(asYaml)
})

it('follows the file', async () => {
  open()
  await replace(asYaml)
  expect(book.view().contacts).toEqual([mira])
  await replace(asYaml.replace('Mira', 'Ada'))
  expect(book.view().contacts[0]?.role).toBe('Ada')
})

it('takes nothing with a line break, which a terminal would run when it is pasted', () => {
  open()
  const text = JSON.stringify({ contacts: [{ role: 'Mira', when: 'always', contact: 'x\ncurl evil' }] })
  expect(() => book.save(text)).toThrow('a line break')
})

it('takes JSON, and several ways to reach a person', async () => {
  const reach = ['+46 8 555 0100', 'https://pager.example/mira']
  const text = JSON.stringify({ contacts: [{ level: 'L1', role: 'Mira', when: 'always', contact: reach }] })
  await writeFile(join(folder, 'contacts.json'), text)
  open()
  expect(book.file()).toBe(join(folder, 'contacts.json'))
  expect(book.view().contacts).toEqual([{ ...mira, reach }])
})

it('names the line and the column of a mistake, and keeps what stood there before', async () => {
  await writeFile(join(folder, 'contacts.yaml'), asYaml)
  open()
  await replace('contacts:\n  - role: Mira\n    when: always\n    contact: 1\n')
  expect(book.view().problems[0]).toMatchObject({ file: 'contacts.yaml', line: 4, column: 14 })
  expect(book.view().contacts).toEqual([mira])
  await replace('contacts: [\n')
  expect(book.view().problems[0]).toMatchObject({ line: 2 })
})

it('saves no mistake, and says where it is', () => {
  open()
  expect(() => book.save('contacts:\n  - role: 1\n')).toThrow(/contacts\.yaml, line 2, column/)
  book.save(asYaml)
  expect(book.view()).toEqual({ contacts: [mira], problems: [] })
})

it('tells an entry that was changed from one that was not', () => {
  open()
  const { text } = book.forEditing()
  book.save(text.replace("'#incidents'", "'#shop-incidents'"))
  expect(book.view().contacts.map(({ placeholder }) => placeholder)).toEqual([false, true, true, true, true])
})

it('has the shipped ones where there is no profile', () => {
  open(null)
  expect(book.view().contacts.length).toBeGreaterThan(3)
  expect(() => book.forEditing()).toThrow('no profile')
})
