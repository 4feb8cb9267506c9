import { stripVTControlCharacters } from 'node:util'
import { redactText } from '../../lib/redact.ts'
import { isSecretName } from '../../lib/secret-name.ts'
import { createSecretScan } from '../../lib/secret-scan.ts'
import { visibleText } from '../../lib/visible-text.ts'

const hidden = '[redacted]'
const mostLines = 12
const mostCharacters = 65_536
const placeholder = /\[redacted \w+ [0-9a-f]{4}\]/g
/** `password hunter22`, `the token is abc123`: what follows, when it is no word. */
const saidToBe =
  /(?<name>\b(?:passw(?:or)?d|passphrase|secret|token|api[ _-]?key|credential)s?["']?(?:\s{0,4}(?:is|was|are|for \S{1,64} is))?(?:\s{0,4}[:=]\s{0,4}|\s{1,4})["'`]?)(?!\[redacted)(?=[^\s"'`]{0,128}\d)(?=[^\s"'`]{0,128}[A-Za-z])[^\s"'`]{6,}/gi
const longWord = /[A-Za-z0-9_\-+/=.]{32,}/g
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Parameters of OAuth answers that are worth as much as the credential itself (RFC 6749, OpenID Connect). */
const granting = /^(code|assertion|(access|id|refresh)_token|client_secret)$/i

/**
 * What a plugin said to the person, as lines: the end of it, without escape sequences, without what a terminal would
 * have overwritten, and without anything that looks like a credential. Addresses and short codes stay, because that is
 * what somebody who signs in on another device has to read.
 * @param secrets credentials of the kubeconfig, which a plugin may repeat
 */
export function redactedOutput(output: string, secrets: readonly string[]): readonly string[] {
  const scan = createSecretScan()
  for (const secret of secrets) scan.add(secret)
  const known = secrets.filter((secret) => secret.length >= 4)
  // Of the last part only: what stands before it is not shown.
  const plain = stripVTControlCharacters(output.slice(-mostCharacters))
  const unknown = known.reduce((text, secret) => text.replaceAll(secret, hidden), scan.hide(plain))
  const lines = unknown.split(/\r?\n/).map(lastWritten)
  return redactText(lines.join('\n'))
    .replaceAll(placeholder, hidden)
    .replaceAll(saidToBe, `$<name>${hidden}`)
    .split('\n')
    .map((line) => visibleText(withoutCredentials(line), 1_000))
    .filter((line) => line !== '')
    .slice(-mostLines)
}

/** A spinner writes over its own line; the last text is the one that would be seen. */
function lastWritten(line: string): string {
  return line.split('\r').findLast((part) => part.trim() !== '') ?? ''
}

function withoutCredentials(line: string): string {
  return line
    .split(/(https?:\/\/[^\s"'<>]+)/i)
    .map((part, index) => (index % 2 === 1 ? address(part) : part.replaceAll(longWord, hidden)))
    .join('')
}

/** An address with its account and the values of its telling parameters left out. */
function address(text: string): string {
  if (!URL.canParse(text)) return text.replaceAll(longWord, hidden)
  const [start = '', query = '', fragment = ''] = partsOf(text.replace(/^(https?:\/\/)[^/@?#]*@/i, '$1'))
  return `${start.replaceAll(/[^/]+/g, segment)}${query.replaceAll(/([^?&=]+)=([^&]*)/g, parameter)}${fragment.replaceAll(/([^#&=]+)=([^&]*)/g, parameter)}`
}

function partsOf(text: string): readonly string[] {
  return (
    /^([^?#]*)(\?[^#]*)?(#.*)?$/
      .exec(text)
      ?.slice(1)
      .map((part) => part ?? '') ?? [text]
  )
}

function segment(text: string): string {
  return /^[A-Za-z0-9_\-+=]{32,}$/.test(text) && !uuid.test(text) ? hidden : text
}

function parameter(whole: string, name: string, value: string): string {
  return isSecretName(name) || granting.test(name) || value.startsWith('eyJ') ? `${name}=${hidden}` : whole
}
