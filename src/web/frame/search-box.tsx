import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import {
  IconAffiliate,
  IconListDetails,
  IconPlug,
  IconRouter,
  IconSearch,
  IconServer2,
  IconShieldLock,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { PageKey } from '../words/page-words.ts';
import { useApi } from '../api/api-context.ts';
import { type Found, type SearchKind, search } from '../api/search.ts';
import { useKeys } from '../keyboard/keys.tsx';
import { useSay } from '../language/language.tsx';
import { useDebounced } from '../parts/use-debounced.ts';
import classes from './search-box.module.css';

const kinds: { readonly [K in SearchKind]: { readonly title: PageKey; readonly icon: typeof IconPlug } } = {
  security_group: { title: 'web.kindSecurityGroup', icon: IconShieldLock },
  port: { title: 'web.kindPort', icon: IconPlug },
  network: { title: 'web.kindNetwork', icon: IconAffiliate },
  subnet: { title: 'web.kindSubnet', icon: IconRouter },
  address_group: { title: 'web.kindAddressGroup', icon: IconListDetails },
  host: { title: 'web.kindHost', icon: IconServer2 },
};

/** Only what there is a page for. */
const sought: readonly SearchKind[] = ['security_group', 'port', 'network', 'subnet', 'host'];
const perKind = 5;
const waitMs = 120;

/** Finds objects by whatever they are known by; `/` comes here from anywhere. */
export function SearchBox() {
  const say = useSay();
  const api = useApi();
  const go = useGo();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const wanted = useDebounced(text.trim(), waitMs);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  useKeys({ '/': { label: 'web.keySearch', run: () => input.current?.select() } });

  const { data, isFetching } = useQuery({
    ...search(api, wanted, { kinds: sought, limit: perKind }),
    placeholderData: (before) => (wanted === '' ? undefined : before),
  });
  const results = wanted === '' ? [] : (data?.results ?? []);
  const choose = (key: string) => {
    const found = results.find((one) => keyOf(one) === key);
    if (found === undefined) return;
    combobox.closeDropdown();
    setText('');
    input.current?.blur();
    go(found);
  };

  return (
    <div className={classes['search']} role="search">
      <Combobox store={combobox} onOptionSubmit={choose} withinPortal shadow="md">
        <Combobox.Target>
          <TextInput
            ref={input}
            value={text}
            size="sm"
            aria-label={say('web.search')}
            placeholder={say('web.searchPlaceholder')}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={isFetching && wanted !== '' ? <Loader size={14} /> : <kbd className={classes['key']}>/</kbd>}
            rightSectionPointerEvents="none"
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.openDropdown();
              combobox.updateSelectedOptionIndex();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              setText('');
              event.currentTarget.blur();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!combobox.dropdownOpened} className={classes['dropdown'] ?? ''}>
          <Combobox.Options aria-label={say('web.search')}>
            {sought.map((kind) => {
              const own = results.filter((one) => one.kind === kind);
              if (own.length === 0) return null;
              return (
                <Combobox.Group key={kind} label={say(kinds[kind].title)}>
                  {own.map((one) => (
                    <Result key={keyOf(one)} found={one} />
                  ))}
                </Combobox.Group>
              );
            })}
            {results.length === 0 && (
              <Combobox.Empty>
                {wanted === '' || data === undefined
                  ? say('web.searchStart')
                  : say('web.searchNothing', { text: wanted })}
              </Combobox.Empty>
            )}
          </Combobox.Options>
          {data?.more === true && results.length > 0 && (
            <Combobox.Footer>
              <span className={classes['more']}>{say('web.searchMore')}</span>
            </Combobox.Footer>
          )}
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}

function Result({ found }: { readonly found: Found }) {
  const say = useSay();
  const Icon = kinds[found.kind].icon;
  return (
    <Combobox.Option value={keyOf(found)} className={classes['option'] ?? ''}>
      <Icon size={16} stroke={1.8} aria-hidden />
      <span className={classes['name']}>{found.name || say('web.unnamed')}</span>
      <span className={classes['also']}>{found.also[0] ?? found.id.slice(0, 8)}</span>
    </Combobox.Option>
  );
}

function keyOf({ kind, id }: Found): string {
  return `${kind} ${id}`;
}

/** Goes to the page that shows what was found. */
function useGo(): (found: Found) => void {
  const navigate = useNavigate();
  return ({ kind, id, parent }) => {
    switch (kind) {
      case 'security_group':
        return void navigate({ to: '/security-groups/$id', params: { id } });
      case 'port':
        return void navigate({ to: '/ports', search: { filter: id } });
      case 'network':
        return void navigate({ to: '/networks/$id', params: { id } });
      case 'subnet':
        return void navigate({ to: '/networks/$id', params: { id: parent ?? '' } });
      case 'host':
        return void navigate({ to: '/hosts/$host', params: { host: id } });
      case 'address_group':
        return;
    }
  };
}
