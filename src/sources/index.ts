export { type BackOff, type BackOffOptions, createBackOff } from './back-off.ts';
export { type Clock, systemClock } from './clock.ts';
export { type FileSourceOptions, createFileSource } from './file-source.ts';
export { type ManualClock, createManualClock } from './manual-clock.ts';
export { type ServerSourceOptions, createServerSource } from './server-source.ts';
export type { SourceListener, StateSource } from './state-source.ts';
