import { PortreeveError } from '../../model/index.ts';
import { filesAndService } from '../answers/files-and-service.ts';
import { askReach } from '../answers/reach.ts';
import type { Context } from '../context.ts';
import type { DumpFlags } from '../dumps/dump-flags.ts';
import { parseQuestionService } from '../../ask/index.ts';
import { traceInDumps } from '../trace/trace-by-name.ts';

export interface WayFlags extends DumpFlags {
  readonly all: boolean;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The short forms: who reaches a port (or what it reaches), and with both ends why one packet passes or not. */
export async function explainWay(call: Context, given: readonly string[], flags: WayFlags): Promise<number> {
  const { from, to } = flags;
  if (from === undefined || to === undefined) {
    return askReach(call, given, { ...flags, state: undefined, path: undefined });
  }
  const { files, text } = filesAndService('portreeve explain', given);
  if (text === undefined) {
    throw new PortreeveError('ARGUMENT_MISSING', { command: 'portreeve explain --from --to', argument: 'SERVICE' });
  }
  const service = parseQuestionService(text, undefined);
  return traceInDumps(call, [files], { from, to, service }, { ...flags, reply: false, conversation: false });
}
