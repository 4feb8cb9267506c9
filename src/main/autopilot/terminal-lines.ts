import { visibleText } from '../lib/visible-text.ts'

// What is said comes from clusters, too: a terminal would obey it, and a line break in it would look like a line of ours.

/** One line about a stage, with its end; text of up to 2,000 characters. */
export function stageLine(stage: string, text: string): string {
  return `${stage.padEnd(8)} ${visibleText(text)}\n`
}

/** JSON on one line, with its end: characters that are not seen, or move what is, are escaped as JSON has it. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  const escaped = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
  )
  return `${escaped}\n`
}
