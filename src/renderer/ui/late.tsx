import { useEffect, useState, type ComponentType } from 'react'

/**
 * A component that is loaded when it is first shown; until then nothing stands in its place. Not `React.lazy`, which throws to wait:
 * at the first throw the engine reads the whole program again for where it was thrown, 20 ms of a start.
 *
 * @param load imports it; what it rejects with is thrown where it is shown
 */
export function late<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: { readonly Shown: ComponentType<P> } | undefined
  return function Late(props: P) {
    const [ready, setReady] = useState(loaded)
    useEffect(() => {
      if (loaded !== undefined) return
      load().then(
        (Shown) => {
          loaded = { Shown }
          setReady(loaded)
        },
        (error: unknown) =>
          setReady(() => {
            throw error
          })
      )
    }, [])
    return ready === undefined ? null : <ready.Shown {...props} />
  }
}
