import { pagesIfStale } from '../../scripts/pages.js';

/** Pages that are older than what they are made of would be tested in vain. */
export default pagesIfStale;
