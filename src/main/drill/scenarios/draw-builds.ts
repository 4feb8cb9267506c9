import names from '../../../../resources/drills/names.json' with { type: 'json' }
import type { Build } from '../users/build.ts'
import type { Draw } from '../world/random.ts'

/** What a service is like when nothing is wrong; its releases stay close to it. */
export interface Character {
  readonly medianMs: number
  readonly spread: number
  readonly startSeconds: number
}

export function drawCharacter(draw: Draw): Character {
  return { medianMs: draw.between(14, 60), spread: draw.between(0.45, 0.65), startSeconds: draw.int(4, 11) }
}

function pickText(draw: Draw, texts: readonly string[]): string {
  return texts[draw.int(0, texts.length - 1)] ?? ''
}

/** A release without trouble: its availability stays over 99.9 %, even in a window that one error falls into. */
export function goodBuild(draw: Draw, character: Character): Build {
  return {
    health: { kind: 'serves' },
    startSeconds: character.startSeconds,
    errorRatio: draw.between(0.00002, 0.0001),
    errorCode: 500,
    medianMs: character.medianMs * draw.between(0.95, 1.05),
    spread: character.spread,
    complaint: pickText(draw, names.causes)
  }
}

/** A release that hurts: 7 % to 40 % errors, sometimes slow as well. */
export function failingBuild(draw: Draw, character: Character): Build {
  const slow = draw.chance(0.4) ? draw.between(5, 8) : 1
  return {
    health: { kind: 'serves' },
    startSeconds: character.startSeconds,
    errorRatio: draw.between(0.07, 0.4),
    errorCode: draw.pick([500, 502, 503]),
    medianMs: character.medianMs * slow,
    spread: character.spread,
    complaint: pickText(draw, names.causes)
  }
}

/** A release whose errors show even at a small share of the traffic. */
export function failingTrial(draw: Draw, character: Character): Build {
  return {
    ...failingBuild(draw, character),
    errorRatio: draw.between(0.3, 0.5),
    medianMs: character.medianMs * draw.between(0.95, 1.1)
  }
}

/** A release that serves for a few minutes, and then its containers end again and again. */
export function wearyBuild(draw: Draw, character: Character): Build {
  const { health, ...build } = crashingBuild(draw, character)
  if (health.kind !== 'crashes') return { health, ...build }
  return { ...build, health: { ...health, servesFirstSeconds: draw.int(150, 190) } }
}

/** A release whose containers end soon after they start. */
export function crashingBuild(draw: Draw, character: Character): Build {
  const complaint = pickText(draw, names.crashes)
  const isMemory = complaint.includes('OutOfMemory')
  return {
    ...goodBuild(draw, character),
    health: {
      kind: 'crashes',
      afterSeconds: draw.int(1, 3),
      exitCode: isMemory ? 137 : draw.pick([1, 2]),
      reason: isMemory ? 'OOMKilled' : 'Error'
    },
    complaint
  }
}

/** A release whose memory grows until it is full, an hour or less after it started; nothing else shows. */
export function leakingBuild(draw: Draw, character: Character): Build {
  const mebibyte = 1_048_576
  return { ...goodBuild(draw, character), memory: { bytes: 120 * mebibyte, growsBy: draw.between(7, 9) * mebibyte } }
}

/** A release that answers everything, and lets hardly anybody order. */
export function orderlessBuild(draw: Draw, character: Character): Build {
  return { ...goodBuild(draw, character), orders: draw.between(0.001, 0.004) }
}
