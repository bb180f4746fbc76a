import type { Writer } from '../../store/index.ts';
import type { AnyResource, Call, Creation } from './resource.ts';
import { insertTags } from './tags.ts';

/** Makes all, with the tags that their bodies brought along. */
export async function createAll(
  resource: AnyResource,
  call: Call<Writer>,
  creations: readonly Creation<AnyResource['attributes']>[],
): Promise<void> {
  await resource.create(call, creations);
  for (const { id, given } of creations) {
    const tags: unknown = given['tags'];
    if (Array.isArray(tags)) await insertTags(resource, call, id, tags.map(String));
  }
}
