import type { ExerciseView } from '../../../contract/index.ts'

/** Those in which each word of the text is found: in what is told of them, or in what they are about. All for no text. */
export function findExercises(all: readonly ExerciseView[], text: string): readonly ExerciseView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter(({ title, about, finds }) => {
    const told = `${title} ${about} ${finds}`.toLowerCase()
    return words.every((word) => told.includes(word))
  })
}
