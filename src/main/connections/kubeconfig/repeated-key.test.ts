import { expect, it } from 'vitest'
import { failureFrom } from '../testing/open-connection.ts'
import { parseKubeconfig } from './parse-kubeconfig.ts'
import { repeatedKey } from './repeated-key.ts'

it.each([
  ['{"a":1,"a":2}', 'a', 1],
  ['{"a":{"b":1,\n"b" : 2}}', 'b', 2],
  ['[{"a":1},{"a":1,"\\u0061":2}]', 'a', 1],
  ['{"x\\"":1,\n\n"x\\"":2}', 'x"', 3],
  ['{"__proto__":1,"__proto__":2}', '__proto__', 1]
])('finds what stands twice: %s', (json, key, line) => {
  expect(repeatedKey(json)).toEqual({ key, line })
})

it.each(['{}', '[]', '"a"', '{"a":"a","b":["a","a"],"c":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"\\\\","b":"a:"}'])(
  'finds nothing else: %s',
  (json) => {
    expect(repeatedKey(json)).toBeUndefined()
  }
)

it('refuses a kubeconfig of JSON in which a server stands twice', async () => {
  const text = `{"kind":"Config","clusters":[{"name":"c","cluster":{"server":"https://seen.example",\n"server":"https://used.example"}}]}`
  expect(await failureFrom(parseKubeconfig(text, 'f'))).toMatchObject({ message: 'f:2: has "server" twice.' })
  expect(await failureFrom(parseKubeconfig(`\ufeff ${text}`, 'f'))).toMatchObject({ code: 'badInput' })
})

it('takes time in proportion to the text', () => {
  const json = (keys: number) => `{${Array.from({ length: keys }, (_, index) => `"k${index}":"\\"\\\\"`).join(',')}}`
  const text = json(200_000)
  const startedMs = performance.now()
  expect(repeatedKey(text)).toBeUndefined()
  expect(repeatedKey('['.repeat(500_000) + ']'.repeat(500_000))).toBeUndefined()
  expect(performance.now() - startedMs).toBeLessThan(5_000)
})

it('does not begin with a YAML that would take minutes', async () => {
  for (const text of ['- a\n'.repeat(200_000), '#\n'.repeat(600_000), `a: [${'x,'.repeat(200_000)}]`])
    expect(await failureFrom(parseKubeconfig(text, 'f'))).toMatchObject({
      message: expect.stringContaining('more parts than any kubeconfig')
    })
})
