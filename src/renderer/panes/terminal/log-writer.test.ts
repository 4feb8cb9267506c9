import { expect, it } from 'vitest'
import { createLogWriter } from './log-writer.ts'

const rows = 6
const sequences = new RegExp(String.raw`(\r\n|\r|${'\u001b'}\[\d*[AJ])`)

/** A screen that does with the few sequences of the writer what a terminal does, and counts what it was sent. */
function screen() {
  let lines = ['']
  let row = 0
  const writes: string[] = []
  let clears = 0
  let columns = 80
  return {
    writes,
    clears: () => clears,
    lines: () => lines,
    rows: () => rows,
    columns: () => columns,
    /** Wraps what stands on it. */
    narrow() {
      columns = 40
      lines = lines.flatMap((line) => [line, ''])
      row = lines.length - 1
    },
    clear() {
      clears += 1
      lines = ['']
      row = 0
    },
    write(text: string) {
      writes.push(text)
      for (const part of text.split(sequences)) {
        if (part === '\r\n') {
          row += 1
          lines[row] ??= ''
        } else if (part === '\r') lines[row] ??= ''
        else if (part.endsWith('A') && part.startsWith('\u001b')) {
          row -= Number.parseInt(part.slice(2), 10)
          expect(lines.length - 1 - row, 'within the rows that the cursor reaches').toBeLessThan(rows)
        } else if (part.endsWith('J') && part.startsWith('\u001b')) lines = [...lines.slice(0, row), '']
        else if (part !== '') lines[row] = part
      }
    }
  }
}

const many = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`)

it('writes each new line once, however many there are before it', () => {
  const to = screen()
  const writer = createLogWriter(to)
  expect(writer.show(many(500))).toBe(true)
  for (let count = 501; count <= 600; count += 1) expect(writer.show(many(count))).toBe(false)
  expect(to.clears()).toBe(1)
  expect(to.writes.slice(1).map((text) => text.trim())).toEqual(many(600).slice(500))
  expect(to.lines()).toEqual(many(600))
})

it('writes nothing when nothing is new', () => {
  const to = screen()
  const writer = createLogWriter(to)
  writer.show(many(20))
  writer.show(many(20))
  expect(to.writes).toHaveLength(1)
})

it('begins anew on a screen that has wrapped its lines', () => {
  const to = screen()
  const writer = createLogWriter(to)
  writer.show(many(4))
  to.narrow()
  expect(writer.show(many(4).map((line) => `${line} cut`))).toBe(true)
  expect(to.lines()).toEqual(many(4).map((line) => `${line} cut`))
})

it('writes a line that changed, and those below it, in its place', () => {
  const to = screen()
  const writer = createLogWriter(to)
  writer.show(many(20))
  for (const at of [19, 17, 15]) {
    const changed = many(20).with(at, `changed ${at}`)
    expect(writer.show(changed)).toBe(false)
    expect(to.lines()).toEqual(changed)
    expect(to.writes.at(-1)).not.toContain(`line ${at - 1}`)
  }
  const longer = [...many(20).with(18, 'changed and longer'), 'line 20']
  writer.show(longer)
  expect(to.lines()).toEqual(longer)
  expect(to.clears()).toBe(1)
})

it('begins anew for what the cursor cannot reach, for fewer lines and for other ones', () => {
  const to = screen()
  const writer = createLogWriter(to)
  writer.show(many(20))
  for (const lines of [many(20).with(2, 'far above'), many(7), ['another', 'search'], [], many(3)]) {
    expect(writer.show(lines)).toBe(true)
    expect(to.lines()).toEqual(lines.length === 0 ? [''] : lines)
  }
})
