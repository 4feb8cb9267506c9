import { describe, expect, it } from 'vitest'
import { createHearing } from './what-main-may-hear.ts'

const codeOf = (answer: ReturnType<ReturnType<typeof createHearing>>): string | null =>
  answer?.ok === false ? answer.failure.code : null

describe('what is refused before main reads it', () => {
  it('is what has too many parts, or is no plain data; what a person asks for is sent', () => {
    const refusal = createHearing(() => 0)
    expect(codeOf(refusal('service.open', { ref: { namespace: 'shop', name: 'cart' } }))).toBeNull()
    expect(codeOf(refusal('connection.importText', { text: 'x'.repeat(2 * 1_048_576) }))).toBeNull()
    expect(
      codeOf(
        refusal(
          'task.note',
          Array.from({ length: 3_000_000 }, () => 0)
        )
      )
    ).toBe('badInput')
    expect(codeOf(refusal('task.note', new Uint8Array(8)))).toBe('badInput')
    expect(codeOf(refusal('task.note', { text: 'x'.repeat(50_000_000) }))).toBe('badInput')
    expect(codeOf(refusal('x'.repeat(1_000_000), {}))).toBe('badInput')
    expect(codeOf(refusal(undefined, {}))).toBe('badInput')
  })

  it('is what comes faster than main would take it', () => {
    let nowMs = 0
    const refusal = createHearing(() => nowMs)
    const codes = Array.from({ length: 1_000 }, () => codeOf(refusal('report.read', {})))
    expect(codes.filter((code) => code === null)).toHaveLength(100)
    nowMs = 1_000
    expect(codeOf(refusal('report.read', {}))).toBeNull()
  })
})
