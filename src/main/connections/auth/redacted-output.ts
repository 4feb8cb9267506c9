import { stripVTControlCharacters } from 'node:util'
import { isSecretName } from '../../lib/secret-name.ts'
import { visibleText } from '../../lib/visible-text.ts'

const hidden = '[redacted]'
const mostLines = 12
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
  const known = secrets.filter((secret) => secret.length >= 4)
  return stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => known.reduce((text, secret) => text.replaceAll(secret, hidden), lastWritten(line)))
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
