import { pagesSuite } from './pages.suite.ts';

pagesSuite('zh-CN');
