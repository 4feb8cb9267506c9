import { expect, it } from 'vitest'
import { judgeCommand } from './index.ts'
import { canaryService } from './testing/service-facts.ts'

const long = 60_000
const nested = (depth: number) =>
  `${Array.from({ length: depth }, (_, index) => `for v${index} in ${'a '.repeat(200)}; do `).join('')}x=1; ${'done; '.repeat(depth)}`
const patch = (body: string) => `kubectl patch canary checkout --type=merge -p '${body}'`

/** Text that is as long as is read, and made so that looking at it again and again would take minutes. */
const texts: readonly (readonly [what: string, text: string])[] = [
  ['a space that does not break', 'kubectl\u00a0get pods'],
  ['loops in loops that run nothing', nested(8)],
  ['a brace that is not closed', `echo {${','.repeat(long)}`],
  ['many braces', `echo ${'{'.repeat(long)}`],
  ['a template of the same words', `kubectl get canary x -o jsonpath=${'conditionsPromoted'.repeat(long / 18)}`],
  ['a program of sed', `sed s${'g'.repeat(long)}x`],
  ['a selector of spaces', `kubectl get pods -l "${' '.repeat(long)}("`],
  ['a selector of commas', `kubectl get pods -l "${',('.repeat(long / 2)}"`],
  ['a patch that is nested', patch('['.repeat(long))],
  ['a patch of braces', patch('{a: '.repeat(long / 4))],
  ['a manifest that is nested', `kubectl apply -f - <<'EOF'\n${'- '.repeat(long / 2)}\nEOF`],
  ['many manifests', `kubectl apply -f - <<'EOF'\n${'---\n'.repeat(long / 4)}EOF`],
  [
    'aliases of aliases',
    patch(`a: &a [x]\n${Array.from({ length: 60 }, (_, index) => `k${index}: [*a, *a]`).join('\n')}`)
  ],
  ['many here-documents', 'cat <<E\n'.repeat(long / 8)],
  ['many substitutions', 'echo $(echo '.repeat(long / 12)],
  ['many variables', Array.from({ length: 6_000 }, (_, index) => `v${index}=1`).join('\n')],
  ['many words', `kubectl get pods ${'x '.repeat(long / 2)}`],
  ['quotes', `echo ${"'a'".repeat(long / 3)}`],
  ['backslashes', `echo ${'\\'.repeat(long)}`]
]

it.each(texts)('is read in a moment: %s', (_what, text) => {
  const from = performance.now()
  expect(() => judgeCommand(text, canaryService)).not.toThrow()
  // A person waits for it, and the window with them; on a slow machine it is a tenth of this.
  expect(performance.now() - from).toBeLessThan(2_000)
})
