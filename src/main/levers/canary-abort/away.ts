import { asFailure } from '../../../contract/index.ts'
import type { RouteEdit } from '../../ports/route-edit.ts'
import type { World } from '../../ports/lever.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { Canary } from '../../providers/flagger/canary.ts'
import { drainEdits, obstaclesTo } from '../../providers/routes/drain.ts'
import { largestShare } from '../../providers/routes/largest-share.ts'
import { readRoutes } from '../../providers/routes/read-routes.ts'
import { shareNow } from '../../providers/routes/share-now.ts'
import { splitsOf } from '../../providers/routes/split.ts'

/** What has to be written so that nothing goes to the target any more. */
export interface Away {
  readonly edits: readonly RouteEdit[]
  /** The largest share of any rule that the target has, 0 to 1; null where no rule reaches it. */
  readonly targetShare: number | null
  /** What part of all requests the target gets now, 0 to 1; null where nothing tells it. */
  readonly presentShare: number | null
  /** What cannot be moved by weights, or could not be read, one sentence each. */
  readonly obstacles: readonly string[]
}

/** Reads all routes that reach a Canary's target, and what moves them to the primary. @throws FailureError `cancelled` only. */
export async function readAway(
  { reader }: Pick<ReadPlace, 'reader'>,
  canary: Canary,
  abort: AbortSignal,
  counted: World['share'] = null
): Promise<Away> {
  try {
    const { namespace, target, primary } = canary
    const seen = await readRoutes(reader, namespace, abort)
    const splits = splitsOf(seen, namespace, target.name)
    const way = { away: target.name, into: primary, left: 0 }
    return {
      edits: drainEdits(splits, way, 1),
      targetShare: largestShare(splits, target.name),
      presentShare: shareNow(splits, target.name, counted),
      obstacles: [...obstaclesTo(splits, way).map(({ text }) => text), ...seen.unread]
    }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return {
      edits: [],
      targetShare: null,
      presentShare: null,
      obstacles: [`Its routes cannot be read: ${failure.message}`]
    }
  }
}
