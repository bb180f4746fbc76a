import type { ResourceTable, Row } from '../../store/index.ts';
import type { AnyResource, Call, Shown } from './resource.ts';
import { withTags } from './tags.ts';

/** Bodies of rows, with what the frame itself knows of them. */
export async function showRows(
  resource: AnyResource,
  call: Call,
  rows: readonly Row<ResourceTable>[],
): Promise<readonly Shown[]> {
  return withTags(resource, call, await resource.show(call, rows));
}
