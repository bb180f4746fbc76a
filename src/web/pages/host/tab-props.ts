import type { Host } from '../../api/hosts.ts';
import type { HostSearch } from './route.ts';

/** What every tab of a host is given. */
export interface HostTabProps {
  readonly host: Host;
  readonly at: HostSearch;
  /** Changes parts of the address; undefined takes one away. */
  readonly go: (more: { readonly [key in keyof HostSearch]?: HostSearch[key] | undefined }) => void;
}
