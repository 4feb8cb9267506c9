import { expect, it } from 'vitest'
import { secretArguments, secretVariables, shownArguments, shownVariables } from './secret-arguments.ts'

it('hides the values of flags that carry credentials, and nothing else', () => {
  const args = ['get-token', '--login', 'spn', '--client-secret', 'hunter22', '--password=p=w', '--server-id', 'abc']
  expect(shownArguments(args)).toEqual([
    'get-token',
    '--login',
    'spn',
    '--client-secret',
    '[hidden]',
    '--password=[hidden]',
    '--server-id',
    'abc'
  ])
  expect(secretArguments(args)).toEqual(['hunter22', 'p=w'])
})

it('does not take the next flag for a value, and makes the rest visible', () => {
  const args = ['--token', '--verbose', '--token-cache-dir', '/var/cache', 'a\u202eb']
  expect(shownArguments(args)).toEqual(['--token', '--verbose', '--token-cache-dir', '/var/cache', 'a\\u{202e}b'])
  expect(secretArguments(args)).toEqual([])
})

const mark = 'N0tForY0u'
const long = `${mark}aB3dE5fG7hJ9kL1mN3pQ5`
/** Ways in which sign-in programs are given a credential. */
const kinds: readonly (readonly string[])[] = [
  ['--client-secret', mark],
  [`--client-secret=${mark}`],
  [`--clientSecret=${mark}`],
  ['--oidc-client-secret', mark],
  ['--password', mark],
  ['-p', mark],
  [`-p${mark}`],
  ['-w', mark],
  [`-P`, mark],
  ['--passcode', mark],
  ['--pwd', mark],
  ['--pat', mark],
  ['--otp', mark],
  ['--token', mark],
  ['--bearer', mark],
  ['--refresh-token', mark],
  ['--assertion', mark],
  ['--api-key', mark],
  ['--apikey', mark],
  ['--key', mark],
  ['--sas', mark],
  ['--cookie', `sid=${mark}`],
  ['--auth', `op:${mark}`],
  ['--jwt', `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ${mark}.c2lnbmF0dXJl`],
  ['-u', `op:${mark}`],
  ['--user', `op:${mark}`],
  [`--user=op:${mark}`],
  ['-H', `Authorization: Bearer ${mark}12345678`],
  ['--header', `X-Api-Key: ${mark}`],
  [`AWS_SECRET_ACCESS_KEY=${mark}`],
  [`password:${mark}`],
  [`https://op:${mark}@login.example/`],
  [`--issuer=https://op:${mark}@login.example/`],
  [`https://login.example/?access_token=${mark}&x=1`],
  [`ghp_${mark}abcdefghijklmnopqrstuvwxyz01`],
  [`-----BEGIN PRIVATE KEY-----\n${mark}\n-----END PRIVATE KEY-----`],
  [`{"client_secret":"${mark}"}`],
  ['-c', `curl -s --password ${mark} https://login.example`],
  ['-c', `exec login --token=${mark}`],
  [long],
  ['--blob', long],
  [`--blob=${long}`]
]

it.each(kinds)('hides what they are given: %s %s', (...args) => {
  expect(shownArguments(['get-token', ...args, '--verbose']).join(' ')).not.toContain(mark)
  expect(secretArguments(['get-token', ...args, '--verbose']).join(' ')).toContain(mark)
})

it.each([
  [
    'kubelogin',
    'get-token',
    '--environment',
    'AzurePublicCloud',
    '--server-id',
    '6dae42f8-4368-4678-94ff-3960e28e3630'
  ],
  ['eks', 'get-token', '--cluster-name', 'prod-eu1', '--region', 'eu-central-1', '--profile', 'shop'],
  ['--role-arn', 'arn:aws:iam::123456789012:role/OperatorRole', '--output', 'json'],
  ['get-token', '--oidc-issuer-url=https://login.example/realms/main', '--oidc-client-id=kubernetes'],
  ['--oidc-extra-scope=email', '--grant-type=device-code', '--oidc-pkce-method=S256', '--auth=oidc'],
  ['tsh', 'kube', 'credentials', '--kube-cluster=prod', '--teleport-cluster=root.example', '--proxy=tp.example:443'],
  ['--client-id', 'abcdef.apps.googleusercontent.com', '--use_application_default_credentials', '--user=op'],
  ['token', '-i', 'prod', '-p', '8443', '-k', '/etc/ssl/key.pem', '--key=/etc/ssl/key.pem', '--token-file=/run/token'],
  [
    '--expiration',
    '3600',
    '--version',
    '2.1.0',
    '--tenant',
    'contoso.onmicrosoft.com',
    '--credential-name=break-glass'
  ],
  ['/home/me/google-cloud-sdk/bin/Helper2', 'oke', '--cluster-id', 'ocid1.cluster.oc1.eu-frankfurt-1.aaaa']
])('shows what is none: %s %s %s', (...args) => {
  expect(shownArguments(args)).toEqual(args)
})

it.each(['A+', 'Aa1aaaaaaaaaaaaaaaaaaaaa!', 'aA1/'])('looks at an argument that is %s over and over soon', (piece) => {
  const argument = `${piece.repeat(Math.ceil(400_000 / piece.length))}.`
  const before = process.cpuUsage()
  shownArguments([argument])
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000)
})

it('says what variables are set to, without credentials', () => {
  const env = [
    { name: 'AWS_PROFILE', value: 'shop' },
    { name: 'AAD_SERVICE_PRINCIPAL_CLIENT_SECRET', value: mark },
    { name: 'WHERE', value: `https://op:${mark}@login.example` }
  ]
  expect(shownVariables(env)).toEqual([
    'AWS_PROFILE=shop',
    'AAD_SERVICE_PRINCIPAL_CLIENT_SECRET=[hidden]',
    'WHERE=https://op:[hidden]@login.example'
  ])
  expect(secretVariables(env)).toEqual([mark, `https://op:${mark}@login.example`])
})
