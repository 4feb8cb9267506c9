import { createHash } from 'node:crypto'

/** A credential as somebody would write it, and the part of it that must be seen nowhere. */
export interface Planted {
  readonly kind: string
  readonly text: string
  readonly core: string
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Always the same characters for a seed. */
function drawn(seed: string, length: number, from: string = letters): string {
  let text = ''
  for (let round = 0; text.length < length; round += 1)
    for (const byte of createHash('sha256').update(`${seed}/${round}`).digest()) text += from.charAt(byte % from.length)
  return text.slice(0, length)
}

const hex = (seed: string, length: number): string => drawn(seed, length, '0123456789abcdef')
const upper = (seed: string, length: number): string => drawn(seed, length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')
const word = (seed: string): string => `Qx${drawn(seed, 9)}7`
const base64 = (text: string): string => Buffer.from(text).toString('base64')

type Make = (seed: string) => readonly [text: string, core: string]
const of =
  (core: (seed: string) => string, around: (core: string) => string = (text) => text): Make =>
  (seed) => {
    const secret = core(seed)
    return [around(secret), secret]
  }
const long = (length: number) => (seed: string) => drawn(seed, length)

/** Ways in which credentials are written, in variables, arguments, annotations, and what servers answer. */
export const kinds: Readonly<Record<string, Make>> = {
  password: of(word),
  'password with a space': of((seed) => `${word(seed)} ${word(`${seed}b`)}`),
  'password with punctuation': of((seed) => `${word(seed)}!#%=;:,`),
  'hex key 32': of((seed) => hex(seed, 32)),
  'hex key 40': of((seed) => hex(seed, 40)),
  'hex key 64': of((seed) => hex(seed, 64)),
  'base32 seed': of((seed) => upper(seed, 32)),
  'base64 key': of((seed) => base64(drawn(seed, 24))),
  'random 20': of(long(20)),
  'random 43': of(long(43)),
  'AWS key id': of((seed) => `AKIA${upper(seed, 16)}`),
  'AWS secret key': of((seed) => `${drawn(seed, 20)}/${drawn(`${seed}b`, 19)}`),
  'GitHub token': of((seed) => `ghp_${drawn(seed, 36)}`),
  'GitHub fine-grained': of((seed) => `github_pat_${drawn(seed, 40)}`),
  'GitLab token': of((seed) => `glpat-${drawn(seed, 20)}`),
  'Slack bot': of((seed) => `xoxb-123456789012-${drawn(seed, 24)}`),
  'Slack webhook': of(long(24), (core) => `https://hooks.slack.com/services/T00000000/B00000000/${core}`),
  'Discord webhook': of(long(40), (core) => `https://discord.com/api/webhooks/1234567890/${core}`),
  'Teams webhook': of(
    (seed) => hex(seed, 32),
    (core) => `https://shop.webhook.office.com/webhookb2/${core}/IncomingWebhook/x`
  ),
  'unknown webhook': of(long(28), (core) => `https://notify.example/in/${core}`),
  Stripe: of((seed) => `sk_live_${drawn(seed, 24)}`),
  'Stripe webhook': of((seed) => `whsec_${drawn(seed, 32)}`),
  SendGrid: of((seed) => `SG.${drawn(seed, 22)}.${drawn(`${seed}b`, 43)}`),
  Twilio: of((seed) => `SK${hex(seed, 32)}`),
  Mailgun: of((seed) => `key-${hex(seed, 32)}`),
  Google: of((seed) => `AIza${drawn(seed, 35)}`),
  'Google OAuth': of((seed) => `ya29.${drawn(seed, 40)}`),
  'Google client secret': of((seed) => `GOCSPX-${drawn(seed, 28)}`),
  Azure: of((seed) => `${drawn(seed, 3)}8Q~${drawn(`${seed}b`, 34)}`),
  'Azure storage': of(
    (seed) => base64(drawn(seed, 64)),
    (core) => `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${core};EndpointSuffix=core.windows.net`
  ),
  'Azure SAS': of(
    long(43),
    (core) => `https://shop.blob.core.windows.net/c?sv=2022-11-02&sig=${core}%3D&se=2030-01-01`
  ),
  'Azure service bus': of(
    (seed) => base64(drawn(seed, 32)),
    (core) => `Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${core}`
  ),
  Datadog: of((seed) => hex(seed, 40)),
  'New Relic': of((seed) => `${hex(seed, 36)}NRAL`),
  Sentry: of(
    (seed) => hex(seed, 32),
    (core) => `https://${core}@o1.ingest.sentry.example/42`
  ),
  OpenAI: of((seed) => `sk-proj-${drawn(seed, 40)}`),
  Anthropic: of((seed) => `sk-ant-api03-${drawn(seed, 40)}`),
  'Hugging Face': of((seed) => `hf_${drawn(seed, 34, letters.slice(0, 52))}`),
  npm: of((seed) => `npm_${drawn(seed, 36)}`),
  PyPI: of((seed) => `pypi-${drawn(seed, 60)}`),
  Vault: of((seed) => `hvs.${drawn(seed, 24)}`),
  'Vault AppRole': of(
    (seed) =>
      `${hex(seed, 8)}-${hex(`${seed}b`, 4)}-4${hex(`${seed}c`, 3)}-a${hex(`${seed}d`, 3)}-${hex(`${seed}e`, 12)}`
  ),
  Shopify: of((seed) => `shpat_${hex(seed, 32)}`),
  Databricks: of((seed) => `dapi${hex(seed, 32)}`),
  JWT: of((seed) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${drawn(seed, 12)}.${drawn(`${seed}b`, 43)}`),
  'PEM key': of(
    (seed) => drawn(seed, 60),
    (core) => `-----BEGIN PRIVATE KEY-----\nMIIE${core}\n-----END PRIVATE KEY-----\n`
  ),
  'OpenSSH key': of(
    (seed) => drawn(seed, 60),
    (core) => `-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl${core}\n-----END OPENSSH PRIVATE KEY-----\n`
  ),
  'PEM in base64': of((seed) => base64(`-----BEGIN PRIVATE KEY-----\n${drawn(seed, 60)}\n-----END`)),
  age: of((seed) => `AGE-SECRET-KEY-1${upper(seed, 58)}`),
  'postgres DSN': of(word, (core) => `postgres://shop:${core}@db.shop.svc:5432/cart?sslmode=require`),
  'mongo DSN': of(word, (core) => `mongodb+srv://shop:${core}@cluster.example/cart`),
  'redis DSN': of(word, (core) => `redis://:${core}@redis:6379/0`),
  'amqp DSN': of(word, (core) => `amqps://shop:${core}@mq.example/vh`),
  'Go MySQL DSN': of(word, (core) => `shop:${core}@tcp(db:3306)/cart?parseTime=true`),
  'libpq DSN': of(word, (core) => `host=db user=shop password=${core} dbname=cart`),
  'ADO.NET': of(word, (core) => `Server=db;Database=cart;User Id=shop;Password=${core};Encrypt=True`),
  ODBC: of(word, (core) => `Driver={ODBC Driver 18};Server=db;UID=shop;PWD=${core}`),
  JDBC: of(word, (core) => `jdbc:postgresql://db:5432/cart?user=shop&password=${core}`),
  'JDBC Oracle': of(word, (core) => `jdbc:oracle:thin:shop/${core}@db:1521/cart`),
  'JDBC SQL Server': of(word, (core) => `jdbc:sqlserver://db:1433;user=shop;password=${core};encrypt=true`),
  LDAP: of(word, (core) => `ldap://cn=shop,dc=example:${core}@ldap.example`),
  SMTP: of(word, (core) => `smtp://shop:${core}@mail.example:587`),
  'JSON in a value': of(word, (core) => JSON.stringify({ db: { user: 'shop', password: core }, port: 5432 })),
  'JSON with an odd name': of(word, (core) => JSON.stringify({ db: { user: 'shop', knock: core } })),
  'YAML in a value': of(word, (core) => `db:\n  user: shop\n  password: ${core}\n`),
  'YAML with an odd name': of(word, (core) => `db:\n  user: shop\n  knock: ${core}\n`),
  'INI in a value': of(word, (core) => `[db]\nuser = shop\npassword = ${core}\n`),
  'docker config': of(
    (seed) => base64(`shop:${word(seed)}`),
    (core) => JSON.stringify({ auths: { 'registry.example': { auth: core } } })
  ),
  'GCP service account': of(
    (seed) => drawn(seed, 60),
    (core) =>
      JSON.stringify({
        type: 'service_account',
        private_key: `-----BEGIN PRIVATE KEY-----\nMII${core}\n-----END PRIVATE KEY-----\n`
      })
  ),
  'kubeconfig in a value': of(long(40), (core) => `users:\n- name: a\n  user:\n    token: ${core}\n`),
  'htpasswd line': of(long(22), (core) => `shop:$2y$10$${core}${core}`),
  'basic header': of(
    (seed) => base64(`shop:${word(seed)}`),
    (core) => `Authorization: Basic ${core}`
  ),
  'bearer header': of(long(40), (core) => `Authorization: Bearer ${core}`),
  cookie: of(long(32), (core) => `Cookie: session=${core}; theme=dark`),
  'shell script': of(word, (core) => `exec app --port 80 --password ${core}`),
  'curl line': of(word, (core) => `curl -sS -u shop:${core} https://api.example/`),
  'mysql line': of(word, (core) => `mysqldump -h db -u shop -p${core} cart`),
  'export line': of(word, (core) => `export API_TOKEN=${core}; exec app`)
}

/** The first so many, kind by kind. */
export function plantedSecrets(count: number): readonly Planted[] {
  const all = Object.entries(kinds)
  return Array.from({ length: count }, (_, index) => {
    const [kind, make] = all[index % all.length] ?? expect()
    const [text, core] = make(`${kind}/${Math.floor(index / all.length)}`)
    return { kind, text, core }
  })
}

function expect(): never {
  throw new Error('there is no kind')
}
