import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import { listed } from '../language/dates.ts';
import { Rich } from '../language/rich.tsx';
import { type RemoteOf, type RuleSentence } from './sentences.ts';
import { serviceText } from './services.ts';
import classes from './rule-sentences.module.css';

/** How a group, or an address group, is called on the page. */
export interface RemoteNames {
  group(id: string): string;
  addressGroup(id: string): string;
}

/** Rules in words, above the table of them. */
export function RuleSentences({
  sentences,
  group,
  names,
}: {
  readonly sentences: readonly RuleSentence[];
  readonly group: string;
  readonly names: RemoteNames;
}) {
  const { say, language } = useLanguage();
  return (
    <ul className={classes['sentences']}>
      {sentences.map(({ say: key, remote, services }) => {
        const texts = services.map((service) => {
          const text = serviceText(say, service);
          return service.isIPv6 ? say('web.serviceIPv6', { service: text }) : text;
        });
        return (
          <li key={`${key} ${JSON.stringify(remote)}`}>
            <Rich
              say={key}
              group={<b>{group}</b>}
              remote={<b>{remoteName(remote, names)}</b>}
              services={<b>{listed(language, [...new Set(texts)])}</b>}
            />
          </li>
        );
      })}
    </ul>
  );
}

function remoteName(remote: RemoteOf, names: RemoteNames): ReactNode {
  switch (remote.kind) {
    case 'any':
      return '';
    case 'group':
      return names.group(remote.id);
    case 'addressGroup':
      return names.addressGroup(remote.id);
    case 'prefix':
      return remote.prefix;
  }
}
