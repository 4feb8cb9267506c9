import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Words of what is changed: actions know them, execution does not, and neither do its comments. To arm is another word. */
const ofTheWorld = [
  /kube|deployment|replica|namespace|canar(?:y|ies)|flagger|istio|\bargo|prometheus/i,
  /azure|cosmos|subscription|resource ?groups?\b|traffic ?manager|front ?door|x-ms-/i,
  /\b[Pp]ods?\b|Pods?\b|\bpods?[A-Z]|'arm'|\bARM\b/
]

const here = import.meta.dirname

test('execution has no word of what it changes', async () => {
  const files = (await readdir(here, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file))
  expect(files.length).toBeGreaterThan(10)
  const found: string[] = []
  for (const file of files) {
    const lines = (await readFile(join(here, file), 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      const words = ofTheWorld.flatMap((some) => some.exec(line)?.[0] ?? [])
      if (words.length > 0) found.push(`${file}:${index + 1} ${words.join(', ')}`)
    }
  }
  expect(found).toEqual([])
})
