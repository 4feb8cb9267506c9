import type { MetersView } from '../../../contract/index.ts'

/** What there is to say of the ways to count requests: mistakes of the own file, and what is looked for, in its order. */
export function MeterNotes({ meters: { problems, known } }: { readonly meters: MetersView }) {
  return (
    <ul data-testid="meter-notes">
      {problems.map(({ file, line, column, message }) => (
        <li key={`${line} ${column} ${message}`} className="bad">
          {file}, line {line}, column {column}: {message}. Nothing of it is used.
        </li>
      ))}
      <li>
        Looked for, in this order: {known.map(({ title, isOwn }) => (isOwn ? `${title} (your own)` : title)).join('; ')}
        .
      </li>
    </ul>
  )
}
