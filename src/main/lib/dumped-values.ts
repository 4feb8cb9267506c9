import { holdsBackAnnotation, holdsBackArgument, holdsBackVariable } from './held-back.ts'
import { endOfString } from './named-values.ts'
import { isSecretValue, mayNameSecret, standsForSecret } from './secret-name.ts'

type Hide = (secret: string) => string

/**
 * Replaces credentials in objects as programs print them: Go's dumps, in which an API server says what it refuses and which
 * are no JSON, those of Ruby and PHP, elements of XML, statements of SQL, tables, and sentences that name one. Takes time in
 * proportion to the text.
 */
export function hideDumpedValues(text: string, hide: Hide): string {
  let hidden = text
  if (hidden.includes('Name:')) hidden = hideVariables(hidden, hide)
  if (/\b(?:Args|Command|Data|Annotations):/.test(hidden)) hidden = hideLists(hidden, hide)
  if (!mayNameSecret(hidden) && !otherWords.test(hidden)) return hidden
  return printed.reduce((so, { find, is }) => {
    return so.replace(find, (all: string, before: string, name: string, secret: string, ...more: unknown[]) => {
      const at = more.find((one) => typeof one === 'number') ?? 0
      return isHidden(secret) || !is(name, secret, { text: so, at }) ? all : `${before}${hide(secret)}`
    })
  }, hidden)
}

function isHidden(secret: string): boolean {
  return secret.startsWith('[redacted ') || standsForSecret(secret)
}

const otherWords =
  /identified by|kennwort|contraseña|senha|пароль|密码|密碼|パスワード|hasło|wachtwoord|parola|lösenord|heslo|salasana|jelszó/i

interface Place {
  readonly text: string
  /** Where what was found begins. */
  readonly at: number
}

/** Name and value, in several ways; what is found is what stands before the value, with the name in it, and the value. */
const printed: readonly {
  readonly find: RegExp
  readonly is: (name: string, secret: string, place: Place) => boolean
}[] = [
  // Attributes of XML, one with the name and one with the value; and elements whose name is an attribute.
  {
    find: /(\b(?:name|key|id)=\\{0,15}["']([\w.-]{1,128})\\{0,15}["']\s{1,8}(?:[\w:-]{1,64}=\\{0,15}["'][^"'\\<>]{0,64}\\{0,15}["']\s{1,8}){0,3}value=\\{0,15}["'])([^"'\\<>]+)/gi,
    is: isSecretValue
  },
  {
    find: /(\b(?:name|key)=\\{0,15}["']([\w.-]{1,128})\\{0,15}["']\s{0,8}>)([^"'\\<>]+)(?=<\/)/gi,
    is: isSecretValue
  },
  { find: /(<([A-Za-z_][\w.-]{0,127})>\s{0,8}<!\[CDATA\[)([^\]<>\\]{1,4096})(?=\]\])/g, is: isSecretValue },
  { find: /(<key>([\w. -]{1,128})<\/key>\s{0,16}<string>)([^<>\\]{1,4096})(?=<\/)/g, is: isSecretValue },
  // Rust and Scala: `password: Some("x")`.
  {
    find: /(\b([A-Za-z_][\w.-]{0,127})\s{0,2}[:=]\s{0,2}Some\(\\{0,15}")([^"\\]{1,4096})(?=\\{0,15}")/g,
    is: isSecretValue
  },
  // A part of a form.
  {
    find: /(\bname=\\{0,15}"([\w.-]{1,128})\\{0,15}"(?:(?:\r?\n|\\r\\n)[^\r\n\\]{1,200}){0,2}(?:\r?\n|\\r\\n){2})([^\r\n\\]{1,4096})/g,
    is: isSecretValue
  },
  // SQL: `PASSWORD = N'x'`, `PASSWORD('x')`.
  { find: /((\bpassword)\s{0,4}(?:=\s{0,4}N?|\()')([^'\\]{1,200})(?=')/gi, is: () => true },
  // Go: `{Host:db Password:x}`, `map[password:x]`. What begins an object in it is looked at by itself.
  {
    find: /((?<=[{[(,&\s])([A-Za-z_]\w{0,127}):\\{0,15}"?)(?![&*([{<"\\/]|map\[|0x|nil\b)([^\s,"'\\{}[\]()]+)(?!\{)/g,
    is: (name, secret, place) => isSecretValue(name, secret) && isInBrackets(place)
  },
  // Ruby, PHP and Perl: `:password=>"x"`, `[DB_PASSWORD] => x`, `["password"]=> string(8) "x"`.
  {
    find: /(\b([A-Za-z_][\w.-]{0,127})(?:\\{0,15}["'])?\]?\s{0,4}=>\s{0,8}(?:string\(\d{1,6}\)\s)?(?:\\{0,15}["'])?)([^\s"'\\,}\])]+)/g,
    is: isSecretValue
  },
  // XML; Go writes angle brackets in JSON as escapes.
  {
    find: /((?:<|\\{1,15}u003c)(?:[\w-]{1,64}:)?([A-Za-z_][\w.-]{0,127})(?:\s[^<>\\]{0,200})?(?:>|\\{1,15}u003e))([^<>\\\r\n]{1,4096})(?=(?:<|\\{1,15}u003c)\/)/g,
    is: isSecretValue
  },
  // SQL, and what is quoted behind the word.
  {
    find: /((\bpass(?:word|phrase|code)|\bidentified by)\s{1,4}\\{0,15}(?:'|"))([^\s"'\\]{1,200})(?=\\{0,15}(?:'|"))/gi,
    is: () => true
  },
  // Python: `'api_key': b'x'`, `('x-api-key', 'x')`.
  {
    find: /((?:'|\\{0,15}")([A-Za-z_][\w.-]{0,127})(?:'|\\{0,15}")(?:: ?b|, ?b?)(?:'|\\{0,15}"))([^\s'"\\]+)/g,
    is: (name, secret) => isSecretValue(name, secret) && isMade(secret)
  },
  // An address in an address.
  { find: /((?<=%3f|%26)([A-Za-z_][\w.-]{0,127})%3d)([^%&\s"'\\<>]+)/gi, is: isSecretValue },
  // A table.
  {
    find: /(\b([A-Za-z_][\w.-]{0,127})(?: {0,8}\| {0,8}|\t{1,8}))([^\s|"'\\]+)(?=[ \t]{0,40}(?:[|\r\n]|$))/g,
    is: (name, secret) => isSecretValue(name, secret) && isMade(secret)
  },
  // A sentence.
  {
    find: /((pass(?:word|phrase|code|wd)|kennwort|passwort|mot de passe|contraseña|senha|пароль|密码|密碼|パスワード|hasło|wachtwoord|parola|lösenord|heslo|salasana|jelszó)["')]?(?: ?[:：＝] ?| (?:is|was|ist|è|set to|generated:|(?:was )?(?:changed|reset|updated|rotated)(?: from [^\s"'\\]{1,64})? to|from [^\s"'\\]{1,64} to) | ))(?![\w.-]{1,64}=\\{0,15}["'])([^\s"'\\,;]{6,200})/giu,
    is: (_name, secret) => isMade(secret)
  },
  { find: /((\b(?:pwd|pw)(?: ?[:=] ?| (?:is|was) )))([^\s"'\\,;]{6,200})/gi, is: (_name, secret) => isMade(secret) },
  {
    find: /((\b(?:token|secret|(?:api|access|secret|private|signing|encryption) key))["')]?(?: ?[:：＝] | is | )(?:'|\\{0,15}")?)([A-Za-z\d+/=_~-]{16,4096})(?![\w.-])/gi,
    is: (_name, secret) => isDrawn(secret)
  }
]

/** Behind a bracket in the same line: a dump, and no sentence. */
function isInBrackets({ text, at }: Place): boolean {
  const before = text.slice(Math.max(0, at - 4_096), at + 1)
  return /[{[(]/.test(before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1))
}

/** What ends a sentence, or a bracket in it. */
const closing: ReadonlySet<string> = new Set('.!?)]}>')

/** More than a word: letters with a digit, or with a sign that no name has. */
function isMade(secret: string): boolean {
  let end = secret.length
  // By hand: a pattern that has to end with the text begins anew at each of thousands of dots.
  while (closing.has(secret[end - 1] ?? '')) end -= 1
  const bare = secret.slice(0, end)
  if (bare.length < 6 || !/\p{L}/u.test(bare) || /^[\w+.-]+:\/\/|[()[\]{}]/.test(bare)) return false
  return /[\d#!$%^&*+=?@~]/.test(bare) || /[a-z][A-Z].*[a-z][A-Z]/.test(bare)
}

/** Drawn by chance: no name of an object has letters of both cases, or so many digits. */
function isDrawn(secret: string): boolean {
  return /\d/.test(secret) && (/[a-z]/.test(secret) && /[A-Z]/.test(secret) ? true : /^[0-9a-f]{32,}$/.test(secret))
}

/** A variable or a header, as Go prints it: `Name:"A", Value:"b"`, `Name:A,Value:b,ValueFrom:nil,`, `Name:A Value:b ValueFrom:`. */
const variable =
  /\bName:(?:(?<q>\\{0,15})"(?<name>[\w.-]{1,253})\k<q>", ?Value:\k<q>"|(?<bare>[\w.-]{1,253})[, ]Value:)/g
const bareEnd = /[, ]ValueFrom:|,?\}|[\r\n"\\]/g

function hideVariables(text: string, hide: Hide): string {
  const parts: string[] = []
  let done = 0
  variable.lastIndex = 0
  for (let found = variable.exec(text); found; found = variable.exec(text)) {
    const { q, name, bare = '' } = found.groups ?? {}
    const from = variable.lastIndex
    const to = q === undefined ? nextEnd(text, from) : endOfString(text, from, q.length)
    const value = text.slice(from, to)
    if (holdsBackVariable(name ?? bare, value)) {
      parts.push(text.slice(done, from), hide(value))
      done = to
    }
    variable.lastIndex = to
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

function nextEnd(text: string, from: number): number {
  bareEnd.lastIndex = from
  return bareEnd.exec(text)?.index ?? text.length
}

const list = /\b(?:(?:Args|Command):\[\]string|(?<map>StringData|Data|Annotations):map\[string\]string)\{/g
const item = /,? ?(?:(?<q>\\{0,15})"(?<key>(?:[^"\\]|\\(?!\k<q>"))*?)\k<q>":)?(?<v>\\{0,15})"/y

/** Arguments, annotations and data, as `%#v` prints them. */
function hideLists(text: string, hide: Hide): string {
  const parts: string[] = []
  let done = 0
  list.lastIndex = 0
  for (let found = list.exec(text); found; found = list.exec(text)) {
    const map = found.groups?.['map']
    let before = ''
    item.lastIndex = list.lastIndex
    for (let next = item.exec(text); next; next = item.exec(text)) {
      const from = item.lastIndex
      const escapes = next.groups?.['v']?.length ?? 0
      const to = endOfString(text, from, escapes)
      const value = text.slice(from, to)
      if (holdsBack(map, next.groups?.['key'] ?? '', value, before)) {
        parts.push(text.slice(done, from), hide(value))
        done = to
      }
      before = value
      list.lastIndex = Math.min(text.length, to + escapes + 1)
      item.lastIndex = list.lastIndex
    }
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

function holdsBack(map: string | undefined, key: string, value: string, before: string): boolean {
  if (map === undefined) return holdsBackArgument(value, before)
  if (map === 'Annotations') return holdsBackAnnotation(key, value)
  return map === 'StringData' ? value !== '' : holdsBackVariable(key, value)
}
