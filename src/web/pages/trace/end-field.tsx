import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { IconPlug, IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { prepareEnd } from '../../api/traces.ts';
import { type Found, search } from '../../api/search.ts';
import { useLanguage } from '../../language/language.tsx';
import { useDebounced } from '../../parts/use-debounced.ts';
import classes from './end-field.module.css';
import type { EndProps } from './question.tsx';
import { useTraceWords } from './words.ts';

const waitMs = 100;
const most = 8;

/** One end of the question: whatever it is known by. What is typed is taken as it is; a choice is only a help. */
export function EndField({ label, name, value, onChange, inputRef }: EndProps) {
  const { say, language } = useLanguage();
  const words = useTraceWords();
  const api = useApi();
  const [isTouched, setTouched] = useState(false);
  const wanted = useDebounced(value.replace(/^host:/, '').trim(), waitMs);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data, isFetching } = useQuery({
    ...search(api, wanted, { kinds: ['port', 'host'], limit: most }),
    enabled: wanted !== '' && isTouched,
    placeholderData: (before) => before,
  });
  const found = wanted === '' ? [] : (data?.results ?? []);
  return (
    <Combobox
      store={combobox}
      shadow="md"
      onOptionSubmit={(text) => {
        onChange(text);
        prepareEnd(text, language);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          {...(inputRef !== undefined && { ref: inputRef })}
          label={label}
          name={name}
          value={value}
          placeholder={words('trace.endPlaceholder')}
          spellCheck={false}
          autoComplete="off"
          rightSection={isFetching && isTouched ? <Loader size={14} /> : null}
          onChange={(event) => {
            setTouched(true);
            onChange(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => {
            setTouched(true);
            combobox.openDropdown();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!combobox.dropdownOpened}>
        <Combobox.Options aria-label={label}>
          {found.map((one) => {
            const Icon = one.kind === 'host' ? IconServer2 : IconPlug;
            return (
              <Combobox.Option
                key={`${one.kind} ${one.id}`}
                value={askedAs(one, found)}
                className={classes['option'] ?? ''}
              >
                <Icon size={16} stroke={1.8} aria-hidden />
                <span className={classes['name']}>{one.name || one.also[0] || say('web.unnamed')}</span>
                <span className={classes['also']}>{one.also.find((text) => text !== one.name) ?? ''}</span>
              </Combobox.Option>
            );
          })}
          {found.length === 0 && (
            <Combobox.Empty>
              {wanted === '' || data === undefined
                ? words('trace.endStart')
                : words('trace.endNothing', { text: wanted })}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** By its name, which people can read, where that means nothing else. */
function askedAs({ kind, id, name }: Found, all: readonly Found[]): string {
  if (kind === 'host') return `host:${id}`;
  const isOnly = all.filter((one) => one.name === name).length === 1;
  return name !== '' && isOnly ? name : id;
}
