import { Terminal } from '@xterm/xterm'
import { expect, it } from 'vitest'
import { refuseSequences } from './refuse-sequences.ts'

const asking = [
  '\u001b[c',
  '\u001b[>c',
  '\u001b[5n',
  '\u001b[6n',
  '\u001b[?6n',
  '\u001b[4$p',
  '\u001b[?25$p',
  '\u001bP$qm\u001b\\'
]
const acting = [
  '\u001b]0;owned\u0007',
  '\u001b]2;owned\u0007',
  '\u001b]52;c;b3duZWQ=\u0007',
  '\u001b]8;;https://x\u0007'
]

/** What a terminal says and does when it is shown this. */
async function show(text: string, prepare: (terminal: Terminal) => void) {
  // With input disabled it would not answer either; this is the other of the two locks.
  const terminal = new Terminal()
  const said: string[] = []
  terminal.onData((data) => said.push(data))
  terminal.onTitleChange((title) => said.push(`title ${title}`))
  prepare(terminal)
  await new Promise<void>((resolve) => terminal.write(text, resolve))
  terminal.dispose()
  return said
}

it.each(asking)('answers nothing to %j, which xterm by itself answers', async (sequence) => {
  expect(await show(sequence, () => undefined)).toHaveLength(1)
  expect(await show(sequence, refuseSequences)).toEqual([])
})

it('takes no title, link or clipboard text', async () => {
  expect(await show(acting.join(''), () => undefined)).toContain('title owned')
  expect(await show(acting.join(''), refuseSequences)).toEqual([])
})
