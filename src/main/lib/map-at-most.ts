/** Maps in order, with at most so many under way; the first failure is thrown, and nothing further is begun after it. */
export async function mapAtMost<T, R>(
  most: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>
): Promise<readonly R[]> {
  const results: R[] = []
  let next = 0
  let hasFailed = false
  async function worker(): Promise<void> {
    for (let index = next++; index < items.length && !hasFailed; index = next++) {
      try {
        results[index] = await work(items[index] as T, index)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  return results
}
