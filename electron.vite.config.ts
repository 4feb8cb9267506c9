import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { parse } from 'yaml'
import { appFilesManifest } from './src/main/host/app-files.ts'
import { metaSecurityPolicy } from './src/main/host/content-security-policy.ts'
import { textDigest } from './src/main/lib/prepared-yaml.ts'

const here = import.meta.dirname

/** Every program of ours by the name that others start it by. */
const programs = {
  index: resolve(here, 'src/main/index.ts'),
  headless: resolve(here, 'src/main/headless.ts'),
  drill: resolve(here, 'src/main/drill/main.ts'),
  'keychain-helper': resolve(here, 'src/main/secrets/keychain-helper.ts'),
  'kubeconfig-reader': resolve(here, 'src/main/connections/kubeconfig-reader.ts'),
  'journal-verify': resolve(here, 'src/main/journal/verify-cli.ts')
}

/** Writes the policy into the built page as well. The development server's page has none: hot reload is inline code. */
const policyInThePage: Plugin = {
  name: 'policy-in-the-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: metaSecurityPolicy },
      injectTo: 'head-prepend'
    }
  ]
}

/**
 * The two fonts that the first picture is written in are fetched with its program. Else the picture is first laid out in a font of
 * the system, which has to be found, and laid out again when its own has come.
 */
const fontsOfTheFirstPicture: Plugin = {
  name: 'fonts-of-the-first-picture',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { path, bundle = {} }) =>
      Object.keys(bundle)
        .filter((name) => path === '/index.html' && /(inter|jetbrains-mono)-latin-wght-normal-[^/]+\.woff2$/.test(name))
        .map((name) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${name}`, crossorigin: '' },
          injectTo: 'head'
        }))
  }
}

/** Lists what was built, each file with its digest: the window is served these files, as they are now, and no other. */
const listOfFiles: Plugin = {
  name: 'list-of-files',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    if (dir === undefined) throw new Error('the renderer is built into no folder')
    const digests: Record<string, string> = {}
    for (const name of Object.keys(bundle).sort()) {
      digests[name] = createHash('sha256')
        .update(await readFile(join(dir, name)))
        .digest('hex')
    }
    await writeFile(join(dir, appFilesManifest), `${JSON.stringify(digests, null, 2)}\n`)
  }
}

/** Puts what the shipped YAML says into the program. A file whose text is another at start is parsed then. */
const yamlInTheProgram: Plugin = {
  name: 'yaml-in-the-program',
  apply: 'build',
  async transform(code, id) {
    if (!id.endsWith('/src/main/lib/prepared-yaml.ts')) return null
    const empty = /(?<=preparedYaml[^=]*= )new Map\(\)/
    if (!empty.test(code)) throw new Error('prepared-yaml.ts has nothing to fill')
    const folder = resolve(here, 'resources')
    const names = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name))
    const texts = await Promise.all(names.toSorted().map((name) => readFile(join(folder, name), 'utf8')))
    const prepared = JSON.stringify(texts.map((text) => [textDigest(text), parse(text)]))
    return { code: code.replace(empty, () => `new Map(JSON.parse(${JSON.stringify(prepared)}))`), map: null }
  }
}

export default defineConfig({
  main: {
    plugins: [yamlInTheProgram],
    build: {
      // Bundled, because loading a few hundred small files costs more than a second of cold start.
      externalizeDeps: false,
      minify: true,
      rollupOptions: {
        input: programs,
        external: ['electron', 'keytar']
      }
    }
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts'), approval: resolve(here, 'src/preload/approval.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), policyInThePage, fontsOfTheFirstPicture, listOfFiles],
    build: {
      // The window's policy allows no data: address, so that fonts stay files.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          index: resolve(here, 'src/renderer/index.html'),
          approval: resolve(here, 'src/renderer/approval.html')
        }
      }
    }
  }
})
