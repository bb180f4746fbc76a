import { useApi } from '../../api/api-context.ts';
import { deleteInstance } from '../../api/lab.ts';
import { useSay } from '../../language/language.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { useToast } from '../../parts/toasts.tsx';

/** Asks, and ends an instance of the lab. */
export default function DeleteInstance({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const tell = useToast();
  return (
    <ConfirmDialog
      title={say('web.deleteInstanceTitle', { name })}
      submit={say('web.deleteInstance')}
      work={() => deleteInstance(api, name)}
      onDone={() => {
        tell('done', say('web.deleteInstanceDone', { name }));
        onClose();
      }}
      onClose={onClose}
    >
      {say('web.deleteInstanceAbout')}
    </ConfirmDialog>
  );
}
