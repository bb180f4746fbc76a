import { useNavigate, useRouter } from '@tanstack/react-router';
import { useSession } from '../app/session-context.ts';
import { type Bindings, useKeys } from '../keyboard/keys.tsx';
import { navigationPages } from './navigation-links.tsx';

/** `g` and a letter go to each page of the navigation. */
export function PageKeys() {
  const router = useRouter();
  const navigate = useNavigate();
  const { is_admin } = useSession();
  const bindings: Bindings = Object.fromEntries(
    navigationPages(router, is_admin).map(({ path, page }) => [
      `g ${page.navigation?.go}`,
      { label: page.title, run: () => void navigate({ to: path }) },
    ]),
  );
  useKeys(bindings);
  return null;
}
