import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type Lab, launchInstance } from '../../api/lab.ts';
import { rowsOf } from '../../api/list-pages.ts';
import { networkPages } from '../../api/networks.ts';
import { groupNames } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { nameOf } from '../../parts/name-of.ts';
import { LaunchProgress } from './launch-progress.tsx';

/** As the lab takes names. */
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** Starts an instance in the lab: asks what it is to be, shows how far it is, and leads to what it changed on its host. */
export default function LaunchInstance({ lab, onClose }: { readonly lab: Lab; readonly onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const networks = useInfiniteQuery(networkPages(api));
  const { data: groups = [] } = useQuery(groupNames(api));
  const [name, setName] = useState('');
  const [image, setImage] = useState(lab.images[0]?.name ?? '');
  const [picked, setNetwork] = useState<string | null>(null);
  const [chosen, choose] = useState<string[]>([]);
  const [host, setHost] = useState('');
  const options = useMemo(
    () =>
      rowsOf(networks.data)
        .filter((one) => !one['router:external'])
        .map((one) => ({ value: one.id, label: nameOf(say, one) })),
    [networks.data, say],
  );
  // The lab's own is the first that there was.
  const network = picked ?? options[0]?.value ?? null;
  const isFit = nameForm.test(name);
  const launch = useMutation({
    mutationFn: () =>
      launchInstance(api, {
        name,
        image,
        security_groups: chosen,
        ...(network !== null && { network }),
        ...(host !== '' && { host }),
      }),
  });
  if (launch.isPending || launch.data !== undefined) {
    return <LaunchProgress lab={lab} name={name} launched={launch.data} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={say('web.launch')}
      isOpen
      onClose={onClose}
      submit={say('web.launchSubmit')}
      onSubmit={() => launch.mutate()}
      isBusy={false}
      isReady={isFit}
      failure={launch.error}
    >
      <TextInput
        label={say('web.launchName')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
        {...(name !== '' && !isFit && { error: say('web.launchNameForm') })}
      />
      <Select
        label={say('web.launchImage')}
        description={say('web.launchImageAbout')}
        data={lab.images.map((one) => ({
          value: one.name,
          label:
            one.port === null
              ? say('web.launchImagePlain', { name: one.name })
              : say('web.launchImagePort', { name: one.name, port: one.port }),
        }))}
        value={image}
        onChange={(value) => value !== null && setImage(value)}
        allowDeselect={false}
      />
      <Select
        label={say('web.launchNetwork')}
        data={options}
        value={network}
        onChange={setNetwork}
        allowDeselect={false}
        searchable={options.length > 8}
      />
      <MultiSelect
        label={say('web.launchGroups')}
        description={say('web.launchGroupsAbout')}
        data={groups.map((group) => ({ value: group.id, label: nameOf(say, group) }))}
        value={chosen}
        onChange={choose}
        searchable
        hidePickedOptions
        nothingFoundMessage={say('web.none')}
      />
      <Select
        label={say('web.launchHost')}
        data={[{ value: '', label: say('web.launchAnyHost') }, ...lab.hosts.map((one) => ({ value: one, label: one }))]}
        value={host}
        onChange={(value) => setHost(value ?? '')}
        allowDeselect={false}
      />
    </FormDialog>
  );
}
