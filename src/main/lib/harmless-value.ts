import { isSecretName } from './secret-name.ts'
import { isNaming, isSpoken } from './spoken-value.ts'

/**
 * What a value of a variable or an argument may be to be written down: a switch, a number, a duration, an image, a port, an
 * address without an account, a path, the name of an object, or a list of such. Everything else may be a credential, and
 * nobody can tell by looking at it.
 */
const isSwitch = /^(?:true|false|yes|no|on|off|null|nil|none|auto|default|enabled|disabled|y|n|~|-|\*)?$/i
const forms: readonly RegExp[] = [
  isSwitch,
  /^[-+]?\d{1,12}(?:\.\d{1,9})?%?$/,
  // Durations and quantities: 1h30m, 512Mi, 250m.
  /^(?:\d{1,9}(?:\.\d{1,6})?(?:ns|us|µs|ms|s|sec|m|min|h|d|w|y|[KMGTPE]i?B?|k|b|B|kB|rps|qps|Hz)){1,4}$/,
  // Versions.
  /^v?\d{1,6}(?:\.\d{1,6}){1,3}(?:[-+.](?:alpha|beta|rc|dev|snapshot|build|final|ga)(?:[.-]?\d{1,4})?)?$/i,
  // A reference to another variable, and what stands for a value.
  /^\$\([\w.-]{1,253}\)$|^\$\{[A-Za-z_][\w.]{0,252}\}$|^\{\{ ?[\w.-]{1,128} ?\}\}$/,
  // Locales and zones.
  /^[a-z]{2}[_-][A-Z]{2}(?:\.UTF-8)?$|^(?:[A-Z][a-z]{2,12})\/(?:[A-Z][a-z]{1,15}_?){1,4}$|^UTC(?:[+-]\d{1,2})?$|^UTF-?8$/,
  // Addresses of a network.
  /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?::\d{1,5})?$|^:\d{1,5}$|^\[?::1?\]?(?::\d{1,5})?$/,
  // Words of constants and types: INFO, RollingUpdate.
  /^[A-Z]{2,12}(?:_[A-Z]{2,12}){0,3}$|^(?:[A-Z][a-z]{2,14}){1,4}$|^[a-z]{2,14}(?:[A-Z][a-z]{1,14}){1,3}$/
]

const longest = 512
const mostItems = 32
const image =
  /^(?<host>[a-z0-9.-]{1,128}(?::\d{1,5})?\/)?(?<name>[a-z0-9._/-]{1,200})(?::(?<tag>[\w.-]{1,128}))?(?:@sha256:[0-9a-f]{64})?$/
const hostAndPort = /^(?<host>[a-z0-9.-]{1,128})(?::\d{1,5})$/
const address =
  /^(?:https?|grpcs?|wss?|tcp|udp|nats|kafka|redis|amqps?|mongodb|postgres(?:ql)?|mysql|unix|file):\/\/(?<host>[a-z0-9.-]{0,128})(?::\d{1,5})?(?<path>(?:\/[\w.-]{0,64}){0,12})(?:\?(?<query>[\w.=&-]{1,256}))?$/
const path = /^(?:\.{0,2}|~)(?:\/[\w.-]{1,64}){1,16}\/?$/
const dashed = /^-{1,2}(?<name>[A-Za-z][\w.-]{0,63})(?:=(?<value>[^]*))?$/
const heap = /^-X(?:mx|ms|ss|mn)\d{1,6}[kKmMgG]$/

/** Whether a value is known to be harmless behind a name, which may be empty. */
export function isHarmless(name: string, value: string): boolean {
  return hasHarmlessForm(value) && (!isSpoken(value) || isSwitch.test(value) || isNaming(name, value))
}

/** Whether a value has the form of one that is harmless; one of words may still be a password. */
function hasHarmlessForm(value: string): boolean {
  if (value.length > longest) return false
  if (isOne(value)) return true
  if (!value.includes(',')) return false
  const items = value.split(',')
  return items.length <= mostItems && items.every((item) => isOne(item.trim()))
}

function isOne(value: string): boolean {
  return (
    forms.some((form) => form.test(value)) ||
    heap.test(value) ||
    isNameOfObject(value) ||
    isPlace(value) ||
    isImage(value)
  )
}

/** Whether an argument of a program may be written down; `before` is the one in front of it. */
export function isHarmlessArgument(argument: string, before: string): boolean {
  const { name, value } = dashed.exec(argument)?.groups ?? {}
  if (name === undefined) {
    if (isValueOfSecret(before)) return false
    // A word that stands alone is what the program is to do: `serve`, `worker`.
    return before.startsWith('-') && !before.includes('=') ? isHarmless(before, argument) : hasHarmlessForm(argument)
  }
  if (heap.test(argument)) return true
  // `-phunter22` is a flag and its value in one.
  if (!argument.startsWith('--') && name.length > 1 && !/^[A-Za-z][A-Za-z._-]*$/.test(name)) return false
  if (!name.split(/[-_.]/).every((part) => isWord(part.toLowerCase()))) return false
  return value === undefined || (isSecretName(name) ? /^(?:true|false|)$/.test(value) : isHarmless(name, value))
}

function isValueOfSecret(before: string): boolean {
  return before.startsWith('-') && !before.includes('=') && (isSecretName(before) || /^-[pPwa]$/.test(before))
}

/** The name of an object or of something that is configured: words, numbers behind them, and what joins them. */
function isNameOfObject(value: string): boolean {
  if (value.length > 128 || !/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(value)) return false
  return value.split(/[-._]/).every(isWord)
}

/** Letters that somebody can say, and a short number behind them; no letters and digits in turn. */
function isWord(part: string): boolean {
  if (/^\d{0,4}$/.test(part)) return true
  const { letters = '', digits = '' } = /^(?<letters>[a-z]{1,20})(?<digits>\d{0,4})$/.exec(part)?.groups ?? {}
  if (letters === '')
    return /^(?:k8s|k3s|s3|ec2|i18n|l10n|e2e|b2b|h2c|x86|amd64|arm64|base64|sha256|md5|utf8|oauth2|http2|log4j|x509)$/.test(
      part
    )
  if (letters.length >= 6 && digits.length >= 2) return false
  return !/[^aeiouy]{6}/.test(letters) && (letters.length < 9 || /[aeiouy].*[aeiouy]/.test(letters))
}

function isPlace(value: string): boolean {
  const host = hostAndPort.exec(value)?.groups?.['host']
  if (host !== undefined) return isNameOfObject(host)
  const found = address.exec(value)?.groups
  if (found) {
    const { host: of = '', path: below = '', query = '' } = found
    return (of === '' || isNameOfObject(of)) && isPath(below) && isQuery(query)
  }
  return path.test(value) && isPath(value.replace(/^~/, ''))
}

function isQuery(query: string): boolean {
  return query.split('&').every((pair) => {
    const [name = '', ...value] = pair.split('=')
    const isTelling = isSecretName(name) || /^(?:sig|key|code|auth|signature|sas|pwd|pass)$/i.test(name)
    const given = value.join('=')
    return !isTelling && (forms.some((form) => form.test(given)) || isNameOfObject(given))
  })
}

function isPath(text: string): boolean {
  return text
    .split('/')
    .every(
      (segment) =>
        segment === '' ||
        /^\.{1,2}$/.test(segment) ||
        segment.split(/[-._]/).every((part) => isWord(part.toLowerCase()))
    )
}

/** A repository with a folder in it, or with a tag that is a version: `user:password` is neither. */
function isImage(value: string): boolean {
  const { host = '', name = '', tag } = image.exec(value)?.groups ?? {}
  if (name === '' || !isPath(host.replace(/(?::\d+)?\/$/, '')) || !isPath(name)) return false
  const isVersion =
    tag === undefined || /^v?\d{1,6}(?:\.\d{1,6}){0,3}(?:-[a-z]{1,12}[\d.]{0,6}){0,3}$|^latest$/.test(tag)
  if (isVersion) return value.includes('/') || tag !== undefined
  return value.includes('/') && (/^[0-9a-f]{7,40}$/.test(tag) || tag.split(/[-._]/).every((part) => isWord(part)))
}
