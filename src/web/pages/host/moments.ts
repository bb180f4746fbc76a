import type { KeptDump } from '../../api/hosts.ts';

/**
 * A moment as an address names it: live, as it should be, or the name of a dump that was kept. Such names begin with a letter
 * or digit, so that the two others cannot be taken for one.
 */
export const liveMoment = '_live';
export const expectedMoment = '_expected';

/** The dump of a name; undefined for the two others, and for one that is not kept (any more). */
export function keptOf(name: string, kept: readonly KeptDump[]): KeptDump | undefined {
  return kept.find((one) => one.name === name);
}
