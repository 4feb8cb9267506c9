import css from './shell.module.css'

/** Before the first feed arrives. */
export function Starting() {
  return (
    <main className={css['starting']}>
      <h1>Backout</h1>
      <p role="status">Starting</p>
    </main>
  )
}
