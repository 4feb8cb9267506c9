/** Whether a text can be the value of a header: it has no control character but the tab (golang.org/x/net/http/httpguts ValidHeaderFieldValue). */
export function canBeSent(value: string): boolean {
  return Array.from(value, (character) => character.codePointAt(0) ?? 0).every(
    (code) => code === 9 || (code >= 32 && code !== 127)
  )
}

/** The text as Node has to be given it so that its UTF-8 is on the wire, as Go sends it. */
export function headerValue(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}
