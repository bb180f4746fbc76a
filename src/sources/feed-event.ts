import { PortreeveError } from '../model/index.ts';
import type { FeedEvent } from '../wire/index.ts';

/**
 * Checks the frame of one line of the feed; what is inside a state or a delta is checked by who reads it. An event of a kind
 * that is not known is undefined: a newer server may tell more than this agent needs.
 */
export function parseFeedEvent(line: unknown): FeedEvent | undefined {
  if (typeof line !== 'object' || line === null) throw unreadable(line);
  const { event, revision, from, id } = line as Readonly<Record<string, unknown>>;
  switch (event) {
    case 'state':
    case 'alive':
      if (isRevision(revision)) return line as FeedEvent;
      break;
    case 'delta':
      if (isRevision(revision) && isRevision(from)) return line as FeedEvent;
      break;
    case 'dump':
      if (typeof id === 'string') return line as FeedEvent;
      break;
    default:
      if (typeof event === 'string') return undefined;
  }
  throw unreadable(line);
}

function isRevision(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function unreadable(line: unknown): PortreeveError {
  return new PortreeveError('FEED_UNREADABLE', { line: JSON.stringify(line).slice(0, 80) });
}
