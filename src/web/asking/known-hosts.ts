import type { Api } from '../../objects/index.ts';
import { type HostOnTheWay, hostOnTheWay } from '../../ask/index.ts';

/** What was read of hosts. To read and compile the rules of a large one takes longer than everything else together. */
export interface KnownHosts {
  /** For one question; `isAnew`: all is read again. */
  look(isAnew: boolean): {
    readonly hostOf: (name: string) => Promise<HostOnTheWay>;
    /** Something that was given had been read a while ago. */
    readonly isOld: () => boolean;
  };
}

/** Rules can change without anybody telling: by hand, on the host. So long they are taken as they were read. */
const freshMs = 4000;
/** What takes long to read is read less often: it takes no more than this share of the time. */
const mostOfTime = 0.1;
/** Hosts of large clouds are many, and each is large. */
const mostHosts = 16;

interface Known {
  readonly found: HostOnTheWay;
  readonly at: number;
  readonly tookMs: number;
}

export function createKnownHosts(api: Api, now: () => number): KnownHosts {
  // The one that was asked for last comes last.
  const known = new Map<string, Known>();
  const reading = new Map<string, Promise<Known>>();

  /** Whoever wants a host that is just being read has what is read. */
  function read(name: string, isAnew: boolean): Promise<Known> {
    const begun = reading.get(name);
    if (begun) return begun;
    const one = readNow(name, isAnew).finally(() => reading.delete(name));
    reading.set(name, one);
    return one;
  }

  async function readNow(name: string, isAnew: boolean): Promise<Known> {
    const start = now();
    const before = known.get(name);
    const found = await hostOnTheWay(api, name, undefined, { before: before?.found, isAnew });
    const isKept =
      !isAnew && before !== undefined && found.dump === before.found.dump && found.state === before.found.state;
    const one = isKept ? { ...before, found } : { found, at: now(), tookMs: now() - start };
    known.delete(name);
    known.set(name, one);
    for (const oldest of known.keys()) {
      if (known.size <= mostHosts) break;
      known.delete(oldest);
    }
    return one;
  }

  return {
    look(isAnew) {
      let isOld = false;
      return {
        isOld: () => isOld,
        async hostOf(name) {
          const { found, at, tookMs } = await read(name, isAnew);
          // Of a host whose agent is away all that counts is what it was told, and that was just asked.
          if (found.row.alive && now() - at > Math.max(freshMs, tookMs / mostOfTime)) isOld = true;
          return found;
        },
      };
    },
  };
}
