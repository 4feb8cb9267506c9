/**
 * The whole surface between the window and main.
 * `request` is invoked with a name and an input of the contract and answers with a `Result`.
 * `feed` carries `FeedMessage`s to the window; the window sends it, empty, when it begins to listen.
 */
export const channels = { request: 'backout:request', feed: 'backout:feed' } as const
