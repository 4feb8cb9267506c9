import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appFilesManifest, readAppFiles, serveAppFiles, type AppAnswer } from './app-files.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'

const content = {
  'index.html': '<!doctype html>',
  'assets/index-1.js': 'start()',
  'assets/index-1.js.map': '{}',
  'assets/changed-1.js': 'start()'
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('the app scheme', () => {
  let folder: string
  const logged: string[] = []
  let serve: (url: string, method?: string) => Promise<AppAnswer>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backout-files-'))
    await mkdir(join(folder, 'app/assets'), { recursive: true })
    await writeFile(join(folder, 'secret.html'), 'secret')
    const app = join(folder, 'app')
    const digests = Object.entries(content).map(([name, text]) => [name, sha256(text)])
    for (const [name, text] of Object.entries(content)) await writeFile(join(app, name), text)
    await writeFile(join(app, 'assets/not-listed.js'), 'start()')
    await writeFile(join(app, 'assets/changed-1.js'), 'steal()')
    await writeFile(join(app, appFilesManifest), JSON.stringify(Object.fromEntries(digests)))
    const answer = serveAppFiles(readAppFiles(app), (line) => logged.push(line))
    serve = (url, method = 'GET') => answer({ url, method })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('serves the listed files with their type and every protecting header', async () => {
    const page = await serve('app://backout/index.html')
    expect(page.statusCode).toBe(200)
    expect(page.data.toString()).toBe('<!doctype html>')
    expect(page.headers['Content-Type']).toBe('text/html; charset=utf-8')
    const script = await serve('app://backout/assets/index-1.js?v=1#x')
    expect(script.headers['Content-Type']).toBe('text/javascript; charset=utf-8')
    for (const { headers } of [page, script, await serve('app://backout/none')]) {
      expect(headers['Content-Security-Policy']).toBe(contentSecurityPolicy)
      expect(headers['X-Content-Type-Options']).toBe('nosniff')
      expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin')
      expect(headers['Permissions-Policy']).toContain('camera=()')
    }
  })

  it('does not serve a file that is not as it was built, and says which', async () => {
    const response = await serve('app://backout/assets/changed-1.js')
    expect([response.statusCode, response.data.toString()]).toEqual([404, ''])
    expect(logged).toEqual([expect.stringContaining('changed-1.js is not as it was built')])
  })

  it('does not start without the list of the build', () => {
    expect(() => readAppFiles(join(folder, 'app/assets'))).toThrow(appFilesManifest)
  })

  it.each([
    'app://backout/',
    'app://backout/assets',
    'app://backout/assets/index-1.js.map',
    'app://backout/assets/not-listed.js',
    'app://backout/app-files.json',
    'app://backout/../secret.html',
    'app://backout/%2e%2e/secret.html',
    'app://backout/..%2fsecret.html',
    'app://backout/..%5csecret.html',
    'app://backout/assets/..%2f..%2fsecret.html',
    'app://backout/index.html%00',
    'app://backout//index.html',
    'app://backout/INDEX.HTML',
    'app://backout/__proto__',
    'app://other/index.html',
    'app://backout.evil/index.html',
    'app://backout:81/index.html'
  ])('answers %s with an empty 404', async (url) => {
    const response = await serve(url)
    expect(response.statusCode).toBe(404)
    expect(response.data.toString()).toBe('')
  })

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    expect((await serve('app://backout/index.html', method)).statusCode).toBe(405)
  })
})
