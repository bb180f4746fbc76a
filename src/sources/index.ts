export type { SourceListener, StateSource } from './state-source.ts';
