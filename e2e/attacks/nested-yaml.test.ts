import { expect, it } from 'vitest'
import { readKubeconfig } from '../../src/main/connections/index.ts'
import { readContacts } from '../../src/main/contacts/read-contacts.ts'
import { judgeCommand } from '../../src/main/traps/index.ts'
import { canaryService } from '../../src/main/traps/testing/service-facts.ts'

// A page, a kubeconfig or a file of somebody else, nested so that the parser of YAML never ends, or ends the process. A text of
// 2,000 characters kept main busy for more than a minute.

const texts = ['? ', '- ? ', '? - ', '[? ', '? [', '{? '].flatMap((part) => [part.repeat(1_000), part.repeat(5_000)])
const deep = ['['.repeat(140_000), '{a: '.repeat(60_000)]

it.each([...texts, ...deep].map((text) => [text.slice(0, 12), text.length, text] as const))(
  '%j, %d characters, is refused in a moment wherever it is read',
  async (_begin, _length, text) => {
    const from = performance.now()
    expect(readContacts(text, '/x/contacts.yaml', []).contacts).toBeNull()
    await expect(readKubeconfig([{ text }])).rejects.toThrow(/nested too deeply|more parts/)
    const judged = judgeCommand(
      `kubectl patch canary checkout --type=merge -p '${text.slice(0, 20_000)}'`,
      canaryService
    )
    expect(judged.verdict).toBe('notUnderstood')
    expect(performance.now() - from).toBeLessThan(2_000)
  }
)

it('prose with question marks is no key', () => {
  const text = `contacts:\n${'  - role: "Who? me ? or you?"\n    when: always\n    contact: "+1 555 0100"\n'.repeat(10)}`
  expect(readContacts(text, '/x/contacts.yaml', []).contacts).toHaveLength(10)
})
