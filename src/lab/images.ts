/** What can run in an instance of the lab: by name, the TCP port at which it answers; null: it answers at none. */
export const images = { plain: null, ssh: 22, web: 80, database: 5432 } as const satisfies Readonly<
  Record<string, number | null>
>;

export type Image = keyof typeof images;

export function isImage(text: string): text is Image {
  return Object.hasOwn(images, text);
}

/** The program of an image: it answers everybody who connects with a line. Undefined: there is none. */
export function programOf(image: Image, name: string): readonly string[] | undefined {
  const port = images[image];
  if (port === null) return undefined;
  const greetings: { readonly [port: number]: string } = {
    22: `SSH-2.0-${name}`,
    80: `HTTP/1.0 200 OK\\r\\nConnection: close\\r\\n\\r\\n${name}`,
  };
  return ['busybox', 'nc', '-ll', '-p', String(port), '-e', 'busybox', 'printf', `${greetings[port] ?? name}\\r\\n`];
}
