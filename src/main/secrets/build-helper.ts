import { mkdtemp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

/**
 * Builds the helper as the app runs it, for tests.
 * @returns the folder that holds `keychain-helper.js`; inside the project, so that keytar is found
 */
export async function buildHelper(): Promise<string> {
  const results = join(import.meta.dirname, '../../../test-results')
  await mkdir(results, { recursive: true })
  const folder = await mkdtemp(join(results, 'keychain-helper-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      ssr: true,
      rollupOptions: {
        input: { 'keychain-helper': join(import.meta.dirname, 'keychain-helper.ts') },
        external: ['keytar'],
        output: { format: 'es', entryFileNames: '[name].js' }
      }
    }
  })
  return folder
}
