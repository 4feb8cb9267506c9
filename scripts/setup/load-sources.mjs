import { root } from './folders.mjs'

/**
 * Hands out what modules of `src/` export, as TypeScript and without a build, while `work` goes on.
 *
 * @template T
 * @param {(load: import('vite').ViteDevServer['ssrLoadModule']) => Promise<T>} work `load` takes a path from the
 *   checkout on, such as `/src/main/run/index.ts`, or the name of a package
 * @returns {Promise<T>} what `work` resolves to
 */
export async function withSources(work) {
  const { createServer } = await import('vite')
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true },
    optimizeDeps: { noDiscovery: true }
  })
  try {
    return await work((module) => server.ssrLoadModule(module))
  } finally {
    await server.close()
  }
}
