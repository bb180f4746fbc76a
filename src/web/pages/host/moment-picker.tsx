import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type Host, keptDumps } from '../../api/hosts.ts';
import { moment } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import classes from './moment-picker.module.css';
import { expectedMoment, liveMoment } from './moments.ts';
import { useHostSay } from '../../host-rules/words.ts';

/** Chooses a moment of a host: live, as it should be, or one that was kept. */
export const MomentPicker = memo(function MomentPicker({
  host,
  label,
  value,
  onChange,
}: {
  readonly host: Host;
  readonly label: string;
  readonly value: string;
  readonly onChange: (name: string) => void;
}) {
  const say = useHostSay();
  const { language } = useLanguage();
  const api = useApi();
  const { data: kept = [] } = useQuery(keptDumps(api, host.host));
  const times = new Map(kept.map(({ name, taken_at }) => [name, moment(language, new Date(taken_at))]));
  const options = kept.toReversed().map(({ name }) => ({ value: name, label: name }));
  // One of an address that is not kept any more is shown by its name.
  const isUnknown = value !== liveMoment && value !== expectedMoment && !kept.some(({ name }) => name === value);
  const data = [
    {
      group: say('host.hostOther'),
      items: [
        { value: liveMoment, label: say('host.hostLive'), disabled: !host.alive },
        { value: expectedMoment, label: say('host.hostExpected') },
      ],
    },
    ...(options.length > 0 || isUnknown
      ? [{ group: say('host.hostKept'), items: [...options, ...(isUnknown ? [{ value, label: value }] : [])] }]
      : []),
  ];
  return (
    <Select
      label={label}
      data={data}
      renderOption={({ option }) => (
        <span className={classes['option']}>
          {option.label} <span className={classes['time']}>{times.get(option.value)}</span>
        </span>
      )}
      value={value}
      onChange={(chosen) => chosen !== null && onChange(chosen)}
      allowDeselect={false}
      className={classes['picker'] ?? ''}
      comboboxProps={{ width: 'max-content', position: 'bottom-start', keepMounted: false }}
      maxDropdownHeight={360}
    />
  );
});
