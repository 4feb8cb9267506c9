/**
 * Watches for the end that others want: a signal that asks for it, or the death of the process that started us, after
 * which nobody waits for us any more.
 *
 * @returns {{ abort: AbortSignal, asked: Promise<string>, close(): void }} `asked` resolves to the reason. `close` stops
 *   watching, so that signals end the process again
 */
export function watchForEnd() {
  const controller = new AbortController()
  const parent = process.ppid
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']
  const end = (/** @type {string} */ reason) => controller.abort(new Error(reason))
  for (const signal of signals) process.on(signal, end)
  const watch = setInterval(() => {
    if (process.ppid !== parent) end('the process that started us is gone')
  }, 200)
  watch.unref()
  const asked = new Promise((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(controller.signal.reason.message), { once: true })
  })
  return {
    abort: controller.signal,
    asked,
    close() {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, end)
    }
  }
}
