export { createWhatChanged, type WhatChanged } from './what-changed.ts'
