import type { Family } from '../../../netfilter/index.ts';
import type { HostDump } from '../../../wire/index.ts';
import type { Language } from '../../../words/index.ts';
import type { ChainEntry } from './chain-list.ts';
import type { Comparison } from './compare-moments.ts';
import type { FoundThing } from './find-overlooked.ts';
import type { GroupOnHost } from './group-on-host.ts';
import type { PlanOnHost } from './plan-on-host.ts';
import type { SetEntry } from './set-list.ts';

/** A host at one moment: a dump of it, or what it should hold by its state. */
export type Moment = { readonly kind: 'expected' } | { readonly kind: 'dump'; readonly dump: HostDump };

/** What things are called, by their ids. */
export type NamesById = Readonly<Record<string, string>>;

interface OfHost {
  /** As `GET /portreeve/v1/hosts/{host}/state` answers; the same object while it is the same, so that it is read once. */
  readonly state: object;
  readonly groups: NamesById;
  readonly language: Language;
}

/** What the worker can be asked, and what it answers. */
export interface Asks {
  readonly compare: {
    readonly ask: OfHost & {
      readonly before: Moment;
      readonly after: Moment;
      readonly family: Family;
      /** Only the chains that packets of instances come through. */
      readonly isForwardOnly: boolean;
      readonly isChangedOnly: boolean;
      /** `token` of the comparison that the asker has: of the same one only the counters are sent. */
      readonly known: string | null;
    };
    readonly answer: Comparison;
  };
  /** A moment as iptables-save prints it. */
  readonly text: { readonly ask: OfHost & { readonly at: Moment; readonly family: Family }; readonly answer: string };
  readonly chains: {
    readonly ask: OfHost & { readonly at: Moment; readonly family: Family };
    readonly answer: readonly ChainEntry[];
  };
  readonly sets: { readonly ask: OfHost & { readonly at: Moment }; readonly answer: readonly SetEntry[] };
  readonly overlooked: { readonly ask: OfHost & { readonly at: Moment }; readonly answer: readonly FoundThing[] };
  readonly group: { readonly ask: OfHost & { readonly group: string }; readonly answer: GroupOnHost };
  /** What a plan would do to the host: `at` is as it is now, and tells what its agent writes. */
  readonly plan: {
    readonly ask: {
      /** As `…/preview/hosts/{host}` and `…/plans/{id}/hosts/{host}` answer. */
      readonly planned: object;
      readonly at: Moment;
      readonly groups: NamesById;
      readonly language: Language;
    };
    readonly answer: PlanOnHost;
  };
}

export type AskName = keyof Asks;
