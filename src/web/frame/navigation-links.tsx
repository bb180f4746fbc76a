import { Link, type RegisteredRouter, useRouter } from '@tanstack/react-router';
import type { PageKey } from '../words/page-words.ts';
import type { NavigationGroup, PageFacts } from '../app/navigation.ts';
import { useSession } from '../app/session-context.ts';
import { useSay } from '../language/language.tsx';
import classes from './navigation-links.module.css';

const groups: readonly (readonly [NavigationGroup, PageKey | undefined])[] = [
  ['top', undefined],
  ['access', 'web.groupAccess'],
  ['explain', 'web.groupExplain'],
  ['operations', 'web.groupOperations'],
];

export interface NavigationPage {
  readonly path: string;
  readonly page: PageFacts;
}

/** The pages that somebody may go to, in the order in which they are listed. */
export function navigationPages(router: RegisteredRouter, isAdmin: boolean): readonly NavigationPage[] {
  return Object.values(router.routesById).flatMap((route) => {
    const { staticData } = route.options;
    const page = staticData?.page;
    if (page?.navigation === undefined || (page.isForAdministrators === true && !isAdmin)) return [];
    return [{ path: route.fullPath, page }];
  });
}

/** The links of the left side, in their groups. */
export function NavigationLinks() {
  const say = useSay();
  const router = useRouter();
  const { is_admin } = useSession();
  const pages = navigationPages(router, is_admin);
  return (
    <ul className={classes['groups']}>
      {groups.map(([group, title]) => {
        const own = pages.filter(({ page }) => page.navigation?.group === group);
        if (own.length === 0) return null;
        return (
          <li key={group}>
            {title !== undefined && <div className={classes['title']}>{say(title)}</div>}
            <ul className={classes['links']}>
              {own.map(({ path, page }) => {
                const Icon = page.navigation?.icon;
                return (
                  <li key={path}>
                    <Link
                      to={path}
                      className={classes['link'] ?? ''}
                      activeProps={{ 'aria-current': 'page' }}
                      activeOptions={{ exact: path === '/', includeSearch: false }}
                    >
                      {Icon !== undefined && <Icon size={18} stroke={1.8} />}
                      {say(page.title)}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
