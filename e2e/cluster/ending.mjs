/** Resolves when a signal asks us to end, or when the process that started us is gone: nobody waits for us any more. */
export function askedToEnd() {
  const parent = process.ppid
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, resolve)
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      resolve(undefined)
    }, 200)
    watch.unref()
  })
}
