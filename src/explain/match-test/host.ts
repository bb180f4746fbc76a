import type { Answer } from '../answer.ts';
import type { Sight } from '../sight.ts';
import { type Option, eachOption, maskedNumber } from './options.ts';

/** `-m devgroup`. A device that is not there is in no group, and the match is only loaded where there is one. */
export const testDevgroup = eachOption(({ name, values }, { host, in: from, out }) => {
  const device = name === '--src-group' ? from : name === '--dst-group' ? out : undefined;
  // The one name that every host has for a group.
  const wanted = maskedNumber((values[0] ?? '').replace(/^default$/, '0'), 0xffffffff);
  const found = host?.devices?.find((one) => one.name === device);
  return found && wanted ? ((found.group ?? 0) & wanted[1]) >>> 0 === (wanted[0] & wanted[1]) >>> 0 : undefined;
});

/** `-m realm`. */
export const testRealm = eachOption(({ name, values }, { packet: { realm } }) => {
  const wanted = maskedNumber(values[0] ?? '', 0xffffffff);
  return name === '--realm' && realm !== undefined && wanted ? (realm & wanted[1]) >>> 0 === wanted[0] : undefined;
});

/** `-m socket` without options; with them it asks more of the socket than is told, unless there is none. */
export function testSocket(options: readonly Option[], { packet: { hasSocket } }: Sight): Answer | undefined {
  return hasSocket === false || options.length === 0 ? hasSocket : undefined;
}

/** `-m rpfilter`, plain or with `--invert`. */
export function testRpfilter(options: readonly Option[], { packet: { returnsByInput } }: Sight): Answer | undefined {
  if (returnsByInput === undefined || options.some(({ name }) => name !== '--invert')) return undefined;
  return returnsByInput !== options.length > 0;
}

/** `-m policy`: what is outside of IPsec has the policy "none", and no other. */
export function testPolicy(options: readonly Option[], { packet: { isIpsec } }: Sight): Answer | undefined {
  const asked = options.find(({ name }) => name === '--pol')?.values[0];
  if (isIpsec === undefined || asked === undefined) return undefined;
  if (asked === 'none') return !isIpsec;
  return isIpsec ? undefined : false;
}
