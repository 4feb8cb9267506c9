import { vendorToken } from './vendor-tokens.ts'

/**
 * Credentials that say themselves what they are: the part before it that stays, the credential, and its type for the
 * placeholder. None takes a quote or a part of an escape away, so that JSON in which something was replaced is still JSON.
 * Go writes `& < >` in JSON as escapes, with more backslashes where JSON stands in a string.
 */
const forms: readonly {
  readonly type: string
  readonly find: RegExp
  readonly is?: (candidate: string) => boolean
  /** Is in every text that it can be found in: a quick no for nearly all. */
  readonly hint?: string
}[] = [
  {
    type: 'key',
    find: /()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-"\\]|\\(?!\\{0,8}")|-(?!----END))*(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?)/g
  },
  // The same in base64, as kubeconfigs and Secrets have it.
  { type: 'key', find: /(\b)(LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2})/g, is: isPrivateKey },
  { type: 'key', find: /(\b)(AGE-SECRET-KEY-1[A-Z0-9]{50,})/g },
  // A second beginning ends the first, so that none of a row of them is read to its end.
  {
    type: 'token',
    find: /(\b)(eyJ(?:(?!-eyJ)[A-Za-z0-9_-]){10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]+)*)/g
  },
  // Of GitHub, GitLab, Slack, npm, PyPI, Vault, Grafana, Linear, Notion, Atlassian, Hugging Face, Doppler, DigitalOcean.
  {
    type: 'token',
    find: /(\b)(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|gl(?:pat|rt|dt|ft|cbt|ptt|soat)-[\w.-]{20,}|xox[abeprs]-[\w-]{20,}|xapp-[\w-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{50,}|hv[sbr]\.[\w-]{20,}|gl(?:sa|c)_[\w=+/]{20,}|lin_api_\w{30,}|ntn_\w{30,}|ATATT3x[\w=-]{30,}|hf_[A-Za-z]{30,}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.]{30,}|do[opr]_v1_[0-9a-f]{64})/g
  },
  // Of Stripe, Google, SendGrid, New Relic, Shopify, Databricks, Mailgun, Square, OpenAI, Anthropic, Twilio.
  {
    type: 'key',
    find: /(\b)((?:sk|rk|pk)_(?:live|test)_\w{10,}|whsec_[\w+/=]{20,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|NR(?:AK|JS|II|RA)-[\w-]{20,}|[0-9a-f]{36}NRAL|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|dapi[0-9a-f]{32}|key-[0-9a-f]{32}|sq0(?:csp|atp)-[\w-]{22,}|sk-(?:ant-|proj-|svcacct-)?[\w-]{20,}|SK[0-9a-f]{32})\b/g
  },
  {
    type: 'cookie',
    find: /(\b(?:set-)?cookie:\s*)([\w-]{1,64}=(?:[^\r\n"'\\]|\\{1,15}u00(?:26|3[ce])){4,})/gi
  },
  // A digit or a length that no word has keeps "Bearer authentication" as it is.
  { type: 'bearer', find: /(\bBearer\s+)((?=[^\s"']*\d|[^\s"']{24})[A-Za-z0-9+/._~=-]{8,})/gi },
  { type: 'basic', find: /(\bBasic\s+)([A-Za-z0-9+/]{8,}={0,2})/gi, is: isUserAndPassword },
  // As Docker keeps it.
  {
    type: 'basic',
    find: /(\\{0,15}"auth\\{0,15}"\s{0,8}:\s{0,8}\\{0,15}")([A-Za-z0-9+/]{8,}={0,2})/g,
    is: isUserAndPassword
  },
  // PASETO, and what Google renews tokens by.
  { type: 'token', find: /(\b)(v[1-4]\.(?:local|public)\.[\w-]{20,}(?:\.[\w-]+)?|1\/\/0[\w-]{30,})/g },
  // Passwords as a system keeps them, which can be tried out elsewhere (crypt(5)).
  {
    type: 'hash',
    find: /()(\$(?:2[abxy]?\$\d\d\$[./A-Za-z\d]{53}|(?:[156y]|apr1|7|gy|argon2(?:id?|d))\$[./A-Za-z\d$=,+-]{20,}))/g
  },
  // Of requests that are signed: whoever has the address may do the same for as long as it holds.
  { type: 'signature', find: /(\b(?:X-(?:Amz|Goog|Ms)-)?Signature=)([A-Za-z\d%+/_-]{32,}={0,2})/gi },
  { type: 'token', find: /(\bX-Amz-Security-Token=)([\w%+/=-]{16,})/gi },
  { type: 'signature', find: /(\bresponse=\\{0,15}")([\da-f]{32,64})(?=\\{0,15}")/g },
  { type: 'token', find: vendorToken },
  // The id of a key of AWS, and the key behind it, as files, tables and programs print the two.
  {
    type: 'key',
    find: /(\b(?:AKIA|ASIA)[A-Z2-7]{16}(?:[\s,:;|/"'\\]|\\t){1,16}(?:\d{4}-\d\d-\d\dT[\d:.+]{5,15}Z?(?:\s|\\t){1,8})?)([A-Za-z\d+/]{40})(?![\w+/])/g
  },
  // `.pgpass` (PostgreSQL, libpq-pgpass): host, port, database, user, password.
  {
    type: 'password',
    hint: ':',
    find: /((?:(?<![^\s"'>])|(?<=\\[nrt]))(?:[\w.-]{1,253}|\*):(?:\d{1,5}|\*):(?:[\w-]{1,63}|\*):(?:[\w.-]{1,63}|\*):)((?!\[redacted )[^\s"'\\:]{4,})(?=["'\\\s]|$)/g
  },
  // An account before a host, without a scheme; an image has a digest there.
  {
    type: 'password',
    hint: '@',
    find: /((?<![\w/@.:%+-])[\w.-]{1,64}:)(?=[^\s@]{0,128}\d)(?=[^\s@]{0,128}[A-Za-z])([^\s@:/"'\\[\](){}]{6,128})(?=@(?!sha\d{3}:)[\w.-]{1,253}(?::\d{2,5})?(?:[/\s"'\\]|$))/g
  },
  // What tools of Oracle are given.
  {
    type: 'password',
    hint: '@',
    find: /(\b(?:sqlplus|expdp|impdp|sqlldr|jdbc:oracle:\w{1,8}:)\s{0,4}(?:-\w{1,4}\s{1,4}){0,3}[\w.-]{1,64}\/)([^\s@/"'\\]{3,})(?=@)/g
  },
  // Redis: what its configuration and its users are written with (ACL SETUSER).
  {
    type: 'password',
    find: /(\b(?:requirepass|masterauth|masteruser)\s{1,4}(?:\\{0,15}["'])?)((?!\[redacted )[^\s"'\\]{4,})/gi
  },
  {
    type: 'password',
    hint: 'AUTH',
    find: /((?<=^|[\n>"'] ?)AUTH\s{1,4}(?:[a-z][\w-]{0,63}\s{1,4})?)((?=[^\s"'\\]*(?:\d|[a-z][A-Z]))[^\s"'\\]{6,})(?=["'\\\s]|$)/g
  },
  {
    type: 'password',
    hint: ' on ',
    find: /(>(?<=\bon\s[^\r\n]{0,64}>))((?!\[redacted )[^\s"'\\>]{4,})(?=\s{1,4}[~&+@-])/g
  },
  // Twelve words or more, by which a wallet is restored.
  {
    type: 'words',
    find: /(\b(?:mnemonic|(?:seed|recovery|backup)[ _-]?phrase)(?:\\{0,15}["'])?\s{0,4}[:=]\s{0,4}(?:\\{0,15}["'])?)((?:[a-z]{3,8} ){11,23}[a-z]{3,8})/gi
  },
  {
    type: 'password',
    hint: 'npmAuthIdent',
    find: /(\bnpmAuthIdent(?:\\{0,15}["'])?\s{0,4}[:=]\s{0,4}(?:\\{0,15}["'])?[^\s:"'\\]{1,64}:)([^\s"'\\]{4,})/g
  },
  { type: 'key', find: /(\bprivate key(?: is|:)? )((?:0x)?[0-9a-f]{64})\b/gi },
  // A pre-shared key, as ipsec.secrets and wpa_supplicant.conf have it.
  { type: 'key', find: /(\bPSK\s{0,4}=?\s{0,4}\\{0,15}")([^"\\]{8,64})(?=\\{0,15}")/gi },
  // Whatever an Authorization header says that is not the name of a scheme.
  {
    type: 'token',
    hint: 'uthorization: ',
    find: /(\bAuthorization: )((?!Basic|Bearer|Digest|Negotiate|\[redacted)(?=[^\s"'\\]*\d|[^\s"'\\]*[A-Z][^\s"'\\]*[A-Z])[\w+/.=~-]{16,})(?=["'\\\s]|$)/gi
  },
  // Of Entra ID.
  { type: 'key', find: /(?<![\w.~-])()([\w.-]{3}\dQ~[\w.~-]{31,34})(?![\w.~-])/g },
  { type: 'basic', find: /(\bAUTH PLAIN )([A-Za-z\d+/]{8,}={0,2})/g, is: isPlainOfSasl },
  {
    type: 'token',
    find: /(\bAuthorization['"\\]{0,16}\s{0,4}[:=,]\s{0,4}['"\\]{0,16}(?:Token|ApiKey|Key|GenieKey|SSWS|Splunk|Negotiate|Digest|DPoP|PVEAPIToken)[ =](?:token=)?(?!\[redacted ))([\w+/.=:!~-]{8,})/gi
  }
]

/** Replaces credentials that have a form of their own. */
export function hideSecretForms(text: string, hide: (type: string, secret: string) => string): string {
  return forms.reduce((so, { type, find, is, hint }) => {
    if (hint !== undefined && !so.includes(hint)) return so
    return so.replace(find, (all: string, before: string, secret: string) =>
      is && !is(secret) ? all : `${before}${hide(type, secret)}`
    )
  }, text)
}

/** Keeps "Basic functionality" as it is. */
function isUserAndPassword(base64: string): boolean {
  const text = Buffer.from(base64, 'base64').toString('latin1')
  return text.includes(':') && /^[\x20-\x7e]*$/.test(text)
}

/** Who signs in for whom, and the password, with NUL between them (RFC 4616). */
function isPlainOfSasl(base64: string): boolean {
  return Buffer.from(base64, 'base64').toString('latin1').includes('\0')
}

/** Certificates and public keys begin in the same way. */
function isPrivateKey(base64: string): boolean {
  return /PRIVATE KEY/.test(Buffer.from(base64.slice(0, 96), 'base64').toString('latin1'))
}
