import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { root } from '../setup/folders.mjs'

/**
 * Builds the window around the example states, as the window itself is built. They are no part of the app's build.
 *
 * @param {string} [outDir] is emptied first
 * @returns {Promise<string>} the folder
 */
export async function buildFixtures(outDir = join(root, 'test-results', 'fixtures')) {
  await build({
    configFile: false,
    root: join(root, 'src/renderer'),
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: join(root, 'src/renderer/fixtures/index.html') }
    }
  })
  return outDir
}
