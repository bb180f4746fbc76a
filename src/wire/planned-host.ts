import { type HostState, applyHostDelta } from '../model/index.ts';
import { parseHostDelta } from './host-delta.ts';
import { readState } from './host-state.ts';
import { at, integer, rootPlace, text } from './place.ts';

/** What a host is to hold before and after changes. What they leave alone are the same objects. */
export interface PlannedStates {
  readonly before: HostState;
  readonly after: HostState;
}

/** Reads a `PlannedHost`; members of the answer that are not known here are ignored. Throws as `parseHostState` does. */
export function parsePlannedHost(json: unknown): PlannedStates {
  const place = rootPlace(json);
  const revision = integer(at(place, 'revision'), 0, Number.MAX_SAFE_INTEGER);
  const before = readState(at(place, 'state'), text(at(place, 'host')));
  const delta = parseHostDelta(at(place, 'delta').value ?? {}, revision, revision);
  return { before: { ...before, revision }, after: applyHostDelta({ ...before, revision }, delta) };
}
