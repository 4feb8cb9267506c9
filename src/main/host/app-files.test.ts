import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listAppFiles, serveAppFiles } from './app-files.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'

describe('the app scheme', () => {
  let folder: string
  let serve: (request: Request) => Promise<Response>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backout-files-'))
    await mkdir(join(folder, 'app/assets'), { recursive: true })
    await writeFile(join(folder, 'secret.html'), 'secret')
    await writeFile(join(folder, 'app/index.html'), '<!doctype html>')
    await writeFile(join(folder, 'app/assets/index-1.js'), 'start()')
    await writeFile(join(folder, 'app/assets/index-1.js.map'), '{}')
    serve = serveAppFiles(listAppFiles(join(folder, 'app')))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('serves the listed files with their type and every protecting header', async () => {
    const page = await serve(new Request('app://backout/index.html'))
    expect(page.status).toBe(200)
    expect(await page.text()).toBe('<!doctype html>')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const script = await serve(new Request('app://backout/assets/index-1.js?v=1#x'))
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    for (const { headers } of [page, script, await serve(new Request('app://backout/none'))]) {
      expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('camera=()')
    }
  })

  it.each([
    'app://backout/',
    'app://backout/assets',
    'app://backout/assets/index-1.js.map',
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
    const response = await serve(new Request(url))
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    expect((await serve(new Request('app://backout/index.html', { method }))).status).toBe(405)
  })
})
