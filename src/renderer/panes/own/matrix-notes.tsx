import type { MatrixView } from '../../../contract/index.ts'

/** What there is to say of the matrix in use: mistakes, contradictions, and how it differs from the shipped one. */
export function MatrixNotes({ matrix }: { readonly matrix: MatrixView }) {
  const { isOwn, problems, contradictions, differences } = matrix
  return (
    <ul data-testid="matrix-notes">
      {problems.map(({ file, line, column, message }) => (
        <li key={`${line} ${column} ${message}`} className="bad">
          {file}, line {line}, column {column}: {message}. The shipped one is used.
        </li>
      ))}
      {contradictions.map((text) => (
        <li key={text} className="warn">
          Contradiction: {text}
        </li>
      ))}
      {differences.map((text) => (
        <li key={text}>Other than shipped: {text}</li>
      ))}
      {isOwn && differences.length === 0 && <li>Your own, and the same as the shipped one.</li>}
    </ul>
  )
}
