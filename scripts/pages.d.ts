/** Builds the pages, unless they are newer than everything that they are made of. */
export function pagesIfStale(): Promise<void>;
