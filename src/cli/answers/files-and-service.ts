import { parseService, type Service } from '../../objects/index.ts';
import { PortreeveError } from '../../model/index.ts';

/** What the arguments of a question are: files, and the service that is asked for, if any. */
export interface FilesAndService {
  readonly files: readonly string[];
  readonly service: Service | undefined;
  /** As it was typed. */
  readonly text: string | undefined;
}

/** The last argument is the service if it reads as one ("tcp/22", "icmp"); a file of that name is written "./icmp". */
export function filesAndService(command: string, given: readonly string[]): FilesAndService {
  const last = given.at(-1);
  const service = last === undefined ? undefined : serviceOf(last);
  const files = service ? given.slice(0, -1) : given;
  if (files.length === 0) throw new PortreeveError('ARGUMENT_MISSING', { command, argument: 'FILE' });
  return { files, service, text: service ? last : undefined };
}

function serviceOf(text: string): Service | undefined {
  if (!/^(?:any|tcp|udp|udplite|sctp|dccp|icmp|icmpv6|ipv6-icmp|gre|esp|ah|\d{1,3})(?:\/[\d/-]+)?$/i.test(text)) {
    return undefined;
  }
  return parseService(text);
}

/** The files of a question that is about no service. */
export function filesOnly(command: string, given: readonly string[]): readonly string[] {
  if (given.length === 0) throw new PortreeveError('ARGUMENT_MISSING', { command, argument: 'FILE' });
  return given;
}
