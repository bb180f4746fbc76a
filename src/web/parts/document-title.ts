import { useEffect } from 'react';

/** "Security Groups · Portreeve" on the window. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Portreeve' : `${title} · Portreeve`;
  }, [title]);
}
