import { headHeight, page, polyline, segment, text, ticksOf } from '../../cluster/evidence/charts/drawing.mjs'
import type { PlayedStory } from './page.ts'

const width = 760
const [left, right] = [64, 744]
const panelHeight = 84
const gap = 26

type Place = (value: number) => number

/** A share of 0 to 1 over time, as steps. */
function shares(
  rows: PlayedStory['visitors'],
  part: number,
  whole: number,
  x: Place,
  y: Place
): readonly [number, number][] {
  return rows.flatMap((row, index) => {
    const share = (row[part] ?? 0) / Math.max(1, row[whole] ?? 0)
    const until = rows[index + 1]?.[0] ?? (row[0] ?? 0) + 1
    return [
      [x(row[0] ?? 0), y(share)],
      [x(until), y(share)]
    ] as const satisfies readonly [number, number][]
  })
}

function panel(top: number, title: string): readonly string[] {
  const lines = [0, 0.5, 1].map((share) => {
    const y = top + panelHeight * (1 - share)
    return [
      segment({ from: [left, y], to: [right, y], look: share === 0 ? 'axis' : 'grid' }),
      text({ x: left - 8, y: y + 4, content: `${share * 100} %`, look: 'soft', anchor: 'end' })
    ].join('\n')
  })
  return [text({ x: left, y: top - 8, content: title, look: 'soft' }), ...lines]
}

/** The command without what is the same in every one of them. */
function short(command: string): string {
  return command
    .replace(/^az (network traffic-manager )?/, '')
    .replaceAll(
      / --(resource-group|profile-name|type|query|output|url|body|failover-policies) ('[^']*'|"[^"]*"( "[^"]*")*|\S+)/g,
      ''
    )
}

/** Commands in which nothing was asked again and again; each with its number. */
function marks({ commands }: PlayedStory, x: Place, top: number, bottom: number): readonly string[] {
  return commands.flatMap(({ seconds }, index) => [
    segment({ from: [x(seconds), top], to: [x(seconds), bottom], look: 'mark', more: 'stroke-dasharray="2 3"' }),
    text({ x: x(seconds), y: top - 22, content: String(index + 1), look: 'mark-fill', anchor: 'middle' })
  ])
}

/** A story as a picture: the share of requests that failed, that of lookups without an address, and the commands. */
export function storyChart(story: PlayedStory): string {
  // Somebody who waits asks again and again: shown once, where it ended.
  const commands = story.commands.filter(({ command }, index) => story.commands[index + 1]?.command !== command)
  const shown = { ...story, commands }
  const head = { width, title: story.title, subtitle: story.look }
  const top = headHeight(head) + 54
  const darkTop = top + panelHeight + gap
  const bottom = darkTop + panelHeight
  const end = Math.max(1, story.visitors.at(-1)?.[0] ?? 1, ...commands.map(({ seconds }) => seconds))
  const x: Place = (seconds) => left + (seconds / end) * (right - left)
  const at =
    (from: number): Place =>
    (share) =>
      from + panelHeight * (1 - share)
  const body = [
    ...panel(top, 'requests of visitors that failed'),
    ...panel(darkTop, 'their lookups that came back without an address'),
    ...marks(shown, x, top, bottom),
    polyline(shares(story.visitors, 4, 3, x, at(top)), 'bad'),
    polyline(shares(story.visitors, 2, 1, x, at(darkTop)), 'share'),
    ...ticksOf(0, end, 8).map((tick) =>
      text({ x: x(tick), y: bottom + 16, content: String(tick), look: 'soft', anchor: 'middle' })
    ),
    text({ x: right, y: bottom + 32, content: 'seconds', look: 'soft', anchor: 'end' }),
    ...commands.map(({ command, code }, index) =>
      text({
        x: left,
        y: bottom + 52 + index * 17,
        content: `${index + 1}  ${short(command)}: exit ${code}`,
        look: 'ink'
      })
    )
  ]
  return page({ ...head, height: bottom + 60 + commands.length * 17, body })
}
