import { type Api, type HostOnTheWay, hostOnTheWay } from '../../ask/index.ts';

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
/** Hosts of large clouds are many, and each is large. */
const mostHosts = 16;

interface Known {
  readonly found: HostOnTheWay;
  readonly at: number;
}

export function createKnownHosts(api: Api, now: () => number): KnownHosts {
  // The one that was asked for last comes last.
  const known = new Map<string, Known>();
  const reading = new Map<string, Promise<HostOnTheWay>>();

  /** Whoever wants a host that is just being read has what is read. */
  function read(name: string, before: Known | undefined): Promise<HostOnTheWay> {
    const begun = reading.get(name);
    if (begun) return begun;
    const found = hostOnTheWay(api, name, undefined, before?.found).finally(() => reading.delete(name));
    reading.set(name, found);
    return found;
  }

  function keep(name: string, one: Known): void {
    known.delete(name);
    known.set(name, one);
    for (const oldest of known.keys()) {
      if (known.size <= mostHosts) break;
      known.delete(oldest);
    }
  }

  return {
    look(isAnew) {
      let isOld = false;
      return {
        isOld: () => isOld,
        async hostOf(name) {
          const before = isAnew ? undefined : known.get(name);
          const found = await read(name, before);
          const isKept = before !== undefined && found.dump === before.found.dump && found.state === before.found.state;
          const at = isKept ? before.at : now();
          // Of a host whose agent is away all that counts is what it was told, and that was just asked.
          if (isKept && found.row.alive && now() - at > freshMs) isOld = true;
          keep(name, { found, at });
          return found;
        },
      };
    },
  };
}
