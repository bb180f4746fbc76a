import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostStates } from '../model/host-state.arbitrary.ts';
import { diffHostState } from '../model/index.ts';
import { hostDeltaJson } from './host-delta.ts';
import { hostStateJson } from './host-state.ts';
import { parsePlannedHost } from './planned-host.ts';

describe('a planned host', () => {
  test('comes back as the states before and after', () => {
    fc.assert(
      fc.property(hostStates(), hostStates(), fc.nat(), (some, other, revision) => {
        const before = { ...some, revision };
        const after = { ...other, host: some.host, revision };
        const delta = hostDeltaJson(diffHostState(before, after));
        const json: unknown = JSON.parse(
          JSON.stringify({ host: some.host, revision, state: hostStateJson(before), delta }),
        );
        expect(parsePlannedHost(json)).toEqual({ before, after });
      }),
    );
  });

  test('is refused with a code of the catalogue, whatever else comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (state, delta) => {
        const json = { host: 'h', revision: 1, state, delta };
        let code: unknown = 'none';
        try {
          parsePlannedHost(json);
        } catch (error) {
          code = (error as { readonly code?: unknown }).code;
        }
        expect(code).toEqual(expect.any(String));
      }),
    );
  });
});
