import { generic, quota, tag } from '../../src/server/errors.ts';
import { openApiDocument } from '../../src/server/openapi/document.ts';
import { sortKeys } from '../../src/server/openapi/list-parameters.ts';
import { shownAs } from '../../src/server/openapi/resource-schemas.ts';
import type { AnyResource } from '../../src/server/resource/resource.ts';
import { type Language, say } from '../../src/words/index.ts';
import { type ApiErrorWords, errorsOf, errorsOfResource } from './api-errors.ts';
import { tableRow } from './table-row.ts';
import { typeWords } from './type-words.ts';

/** docs/reference/networking-api.md: every resource with its paths, attributes, actions and errors. */
export function networkingApiPage(resources: readonly AnyResource[], language: Language): string {
  const { paths } = openApiDocument(resources);
  const networking = Object.keys(paths).filter((path) => path === '/' || path.startsWith('/v2.0/'));
  const methods = (path: string) =>
    Object.entries(paths[path] ?? {})
      .filter(([, { responses }]) => Object.keys(responses).some((status) => Number(status) < 400))
      .map(([method]) => `\`${method.toUpperCase()}\``);
  const pathTable = (some: readonly string[]) =>
    table(
      say(language, 'server.referencePathsHead'),
      some.map((path) => tableRow(`\`${path}\``, methods(path).join(' '))),
    );
  const isOf = (path: string) => (resource: AnyResource) =>
    paths[path]?.get?.tags[0] === resource.path || paths[path]?.put?.tags[0] === resource.path;
  return [
    `# ${say(language, 'server.reference')}`,
    '',
    say(language, 'server.referenceAbout'),
    say(language, 'cli.referenceNote'),
    '',
    ...(['server.referenceColumns', 'server.referenceLists', 'server.referenceTypes'] as const).map(
      (key) => `- ${say(language, key)}`,
    ),
    '',
    ...resources.flatMap((resource) => [
      `## ${resource.path}`,
      '',
      ...standing(resource, language),
      ...pathTable(networking.filter((path) => isOf(path)(resource))),
      ...table(say(language, 'server.referenceHead'), attributeRows(resource, language)),
      ...actions(resource, language),
      say(language, 'server.referenceOwnErrors'),
      '',
      ...errorTable(errorsOfResource(resource), language),
    ]),
    `## ${say(language, 'server.referenceOtherPaths')}`,
    '',
    ...pathTable(networking.filter((path) => !resources.some(isOf(path)))),
    say(language, 'server.referenceOtherAbout'),
    '',
    `## ${say(language, 'server.referenceAllErrors')}`,
    '',
    say(language, 'server.referenceMessages'),
    '',
    ...errorTable(errorsOf(generic, tag, quota), language),
  ].join('\n');
}

function standing({ isGlobal, isPublic }: AnyResource, language: Language): readonly string[] {
  if (isGlobal !== true) return [];
  return [say(language, isPublic ? 'server.referencePublic' : 'server.referenceOnlyAdministrators'), ''];
}

function attributeRows(resource: AnyResource, language: Language): readonly string[] {
  const yes = say(language, 'server.yes');
  const sorted = sortKeys(resource);
  const rows = Object.entries(resource.attributes).map(([name, attribute]) => {
    const { kind, post, put, initial, filter = false, read, write } = attribute;
    const isWritable = post !== 'no' || put;
    const shown = shownAs(attribute);
    return tableRow(
      `\`${name}\``,
      typeWords(isWritable ? kind.schema : kind.shown, language),
      post === 'required' ? say(language, 'server.required') : post === 'optional' ? yes : '',
      put ? yes : '',
      initial === undefined ? '' : `\`${JSON.stringify(initial)}\``,
      filter === false ? '' : yes,
      sorted.includes(name) ? yes : '',
      say(
        language,
        shown === undefined
          ? 'server.nobody'
          : read === 'admin' || (resource.isGlobal && !resource.isPublic)
            ? 'server.administrator'
            : 'server.everybody',
      ),
      isWritable ? say(language, write === 'admin' || resource.isGlobal ? 'server.administrator' : 'server.owner') : '',
    );
  });
  if (resource.isGlobal) return rows;
  const project = ['project_id', 'tenant_id'].map((name) =>
    tableRow(
      `\`${name}\``,
      say(language, 'server.typeTextUpTo', { most: 255 }),
      yes,
      '',
      say(language, 'server.ownProject'),
      yes,
      yes,
      say(language, 'server.everybody'),
      say(language, 'server.owner'),
    ),
  );
  return [...rows, ...project];
}

function actions(resource: AnyResource, language: Language): readonly string[] {
  const rows = Object.entries(resource.actions ?? {}).map(([name, { body }]) =>
    tableRow(`\`${name}\``, typeWords(body, language)),
  );
  return rows.length === 0 ? [] : table(say(language, 'server.referenceBodyHead'), rows);
}

function errorTable(errors: readonly ApiErrorWords[], language: Language): readonly string[] {
  return table(
    say(language, 'server.referenceErrorsHead'),
    errors.map(({ type, status, message }) => tableRow(`\`${type}\``, String(status), escaped(message))),
  );
}

/** "<br />" and "[x]" as they are. */
function escaped(text: string): string {
  return text.replaceAll(/[<[]/g, '\\$&').replaceAll('\\\\', '\\');
}

function table(head: string, rows: readonly string[]): readonly string[] {
  return [`| ${head} |`, `|${' --- |'.repeat(head.split('|').length)}`, ...rows, ''];
}
