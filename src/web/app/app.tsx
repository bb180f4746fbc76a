import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiContext } from '../api/api-context.ts';
import { ApiFailure, createApi } from '../api/http.ts';
import { KeysProvider } from '../keyboard/keys.tsx';
import { LanguageProvider } from '../language/language.tsx';
import { Toasts } from '../parts/toasts.tsx';
import { ThemeProvider } from '../theme/theme-provider.tsx';
import { createAppRouter } from './router.ts';
import { signedOut } from './session-query.ts';

/** Everything that pages stand on. */
export function App() {
  const [client] = useState(createClient);
  const [api] = useState(() => createApi(() => signedOut(client)));
  const [router] = useState(createAppRouter);
  return (
    <QueryClientProvider client={client}>
      <ApiContext value={api}>
        <LanguageProvider>
          <ThemeProvider>
            <KeysProvider>
              <Toasts>
                <RouterProvider router={router} />
              </Toasts>
            </KeysProvider>
          </ThemeProvider>
        </LanguageProvider>
      </ApiContext>
    </QueryClientProvider>
  );
}

/** The server says when something has changed, so that what was read stays good until then. */
const staleMs = 60_000;

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: staleMs,
        // What the server refused it will refuse again; what it did not hear may be heard the next time.
        retry: (count, error) =>
          count < 2 && error instanceof ApiFailure && (error.status === 0 || error.status >= 502),
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
