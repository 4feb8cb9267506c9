import { failureOf, type Failure, type FileProblem } from '../../contract/index.ts'

/**
 * A mistake in a file of the user's own: what is shipped is in use instead, and whoever wrote their own has to know.
 * @param instead what is done without the file, as a sentence without its full stop
 */
export function fileFailure({ file, line, column, message }: FileProblem, instead: string): Failure {
  const text = `${file}, line ${line}, column ${column}: ${message}. ${instead}.`
  return failureOf('invalid', text, { remedy: 'Correct the file, and start Backout again.' })
}
