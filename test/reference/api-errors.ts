import * as groups from '../../src/server/errors.ts';
import { ApiError } from '../../src/server/errors.ts';
import type { AnyResource } from '../../src/server/resource/resource.ts';

export interface ApiErrorWords {
  readonly type: string;
  readonly status: number;
  /** What is filled in stands in braces. */
  readonly message: string;
}

type Group = Readonly<Record<string, (...values: never[]) => ApiError>>;

/** All refusals of some groups, by type. Two that look the same are one; one that is all filled in says nothing. */
export function errorsOf(...all: readonly Group[]): readonly ApiErrorWords[] {
  const words = all
    .flatMap((group) => Object.values(group))
    .map((make): ApiErrorWords => {
      // A list of one word stands for a text, a number and a list alike.
      const values = parametersOf(make).map((name) => [`{${name}}`]);
      const { type, status, message } = make(...(values as unknown as never[]));
      return { type, status, message };
    });
  const telling = words.filter(({ message }) => !/^\{\w+\}$/.test(message));
  const unique = new Map(telling.map((one) => [JSON.stringify(one), one]));
  return [...unique.values()].sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}

/** The refusals of a resource: those of the group that has its "not found". */
export function errorsOfResource(resource: AnyResource): readonly ApiErrorWords[] {
  const all = Object.values(groups).filter((one): one is typeof groups.network => typeof one === 'object');
  const own = all.find((group) => group.notFound === resource.notFound);
  if (own === undefined) throw new Error(`no errors of ${resource.name}`);
  return errorsOf(own);
}

function parametersOf(make: Group[string]): readonly string[] {
  const [, list = ''] = /^\(([^)]*)\)/.exec(make.toString()) ?? [];
  const names = list.split(',').map((name) => name.trim());
  if (make.length !== names.filter((name) => name !== '').length) throw new Error(`cannot read ${make.toString()}`);
  return names.filter((name) => name !== '');
}
