import type { Answer } from '../answer.ts';
import type { PacketOwner } from '../packet.ts';
import type { Sight } from '../sight.ts';
import { type Option, numberRange } from './options.ts';

/** Who sent a packet. Null: nobody, it comes from elsewhere or from the kernel. Undefined: not told. */
function ownerOf({ packet }: Sight): PacketOwner | null | undefined {
  return packet.path === 'localOut' ? packet.owner : null;
}

/** `-m owner`. Of a packet that nobody owns all that is asked fails and all that is negated holds. */
export function testOwner(options: readonly Option[], sight: Sight): Answer | undefined {
  const owner = ownerOf(sight);
  if (options.length === 0 || options.some(({ name }) => !ownerOptions.has(name))) return undefined;
  if (owner === null) return options.every(({ negated }) => negated);
  if (owner === undefined) return undefined;
  let isOpen = false;
  for (const { name, negated, values } of options) {
    const range = numberRange(values[0] ?? '', '-', 0xffffffff);
    const id = name === '--uid-owner' ? owner.uid : owner.gid;
    const is = name === '--socket-exists' ? true : range && range[0] <= id && id <= range[1];
    if (is === undefined) isOpen = true;
    else if (is === negated) return false;
  }
  return isOpen ? undefined : true;
}
const ownerOptions: ReadonlySet<string> = new Set(['--uid-owner', '--gid-owner', '--socket-exists']);

/** `-m cgroup`: of a packet that nobody owns neither it nor its negation holds. */
export function testCgroup(options: readonly Option[], sight: Sight): Answer | undefined {
  const owner = ownerOf(sight);
  const [option, more] = options;
  if (owner === null) return false;
  if (!owner || !option || more) return undefined;
  const value = option.values[0] ?? '';
  const { cgroupClass, cgroupPath } = owner;
  if (option.name === '--cgroup' && cgroupClass !== undefined)
    return (Number(value) === cgroupClass) !== option.negated;
  if (option.name === '--path' && cgroupPath !== undefined) return isBelow(cgroupPath, value) !== option.negated;
  return undefined;
}

function isBelow(path: string, above: string): boolean {
  const [own, wanted] = [path, above].map((text) => text.split('/').filter((part) => part !== ''));
  return wanted?.every((part, i) => part === own?.[i]) ?? false;
}
